using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using BackupTools.Abstractions;

namespace BackupTools.Commands.Hosting;

/// <summary>
/// Runs work on the thread pool while the pipeline's thread carries out what the work asks for. It returns only when
/// the work has ended, also when the pipeline was stopped: then it cancels the work and waits for it to clean up.
/// </summary>
internal sealed class PipelinePump : IWorkContext, IWorkLog, IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly BlockingCollection<Action> _queue = [];
    private readonly CancellationTokenSource _cancellation;
    private readonly Action<object> _writeObject;
    private readonly Action<BackupException> _writeError;
    private readonly ProgressDisplay _display;
    private readonly Action<string>? _writeWarning;
    private readonly Action<string>? _writeVerbose;
    private readonly Action<string>? _writeDebug;

    public PipelinePump(
        Action<object> writeObject, Action<BackupException> writeError, ProgressDisplay display, CancellationToken stopping,
        Action<string>? writeVerbose = null, Action<string>? writeDebug = null, Action<string>? writeWarning = null)
    {
        _writeWarning = writeWarning;
        _writeVerbose = writeVerbose;
        _writeDebug = writeDebug;
        _writeObject = writeObject;
        _writeError = writeError;
        _display = display;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    public CancellationToken Stopping => _cancellation.Token;

    public IProgress<BackupProgress> Progress => _display;

    public void Write(object output) => _queue.Add(() => _writeObject(output));

    public void WriteWarning(string text) => _queue.Add(() => _writeWarning?.Invoke(text));

    public void WriteError(BackupException error) => _queue.Add(() => _writeError(error));

    /// <summary>Has the pipeline's thread answer, and waits for that.</summary>
    public T Ask<T>(Func<T> question)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        });
        return answer.Task.WaitAsync(_cancellation.Token).GetAwaiter().GetResult();
    }

    void IWorkLog.Verbose(string text) => Log(_writeVerbose, text);

    void IWorkLog.Debug(string text) => Log(_writeDebug, text);

    /// <summary>Runs the work to its end and returns what it returns, or throws what it throws.</summary>
    public T Run<T>(Func<IWorkContext, Task<T>> work)
    {
        Task<T> task = Task.Run(() => RunWorkAsync(work), CancellationToken.None);
        task.ContinueWith(_ => _queue.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        ExceptionDispatchInfo? interruption = null;
        while (!_queue.IsCompleted)
        {
            bool taken = _queue.TryTake(out Action? action, Tick);
            if (interruption is not null)
                continue;
            try
            {
                if (taken)
                    action!();
                _display.Show();
            }
            catch (Exception e)
            {
                // The pipeline ended while the work was under way: Ctrl+C, -ErrorAction Stop, or a next command that
                // has enough. The work is told to stop, and still waited for.
                interruption = ExceptionDispatchInfo.Capture(e);
                _cancellation.Cancel();
            }
        }

        if (interruption is null)
            _display.Complete();
        else
            interruption.Throw();
        return task.GetAwaiter().GetResult();
    }

    private async Task<T> RunWorkAsync<T>(Func<IWorkContext, Task<T>> work)
    {
        try
        {
            if (_writeVerbose is not null || _writeDebug is not null)
                WorkLog.Begin(this);
            return await work(this);
        }
        catch (Exception e) when (e is not BackupException && !_cancellation.IsCancellationRequested)
        {
            throw IsOutOfMemory(e)
                ? new BackupException(
                    ErrorCode.MemoryExhausted, "The process could not get the memory that it needed.",
                    "Let fewer chunks be worked on at the same time (-Parallelism), or give the process more memory.", inner: e)
                : new BackupException(
                    ErrorCode.Unexpected, $"An unexpected error occurred: {e.Message}",
                    "Please report it, with what '$Error[0].Exception.InnerException | Format-List -Force' says.", inner: e);
        }
    }

    private static bool IsOutOfMemory(Exception? error) =>
        error is not null && (error is OutOfMemoryException || IsOutOfMemory(error.InnerException));

    private void Log(Action<string>? write, string text)
    {
        if (write is null)
            return;
        try
        {
            _queue.Add(() => write(text));
        }
        catch (InvalidOperationException)
        {
            // What still goes on when the work has ended has nobody to tell any more.
        }
    }

    public void Dispose()
    {
        _queue.Dispose();
        _cancellation.Dispose();
    }
}
