using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Reading.Locks;

/// <summary>
/// Limits the time that a session waits for locks. The limit is kept here and not by the server, because only while the
/// session still waits can be found out for what and for whom.
/// </summary>
internal sealed class LockWatch(ServerSettings settings, TimeSpan limit)
{
    /// <summary>The most that a server and a timer can wait: 24 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>The most that it waits.</summary>
    public TimeSpan Limit { get; } = limit < Longest ? limit : Longest;

    /// <summary>A wait that whoever reads along wants to know of.</summary>
    private static readonly TimeSpan Notable = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes locks.</summary>
    /// <param name="processId">The server process of the session that takes them.</param>
    /// <param name="locking">Takes them; stops when it is cancelled.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseLocked"/>, naming the table and who has it.</exception>
    public async Task RunAsync(int processId, Func<CancellationToken, Task> locking, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task work = locking(stop.Token);
        try
        {
            if (await EndsWithinAsync(work, Limit < Notable ? Limit : Notable, stop.Token))
            {
                await work;
                return;
            }

            if (Limit > Notable)
            {
                WorkLog.Verbose($"Waiting for a lock of another session, for {Figures.Duration(Limit)} at most.");
                if (await EndsWithinAsync(work, Limit - Notable, stop.Token))
                {
                    await work;
                    WorkLog.Verbose("The lock was granted.");
                    return;
                }
            }

            BackupException locked = await FindReasonAsync(processId, work, stop.Token);
            await stop.CancelAsync();
            await EndAsync(work);
            cancellationToken.ThrowIfCancellationRequested();
            if (work.IsFaulted)
                await work;
            if (!work.IsCompletedSuccessfully)
                throw locked;
        }
        finally
        {
            await stop.CancelAsync();
            await EndAsync(work);
        }
    }

    private async Task<BackupException> FindReasonAsync(int processId, Task work, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection opened = await ControlConnection.OpenAsync(settings, cancellationToken);
            CatalogSession watcher = new(opened);
            while (!work.IsCompleted)
            {
                LockHolder? holder = await PostgreSqlErrors.GuardAsync(
                    opened, "Asking who holds a lock", () => LockHolder.FindAsync(watcher, processId, cancellationToken));
                if (holder is not null)
                    return holder.ToError();
                await EndsWithinAsync(work, BetweenLooks, cancellationToken);
            }

            return Unknown(null);
        }
        catch (BackupException e)
        {
            return Unknown(e);
        }
    }

    private BackupException Unknown(BackupException? inner) => new(
        ErrorCode.DatabaseLocked,
        $"A table of the database '{settings.Database}' is locked by another session, and who that is could not be asked.",
        "Try again later, or wait longer with a higher lock timeout.", settings.Database, inner, isTransient: true);

    private static async Task<bool> EndsWithinAsync(Task work, TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task first = await Task.WhenAny(work, Task.Delay(limit, waiting.Token));
        await waiting.CancelAsync();
        return first == work || work.IsCompleted;
    }

    /// <summary>Waits for the end, whatever it is.</summary>
    private static Task EndAsync(Task work) => work.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
