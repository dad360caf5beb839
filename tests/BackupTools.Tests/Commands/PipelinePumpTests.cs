using BackupTools.Commands.Hosting;

namespace BackupTools.Tests.Commands;

/// <summary>The pump never leaves work behind, whatever ends the pipeline.</summary>
public sealed class PipelinePumpTests : IDisposable
{
    private readonly List<object> _output = [];
    private readonly List<BackupException> _errors = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _running = new();
    private bool _isCleanedUp;

    public void Dispose() => _stopping.Dispose();

    [Fact]
    public void Everything_is_written_in_order_by_the_pipelines_thread()
    {
        int thread = Environment.CurrentManagedThreadId;
        List<int> threads = [];
        using PipelinePump pump = Pump(o => { _output.Add(o); threads.Add(Environment.CurrentManagedThreadId); });
        int result = pump.Run(async work =>
        {
            for (int i = 0; i < 100; i++)
            {
                work.Write(i);
                await Task.Yield();
            }

            work.WriteError(new BackupException(ErrorCode.ArchiveDamaged, "Damaged."));
            return 7;
        });
        Assert.Equal(7, result);
        Assert.Equal(Enumerable.Range(0, 100).Cast<object>(), _output);
        Assert.All(threads, t => Assert.Equal(thread, t));
        Assert.Equal(ErrorCode.ArchiveDamaged, Assert.Single(_errors).Code);
    }

    [Fact]
    public async Task Stopping_cancels_the_work_and_waits_until_it_has_cleaned_up()
    {
        using PipelinePump pump = Pump(_output.Add);
        Task stop = _running.Task.ContinueWith(_ => _stopping.Cancel(), TestContext.Current.CancellationToken);
        Assert.ThrowsAny<OperationCanceledException>(() => pump.Run(WorkUntilCancelled));
        Assert.True(_isCleanedUp);
        await stop;
    }

    [Fact]
    public void Work_without_memory_is_told_what_to_do()
    {
        using PipelinePump pump = Pump(_output.Add);
        BackupException error = Assert.Throws<BackupException>(() => pump.Run<int>(
            _ => throw new AggregateException(new InvalidOperationException("x", new InsufficientMemoryException()))));
        Assert.Equal(ErrorCode.MemoryExhausted, error.Code);
        Assert.Contains("-Parallelism", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_next_command_that_has_enough_cancels_the_work_and_waits_for_it()
    {
        using PipelinePump pump = Pump(_ => throw new InvalidOperationException("enough"));
        var thrown = Assert.Throws<InvalidOperationException>(() => pump.Run(work =>
        {
            work.Write("the first");
            return WorkUntilCancelled(work);
        }));
        Assert.Equal("enough", thrown.Message);
        Assert.True(_isCleanedUp);
    }

    [Fact]
    public void Nothing_is_written_after_the_pipeline_has_ended()
    {
        int written = 0;
        using PipelinePump pump = Pump(_ =>
        {
            written++;
            throw new InvalidOperationException("enough");
        });
        Assert.Throws<InvalidOperationException>(() => pump.Run(work =>
        {
            work.Write(1);
            work.Write(2);
            return WorkUntilCancelled(work);
        }));
        Assert.Equal(1, written);
    }

    [Fact]
    public void What_nobody_foresaw_becomes_an_unexpected_error_with_its_cause()
    {
        using PipelinePump pump = Pump(_output.Add);
        var error = Assert.Throws<BackupException>(() => pump.Run<int>(_ => throw new DivideByZeroException()));
        Assert.Equal(ErrorCode.Unexpected, error.Code);
        Assert.IsType<DivideByZeroException>(error.InnerException);
    }

    private PipelinePump Pump(Action<object> write) => new(write, _errors.Add, new ProgressDisplay(_ => { }), _stopping.Token);

    private async Task<int> WorkUntilCancelled(IWorkContext work)
    {
        _running.SetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, work.Stopping);
        }
        finally
        {
            await Task.Delay(50, CancellationToken.None);
            _isCleanedUp = true;
        }

        return 0;
    }
}
