using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Completion;

/// <summary>Completes the tables of the backup, or of the database, that the command line names.</summary>
public sealed class TableCompleter : AsyncCompleter
{
    private protected override async Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken)
    {
        IReadOnlyList<(string Schema, string Name, string What)> tables = await TableListing.ReadAsync(bound, cancellationToken);
        ILookup<string, string> schemas = tables.ToLookup(t => t.Name, t => t.Schema);
        return tables.Select(t => new Completion(
            schemas[t.Name].Count() > 1 ? $"{t.Schema}.{t.Name}" : t.Name, $"{t.Schema}.{t.Name} ({t.What})", $"{t.Schema}.{t.Name}"));
    }
}

/// <summary>Completes the schemas that have tables in the backup, or in the database, that the command line names.</summary>
public sealed class SchemaCompleter : AsyncCompleter
{
    private protected override async Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        (await TableListing.ReadAsync(bound, cancellationToken))
            .GroupBy(t => t.Schema)
            .OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
            .Select(g => new Completion(g.Key, $"{g.Key}: {Figures.Count(g.Count(), "table")}"));
}

internal static class TableListing
{
    public static async Task<IReadOnlyList<(string Schema, string Name, string What)>> ReadAsync(
        BoundArguments bound, CancellationToken cancellationToken)
    {
        if (bound.Archives.Count > 0)
        {
            return await ReadArchiveAsync(bound.Archives[0], cancellationToken);
        }

        if (bound.Upstream is { } upstream)
        {
            return await upstream.ListAsync(cancellationToken) is [.., var backup]
                ? await ReadArchiveAsync(new ArchiveLocation(BuiltIn.Components.OpenStorage(backup.StorageInfo!), backup.Name), cancellationToken)
                : [];
        }

        if (bound.Connection is not { } connection)
            return [];
        IDatabaseEngine engine = BuiltIn.Components.GetEngine(connection.Engine);
        connection = engine.NameDatabase(connection);
        if (connection.Path is null && connection.Database is null)
            return [];
        IReadOnlyList<TableInfo> tables = await engine.GetTablesAsync(connection, countRows: false, cancellationToken);
        return [.. tables.Select(t => (t.Schema, t.Name, t.Kind))];
    }

    private static async Task<IReadOnlyList<(string Schema, string Name, string What)>> ReadArchiveAsync(
        ArchiveLocation archive, CancellationToken cancellationToken)
    {
        ArchiveManifest manifest = await BackupCatalog.ReadManifestAsync(BuiltIn.Components, archive.Storage, archive.Name, cancellationToken);
        return [.. manifest.Objects.Where(o => o.Kind == "table").Select(o => (o.Schema, o.Name, $"{o.Rows} rows"))];
    }
}
