using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>How many databases and tables servers have.</summary>
public static class ServerFigures
{
    /// <summary>The same figures with the databases and tables that the servers have now. What cannot be read is skipped and named.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="statistic">The figures of the backups.</param>
    /// <param name="connections">The servers and database files.</param>
    /// <param name="patterns">The only databases that are meant, with wildcards; empty for all.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    public static async Task<BackupStatistic> AddAsync(
        ComponentSet components, BackupStatistic statistic, IReadOnlyCollection<DbConnectionInfo> connections, IReadOnlyList<string> patterns,
        CancellationToken cancellationToken)
    {
        int databases = 0;
        int tables = 0;
        List<string> skipped = [];
        foreach (DbConnectionInfo connection in connections)
        {
            IReadOnlyList<DatabaseInfo> found = await TryAsync(
                connection.Display, () => ExpectedDatabases.FindAsync(components, connection, patterns, cancellationToken)) ?? [];
            databases += found.Count;
            foreach (DatabaseInfo database in found)
            {
                IReadOnlyList<TableInfo>? listed = await TryAsync(
                    database.Connection.Display, () => components.GetEngine(database.Engine).GetTablesAsync(database.Connection, countRows: false, cancellationToken));
                tables += listed?.Count(t => t.HoldsRows) ?? 0;
            }
        }

        return statistic with { Databases = databases, Tables = tables, Skipped = TextList.Of(skipped) };

        async Task<IReadOnlyList<T>?> TryAsync<T>(string what, Func<Task<IReadOnlyList<T>>> work)
        {
            try
            {
                return await work();
            }
            catch (BackupException e)
            {
                skipped.Add($"{what}: {e.Message}");
                return null;
            }
        }
    }
}
