using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Inspection;

/// <summary>Tries a connection, and looks for what a backup would lack.</summary>
internal static class ConnectionTest
{
    /// <summary>Runs the test; a failure to connect is in the report.</summary>
    public static async Task<ConnectionReport> RunAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            ServerSettings settings = SettingsResolver.Resolve(connection);
            await using ControlSession session = await ControlSession.OpenAsync(settings, connection.LockTimeout, cancellationToken);
            List<string> findings = [];
            await session.ExecuteAsync("DO 0", cancellationToken);
            TimeSpan latency = Stopwatch.GetElapsedTime(started);
            bool mayRead = true;
            if (settings.Database is { } database)
            {
                await DatabaseSchema.ReadCollationAsync(session, database, cancellationToken);
                mayRead = await FindAsync(session, database, findings, cancellationToken);
            }

            findings.AddRange(await FindGrantsAsync(session, cancellationToken));
            if (!await Denied.TryAsync(() => session.QueryAsync("SELECT User FROM mysql.user LIMIT 1", row => row.Text(0), cancellationToken)))
                findings.Add("The user has no SELECT on mysql.*: a backup does not record the accounts that the database needs.");
            return new ConnectionReport(connection, mayRead, session.Version.ToString(), latency, findings);
        }
        catch (BackupException e)
        {
            return new ConnectionReport(connection, false, null, Stopwatch.GetElapsedTime(started), [e.Message]) { Error = e };
        }
    }

    /// <summary>Reads every definition, as a backup does.</summary>
    private static async Task<bool> FindAsync(ControlSession session, string database, List<string> findings, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<StoredTable> tables = await TableReader.ReadAsync(session, database, cancellationToken);
            foreach (StoredTable table in tables)
            {
                foreach (StoredColumn column in table.CopiedColumns)
                    ColumnTypes.Select(column, table.Name);
            }

            await DatabaseSchema.ReadAsync(session, database, tables, _ => true, cancellationToken);
            return true;
        }
        catch (BackupException e)
        {
            findings.Add(e.Message);
            return false;
        }
    }

    /// <summary>What the user's grants mean for a backup; the catalogs of managed servers do not show them all.</summary>
    private static async Task<IReadOnlyList<string>> FindGrantsAsync(ControlSession session, CancellationToken cancellationToken)
    {
        List<string> grants = await session.QueryAsync("SHOW GRANTS FOR CURRENT_USER()", row => row.TextOrEmpty(0), cancellationToken);
        bool Has(params string[] names) => grants.Exists(g => names.Any(n => g.Contains(n, StringComparison.OrdinalIgnoreCase)) || g.StartsWith("GRANT ALL PRIVILEGES ON *.*", StringComparison.Ordinal));
        List<string> findings = [];
        if (!Has("RELOAD", "FLUSH_TABLES"))
        {
            findings.Add(Has("LOCK TABLES")
                ? "The user has no RELOAD: for the moment of the backup, writes to its tables are held up with LOCK TABLES."
                : "The user has neither RELOAD nor LOCK TABLES: a backup has to find a moment in which nobody writes, or reads with one session.");
        }

        if (session.Version.IsMySqlFrom(8, 0) && !Has("BACKUP_ADMIN"))
            findings.Add("The user has no BACKUP_ADMIN: while a backup runs, whoever alters one of its tables waits for its end, and others wait for him.");
        if (!Has("REPLICATION CLIENT", "BINLOG MONITOR"))
            findings.Add("The user has no REPLICATION CLIENT: the backup does not record the file and position of the binary log.");
        return findings;
    }
}
