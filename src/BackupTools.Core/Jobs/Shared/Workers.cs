using System.Runtime.ExceptionServices;

namespace BackupTools.Jobs;

/// <summary>Runs work at the same time; the first failure stops the others and is the one thrown.</summary>
internal static class Workers
{
    /// <summary>The number of workers for what the user asked.</summary>
    public static int Count(int asked) => asked > 0 ? asked : Environment.ProcessorCount;

    /// <summary>Runs the same work several times and waits until every worker has really ended.</summary>
    public static Task RunAsync(int count, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync([.. Enumerable.Repeat(work, count)], cancellationToken);

    /// <summary>Runs and waits until every worker has really ended.</summary>
    public static async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> workers, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? first = null;

        async Task GuardedAsync(Func<CancellationToken, Task> work)
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

        await Task.WhenAll(workers.Select(w => Task.Run(() => GuardedAsync(w), CancellationToken.None)));
        cancellationToken.ThrowIfCancellationRequested();
        first?.Throw();
    }
}
