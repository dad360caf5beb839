using System.Globalization;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Reading.Locks;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>Opens the sessions that read rows.</summary>
internal sealed class BulkSessions(Snapshot snapshot)
{
    /// <summary>
    /// The planner is kept from everything but reading the pages that are named, one after the other: it would take a
    /// whole table, or start processes of its own, for each range.
    /// </summary>
    private const string Settings =
        "SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off";

    /// <summary>
    /// The locks that each session takes before it reads. The view's own session has them already; but where somebody
    /// has meanwhile asked for a table of his own, another session waits behind him, and so for ever. So all sessions
    /// take them at the very beginning, unless the server has no room for so many: then each waits for a table for a
    /// limited time when it comes to it.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindLocksAsync(
        IReadOnlyList<StoredTable> tables, int sessions, CancellationToken cancellationToken)
    {
        List<long> room = await snapshot.GuardAsync(
            "Asking for the server's settings",
            () => snapshot.Session.QueryAsync(
                """
                SELECT current_setting('max_locks_per_transaction')::int8
                    * (current_setting('max_connections')::int8 + current_setting('max_prepared_transactions')::int8) AS room
                """,
                row => row.Number("room"), cancellationToken));
        return (long)tables.Count * (sessions + 1) <= room[0] / 4
            ? [.. TableLocks.Statements(tables.Where(t => t.Obstacle is null).Select(t => t.Sql))]
            : [];
    }

    /// <summary>Opens a session in the view.</summary>
    /// <param name="locks">The statements that lock the tables.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public async Task<IBulkConnection> OpenAsync(IReadOnlyList<string> locks, CancellationToken cancellationToken)
    {
        IBulkConnection connection = await BulkConnections.OpenAsync(snapshot.Settings, cancellationToken, waits: true);
        try
        {
            string limit = Math.Max(1, (long)snapshot.Locks.Limit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            await connection.ExecuteAsync(
                $"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT {SqlText.Literal(snapshot.Id)}; {Settings}",
                cancellationToken);
            await snapshot.LocksOfSame.RunAsync(
                connection.ProcessId,
                // On a thread of its own, because the session waits on the one it is called on, and it is to be watched.
                stop => Task.Run(
                    async () =>
                    {
                        foreach (string statement in locks)
                            await connection.ExecuteAsync(statement, stop);
                    },
                    CancellationToken.None),
                cancellationToken);
            await connection.ExecuteAsync($"SET LOCAL lock_timeout = {limit}", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
