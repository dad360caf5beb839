using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>
/// The schema that goes into a backup. A selection had to read it to know its tables; otherwise it is read while the rows
/// are, because the catalogs' many small answers leave the server idle most of the time.
/// </summary>
/// <param name="snapshot">The view.</param>
/// <param name="request">What is backed up.</param>
/// <param name="known">The schema where it was read already, and found to have the view's tables.</param>
internal sealed class BackupSchema(Snapshot snapshot, BackupRequest request, SelectedSchema? known)
{
    /// <summary>What of the schema is not in the backup, a sentence each; known when the scripts are.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Reads what is not known yet, and writes the scripts.</summary>
    public async Task<IEnumerable<SchemaScript>> ReadScriptsAsync(CancellationToken cancellationToken)
    {
        SelectedSchema schema = known ?? await ReadAsync(cancellationToken);
        IReadOnlyList<string> findings = TakesServers(request.Selection)
            ? await snapshot.GuardAsync(
                $"Looking for what cannot be read of the database '{snapshot.Database}'",
                () => CatalogFindings.ReadAsync(snapshot.Session, cancellationToken))
            : [];
        Warnings = [.. findings, .. EntryTitle.LeftOut("The backup leaves out", schema.LeftOut),
            .. UnqualifiedNames.Find(schema.Entries)];
        return SchemaScripts.Write(schema.Entries);
    }

    private async Task<SelectedSchema> ReadAsync(CancellationToken cancellationToken)
    {
        SelectedSchema schema = await SelectedSchema.ReadAsync(snapshot, request, cancellationToken);
        return schema.DifferenceTo(snapshot.Tables) is not { } difference
            ? schema
            : throw new BackupException(
                ErrorCode.DatabaseReadFailed, $"The catalogs of the database '{snapshot.Database}' contradict themselves about {difference}.",
                "Look for damage of the system catalogs, e.g. with amcheck.", snapshot.Database);
    }

    /// <summary>True where what leads to other servers is asked for; that is where the catalogs keep back something.</summary>
    private static bool TakesServers(ObjectSelection selection) => selection.Schemas.Count + selection.Tables.Count == 0
        && (selection.Has(DatabaseFeature.ForeignData) || selection.Has(DatabaseFeature.Replication));
}
