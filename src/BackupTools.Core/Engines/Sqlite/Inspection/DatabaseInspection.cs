using System.Diagnostics;
using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Inspection;

/// <summary>Answers questions about a database without reading all of it, unless rows are to be counted.</summary>
internal static class DatabaseInspection
{
    public static ConnectionReport Test(SqliteLibrary library, DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        string version = $"{library.Version}";
        try
        {
            bool journal = new FileInfo(connection.Path + "-journal") is { Exists: true, Length: > 0 };
            var findings = new List<string>();
            using SqliteConnection opened = Open(library, connection, cancellationToken);
            SourceErrors.Guard(connection.Path!, () => opened.ScalarInt64("SELECT count(*) FROM main.sqlite_master"));
            clock.Stop();
            if (journal)
                findings.Add("A journal lay beside the database: a transaction was under way, or a crashed one was rolled back.");
            if (DatabaseFacts.Read(opened).JournalMode == "wal" && !CanWrite(connection.Path!))
                findings.Add("The database is in WAL mode and cannot be written here: a backup needs the '-wal' and '-shm' files beside it.");
            if (library != SqliteLibrary.Default || !library.Source.Contains("e_sqlite3", StringComparison.Ordinal))
                return new ConnectionReport(connection, true, version, clock.Elapsed, findings);
            findings.Add($"The system has no SQLite library that is new enough; version {version} that comes with BackupTools is used.");
            return new ConnectionReport(connection, true, version, clock.Elapsed, findings);
        }
        catch (BackupException e)
        {
            return new ConnectionReport(connection, false, version, clock.Elapsed, [e.Message]) { Error = e };
        }
    }

    public static DatabaseInfo Describe(SqliteLibrary library, DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        string path = connection.Path!;
        using SqliteConnection opened = Open(library, connection, cancellationToken);
        return SourceErrors.Guard(path, () =>
        {
            long pageSize = opened.ScalarInt64("PRAGMA main.page_size");
            long pageCount = opened.ScalarInt64("PRAGMA main.page_count");
            var log = new FileInfo(path + "-wal");
            Dictionary<string, string> properties = DatabaseFacts.Read(opened).ToPageProperties((int)pageSize, (uint)pageCount);
            properties["freePages"] = opened.ScalarInt64("PRAGMA main.freelist_count").ToString(CultureInfo.InvariantCulture);
            long size = new FileInfo(path).Length + (log.Exists ? log.Length : 0);
            string name = SqliteText.DatabaseName(path);
            return new DatabaseInfo(connection with { Database = name }, name, size, properties);
        });
    }

    public static IReadOnlyList<TableInfo> ListTables(
        SqliteLibrary library, DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken)
    {
        using SqliteConnection opened = Open(library, connection, cancellationToken);
        using CancellationTokenRegistration interrupt = opened.InterruptOn(cancellationToken);
        return SourceErrors.Guard(connection.Path!, () =>
        {
            opened.Execute("BEGIN");
            List<SchemaEntry> schema = SchemaEntry.ReadAll(opened);
            Dictionary<string, long> sizes = countRows ? ReadSizes(opened) : [];
            return schema.Where(e => e.IsTable || e.Type == "view").Select(e => new TableInfo(
                connection, SqliteText.DatabaseName(connection.Path!), "main", e.Name, KindOf(e, schema),
                countRows ? CountRows(opened, e.Name) : null, sizes.TryGetValue(e.Name, out long size) ? size : null)
            {
                HoldsRows = e.IsTable && !e.IsVirtual,
            }).ToList();
        });
    }

    public static SqliteConnection Open(SqliteLibrary library, DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        SourceErrors.CheckPath(connection.Path!);
        return SourceErrors.Guard(
            connection.Path!, () => Snapshot.OpenReader(library, connection.Path!, connection.LockTimeout, cancellationToken));
    }

    private static string KindOf(SchemaEntry entry, List<SchemaEntry> schema) =>
        entry.Type == "view" ? "view"
        : entry.IsVirtual ? "virtual"
        : entry.IsInternal ? "internal"
        : VirtualTables.OwnerOf(entry, schema) is not null ? "shadow"
        : "table";

    /// <summary>The size of each table with its indexes; empty where the library cannot tell.</summary>
    private static Dictionary<string, long> ReadSizes(SqliteConnection connection)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        try
        {
            using SqliteStatement statement = connection.Prepare(
                "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat AS s JOIN main.sqlite_master AS m ON m.name = s.name WHERE s.aggregate = TRUE GROUP BY 1");
            while (statement.Step())
                sizes[statement.GetString(0)!] = statement.GetInt64(1);
        }
        catch (SqliteException e) when (e.Code == ResultCode.Error)
        {
            sizes.Clear(); // Built without dbstat.
        }

        return sizes;
    }

    private static long? CountRows(SqliteConnection connection, string table)
    {
        try
        {
            return connection.ScalarInt64($"SELECT count(*) FROM main.{SqliteText.Quote(table)}");
        }
        catch (SqliteException e) when (e.Code == ResultCode.Error)
        {
            return null; // A module or a function is missing here, or a view refers to what no longer exists.
        }
    }

    private static bool CanWrite(string path)
    {
        try
        {
            string probe = Path.Combine(Path.GetDirectoryName(path)!, $".backuptools-{Guid.NewGuid():N}");
            using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
