using System.Runtime.ExceptionServices;

namespace BackupTools.Jobs;

/// <summary>Runs the same work several times at once; the first failure stops the others and is the one thrown.</summary>
internal static class Workers
{
    /// <summary>The number of workers for what the user asked.</summary>
    public static int Count(int asked) => asked > 0 ? asked : Environment.ProcessorCount;

    /// <summary>Runs and waits until every worker has really ended.</summary>
    public static async Task RunAsync(int count, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? first = null;

        async Task GuardedAsync()
        {
            try
            {
                await work(stop.Token);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(e), null);
                await stop.CancelAsync();
            }
        }

        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(GuardedAsync, CancellationToken.None)));
        cancellationToken.ThrowIfCancellationRequested();
        first?.Throw();
    }
}
