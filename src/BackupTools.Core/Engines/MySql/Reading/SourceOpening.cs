using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Reading.Consistency;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Schema.Selection;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Users;

namespace BackupTools.Engines.MySql.Reading;

/// <summary>Opens a database for a backup.</summary>
internal static class SourceOpening
{
    private const int Attempts = 5;

    /// <summary>Opens it.</summary>
    public static async Task<IBackupSource> OpenAsync(BackupRequest request, CancellationToken cancellationToken)
    {
        ServerSettings settings = SessionOpening.WithDatabase(request.Connection);
        ControlSession catalog = await ControlSession.OpenAsync(settings, request.Connection.LockTimeout, cancellationToken);
        try
        {
            DatabaseCollation collation = await DatabaseSchema.ReadCollationAsync(catalog, settings.Database!, cancellationToken);
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                if (await TryOpenAsync(catalog, settings, request, collation, cancellationToken) is { } source)
                    return source;
            }
        }
        catch
        {
            await catalog.DisposeAsync();
            throw;
        }

        await catalog.DisposeAsync();
        throw new BackupException(
            ErrorCode.DatabaseChanged, $"Tables of the database '{settings.Database}' are made, altered or dropped so often that they were never found unchanged.",
            "Try again later.", settings.Database, isTransient: true);
    }

    /// <summary>Opens the view; null where what is in the database has changed before it was open.</summary>
    private static async Task<MySqlBackupSource?> TryOpenAsync(
        ControlSession catalog, ServerSettings settings, BackupRequest request, DatabaseCollation collation, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredTable> all = await TableReader.ReadAsync(catalog, settings.Database!, cancellationToken);
        ChosenSchema before = await BackupSchema.ReadAsync(catalog, request, all, cancellationToken);
        HashSet<string> names = [.. before.Entries.Where(e => e.Kind == ItemKind.Table).Select(e => e.Name)];
        IReadOnlyList<StoredTable> tables = [.. all.Where(t => names.Contains(t.Name))];
        HashSet<string> withRows = [.. before.Tables];
        IReadOnlyList<StoredTable> read = [.. tables.Where(t => withRows.Contains(t.Name))];
        Snapshot snapshot = await Snapshot.OpenAsync(settings, request.Connection.LockTimeout, tables, Readers(request, read), cancellationToken);
        try
        {
            ChosenSchema schema = await BackupSchema.ReadAsync(
                catalog, request, await TableReader.ReadAsync(catalog, settings.Database!, cancellationToken), cancellationToken);
            if (BackupSchema.DifferenceBetween(before.Entries, schema.Entries) is not null)
            {
                await snapshot.DisposeAsync();
                return null;
            }

            (IReadOnlyList<SchemaEntry> entries, IReadOnlyList<string> broken) = await BrokenViews.MarkAsync(catalog, schema.Entries, cancellationToken);
            schema = schema with { Entries = entries };
            RowReader rows = await RowReader.OpenAsync(snapshot, read, request.ChunkSize, cancellationToken);
            return new MySqlBackupSource(snapshot, catalog, request, schema, rows, collation)
            {
                Properties = await PropertiesAsync(catalog, snapshot, collation, cancellationToken),
                SchemaWarnings = broken,
                ServerId = await ServerIdAsync(catalog, cancellationToken),
                Accounts = await NeededAccounts.ReadAsync(
                    catalog, request.Connection, schema.Entries, request.Selection.IsEverything, request.IncludePasswordHashes, cancellationToken),
            };
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    /// <summary>As many sessions as have something to do.</summary>
    private static int Readers(BackupRequest request, IReadOnlyList<StoredTable> tables) =>
        (int)Math.Min(request.Parallelism, Math.Max(1, Math.Max(tables.Sum(t => t.DataBytes) / request.ChunkSize, tables.Count / 16)));

    private static async Task<IReadOnlyDictionary<string, string>> PropertiesAsync(
        ControlSession session, Snapshot snapshot, DatabaseCollation collation, CancellationToken cancellationToken)
    {
        Dictionary<string, string> properties = new()
        {
            ["characterSet"] = collation.CharacterSet,
            ["collation"] = collation.Collation,
            ["product"] = session.Version.Product,
            ["consistency"] = snapshot.Way.ToString(),
        };
        List<string> names = await session.QueryAsync("SELECT @@GLOBAL.lower_case_table_names", row => row.TextOrEmpty(0), cancellationToken);
        properties["lowerCaseTableNames"] = names[0];
        Add("binlogFile", snapshot.Position.File);
        Add("binlogPosition", snapshot.Position.Position?.ToString(CultureInfo.InvariantCulture));
        Add("gtid", snapshot.Position.Gtid);
        return properties;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                properties[name] = value;
        }
    }

    private static async Task<string?> ServerIdAsync(ControlSession session, CancellationToken cancellationToken)
    {
        string variable = session.Version.IsMariaDb ? "server_uid" : "server_uuid";
        List<string?> found = await session.QueryAsync($"SHOW GLOBAL VARIABLES LIKE '{variable}'", row => row.Text(1), cancellationToken);
        return found.Count == 1 ? found[0] : null;
    }
}
