using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Reading.Locks;

/// <summary>Who is in the way of a session that waits for a table.</summary>
/// <param name="Table">The table, as people name it.</param>
/// <param name="Description">The session in the way.</param>
internal sealed record LockHolder(string Table, string Description)
{
    /// <summary>Looks for what a session waits for.</summary>
    /// <param name="watcher">Another session.</param>
    /// <param name="processId">The server process that waits.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <returns>Null where it does not wait for a table.</returns>
    public static async Task<LockHolder?> FindAsync(CatalogSession watcher, int processId, CancellationToken cancellationToken)
    {
        List<LockHolder> found = await watcher.QueryAsync(
            $"""
            SELECT coalesce(n.nspname || '.' || c.relname, w.relation::text) AS relation, b.pid::int8 AS pid, {ActivityColumns}
            FROM pg_locks w
            LEFT JOIN pg_class c ON c.oid = w.relation
            LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN unnest(pg_blocking_pids(w.pid)) AS b (pid)
            LEFT JOIN pg_stat_activity a ON a.pid = b.pid
            WHERE w.pid = {processId.ToString(CultureInfo.InvariantCulture)} AND NOT w.granted AND w.locktype = 'relation'
            LIMIT 1
            """,
            row => new LockHolder(row.Text("relation"), Describe(row)), cancellationToken);
        return found.FirstOrDefault();
    }

    /// <summary>Looks for a session that has a table to itself, or waits to have it.</summary>
    /// <param name="watcher">Another session.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <returns>Null where there is none any more.</returns>
    public static async Task<LockHolder?> FindAsync(CatalogSession watcher, StoredTable table, CancellationToken cancellationToken)
    {
        List<LockHolder> found = await watcher.QueryAsync(
            $"""
            SELECT l.pid::int8 AS pid, {ActivityColumns}
            FROM pg_locks l
            LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.relation = {table.Oid.ToString(CultureInfo.InvariantCulture)} AND l.mode = 'AccessExclusiveLock'
            AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
            ORDER BY l.granted DESC
            LIMIT 1
            """,
            row => new LockHolder(table.Display, Describe(row)), cancellationToken);
        return found.FirstOrDefault();
    }

    /// <summary>The error of an operation that has waited long enough.</summary>
    public BackupException ToError(Exception? inner = null) => new(
        ErrorCode.DatabaseLocked, $"The table {Table} is locked by another session: {Description}.",
        "Try again when that session has ended its transaction, or wait longer with a higher lock timeout.", Table, inner, isTransient: true);

    private const string ActivityColumns =
        "a.usename, a.application_name, a.state, to_char(a.query_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS query_start";

    private static string Describe(CatalogRow row)
    {
        if (row.IsNull("pid") || row.Number("pid") == 0)
            return "a prepared transaction";
        string description = $"process {row.Number("pid").ToString(CultureInfo.InvariantCulture)}";
        if (row.TextOrNull("usename") is { } user)
            description += $" of the user '{user}'";
        if (row.TextOrNull("application_name") is { Length: > 0 } application)
            description += $" (application '{application}')";
        if (row.TextOrNull("query_start") is { } start)
            description += $", its last statement of {start} UTC{(row.TextOrNull("state") is { } state ? $", now {state}" : "")}";
        return description;
    }
}
