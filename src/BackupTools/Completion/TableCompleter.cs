using BackupTools.Abstractions;
using BackupTools.Catalog;

namespace BackupTools.Completion;

/// <summary>Completes the tables of the backup, or of the database, that the command line names.</summary>
public sealed class TableCompleter : AsyncCompleter
{
    private protected override async Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken)
    {
        if (bound.Archives.Count > 0)
        {
            (IBackupStorage storage, string name) = bound.Archives[0];
            ArchiveManifest manifest = await BackupCatalog.ReadManifestAsync(BuiltIn.Components, storage, name, cancellationToken);
            return manifest.Objects.Where(o => o.Kind == "table").Select(o => new Completion(o.Name, $"{o.Schema}.{o.Name}: {o.Rows} rows"));
        }

        if (bound.Connection is not { } connection)
            return [];
        IDatabaseEngine engine = BuiltIn.Components.GetEngine(connection.Engine);
        IReadOnlyList<TableInfo> tables = await engine.GetTablesAsync(connection, countRows: false, cancellationToken);
        return tables.Select(t => new Completion(t.Name, $"{t.Schema}.{t.Name} ({t.Kind})"));
    }
}
