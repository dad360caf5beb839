using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Schema.Scripts;
using BackupTools.Engines.MySql.Schema.Selection;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Reading;

/// <summary>A database, or a part of it, as it is at one moment.</summary>
internal sealed class MySqlBackupSource(
    Snapshot snapshot, ControlSession catalog, BackupRequest request, ChosenSchema schema, RowReader rows, DatabaseCollation collation) : IBackupSource
{
    /// <inheritdoc/>
    public string EngineVersion => catalog.Version.ToString();

    /// <inheritdoc/>
    public string Database => catalog.Context.Database;

    /// <inheritdoc/>
    public string Server => catalog.Context.Server;

    /// <inheritdoc/>
    public string? ServerId { get; init; }

    /// <inheritdoc/>
    public DateTime SnapshotTime => snapshot.Time;

    /// <inheritdoc/>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    /// <summary>What is to be said of single objects.</summary>
    public IReadOnlyList<string> SchemaWarnings { get; init; } = [];

    /// <summary>The accounts that it needs; null where they were not shown.</summary>
    public required IReadOnlyList<SchemaAccount>? Accounts { get; init; }

    /// <inheritdoc/>
    public long? EstimatedRawBytes => rows.EstimatedBytes;

    /// <inheritdoc/>
    public IReadOnlyList<ArchiveObject> Objects { get; } = ArchiveObjects.Of(schema.Entries, catalog.Context.Database);

    /// <inheritdoc/>
    public IReadOnlyList<IBackupPart> Parts => rows.Parts;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings =>
        [.. snapshot.Warnings, .. schema.LeftOut.Select(l => $"The backup leaves out {l}."), .. DefinitionsAlone(), .. SchemaWarnings, .. Hidden()];

    /// <inheritdoc/>
    public Task<IEnumerable<SchemaScript>> ReadScriptsAsync(CancellationToken cancellationToken)
    {
        rows.BeginCounting();
        return Task.FromResult(SchemaScripts.Write(schema.Entries, collation, Accounts));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TableContent>> CompleteAsync(CancellationToken cancellationToken)
    {
        await rows.CheckAsync(cancellationToken);
        IReadOnlyList<StoredTable> tables = await TableReader.ReadAsync(catalog, Database, cancellationToken);
        ChosenSchema now = await BackupSchema.ReadAsync(catalog, request, tables, cancellationToken);
        return BackupSchema.DifferenceBetween(schema.Entries, now.Entries) is { } difference
            ? throw new BackupException(
                ErrorCode.DatabaseChanged, $"The database '{Database}' was altered while it was backed up: {difference}.", "Try again when nobody does so.", Database, isTransient: true)
            : rows.Contents(Database);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await rows.DisposeAsync();
        await snapshot.DisposeAsync();
        await catalog.DisposeAsync();
    }

    /// <summary>Programs need their definers; what others may do in the database is no part of it.</summary>
    private IEnumerable<string> Hidden() => Accounts is null && schema.Entries.Any(e => e.Definer is not null)
        ? [$"The server does not show its accounts to the user '{catalog.Context.UserName}' (SELECT on mysql.*), so a restore cannot make the definers of the programs where they are missing."]
        : [];

    private IEnumerable<string> DefinitionsAlone() =>
    [
        .. snapshot.Tables.Where(t => !t.HoldsRows)
            .Select(t => $"Of the table '{t.Name}' only the definition is in the backup: its engine {t.Engine} has no rows of its own."),
        .. snapshot.Tables.Where(t => t.LosesHistory)
            .Select(t => $"Of the table '{t.Name}' only the rows that are valid now are in the backup: its history goes by numbers of transactions, which mean nothing elsewhere."),
    ];
}
