using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Runs the entries of a schedule over several sessions at the same time.</summary>
/// <param name="schedule">What to run, and when.</param>
/// <param name="pool">The sessions.</param>
/// <param name="run">Runs one.</param>
internal sealed class ParallelEntries(EntrySchedule schedule, ConnectionPool pool, Func<IBulkConnection, int, CancellationToken, Task> run)
{
    private readonly object _gate = new();
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Lets entries run, from the next <see cref="RunOneAsync"/> on.</summary>
    public void Admit(IEnumerable<int> indices)
    {
        lock (_gate)
            schedule.Admit(indices);
    }

    /// <summary>Runs one entry that may run now, if there is any.</summary>
    /// <returns>True where there was one.</returns>
    public async Task<bool> RunOneAsync(CancellationToken cancellationToken)
    {
        int? index;
        lock (_gate)
            index = schedule.Take();
        if (index is not { } entry)
            return false;
        await RunEntryAsync(entry, cancellationToken);
        return true;
    }

    /// <summary>Runs all that are left.</summary>
    /// <param name="workers">How many at the same time.</param>
    /// <param name="cancellationToken">Stops them.</param>
    /// <returns>A task that fails with the first error, once every worker has ended.</returns>
    public async Task RunAsync(int workers, CancellationToken cancellationToken)
    {
        schedule.AdmitAll();
        workers = Math.Min(workers, schedule.Unfinished);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? first = null;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    await WorkAsync(stop.Token);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref first, e, null);
                    await stop.CancelAsync();
                }
            },
            CancellationToken.None)));
        cancellationToken.ThrowIfCancellationRequested();
        if (first is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int? index;
            Task changed;
            lock (_gate)
            {
                if (schedule.Unfinished == 0)
                    return;
                index = schedule.Take();
                changed = _changed.Task;
            }

            if (index is not { } entry)
            {
                await changed.WaitAsync(cancellationToken);
                continue;
            }

            await RunEntryAsync(entry, cancellationToken);
        }
    }

    private async Task RunEntryAsync(int entry, CancellationToken cancellationToken)
    {
        await pool.RunAsync(connection => run(connection, entry, cancellationToken), cancellationToken);
        lock (_gate)
        {
            schedule.Done(entry);
            _changed.SetResult();
            _changed = NewSignal();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
