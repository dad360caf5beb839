using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Contents;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;

namespace BackupTools.Engines.MongoDb.Reading;

/// <summary>A database, or a part of it, as it is at one moment where the server keeps moments.</summary>
internal sealed class MongoBackupSource(
    MongoSession session, Moment moment, ChosenCollections chosen, IReadOnlyList<StoredCollection> collections, DocumentReader reader) : IBackupSource
{
    /// <inheritdoc/>
    public string EngineVersion => session.Facts.Version;

    /// <inheritdoc/>
    public string Database => session.Database;

    /// <inheritdoc/>
    public string Server => session.Context.Server;

    /// <inheritdoc/>
    public string? ServerId { get; init; }

    /// <summary>Collections that a restore was replacing when it was killed.</summary>
    public IReadOnlyList<string> Abandoned { get; init; } = [];

    /// <inheritdoc/>
    public DateTime SnapshotTime => moment.Time;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Properties { get; } = PropertiesOf(session, moment);

    /// <inheritdoc/>
    public long? EstimatedRawBytes => reader.EstimatedBytes;

    /// <inheritdoc/>
    public IReadOnlyList<ArchiveObject> Objects { get; } = ArchiveObjects.Of(chosen.Definitions, session.Database);

    /// <inheritdoc/>
    public IReadOnlyList<IBackupPart> Parts => reader.Parts;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings =>
        [.. NoMoment(), .. Capped(), .. Abandoned.Select(CollectionNames.DescribeKept), .. chosen.LeftOut.Select(l => $"The backup leaves out {l}."), .. reader.Warnings];

    /// <inheritdoc/>
    public Task<IEnumerable<SchemaScript>> ReadScriptsAsync(CancellationToken cancellationToken)
    {
        reader.BeginCounting();
        return Task.FromResult<IEnumerable<SchemaScript>>([CollectionScript.Write(chosen.Definitions)]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TableContent>> CompleteAsync(CancellationToken cancellationToken)
    {
        await reader.CheckAsync(cancellationToken);
        IReadOnlyList<StoredCollection> now = await CollectionReader.ReadAsync(session, cancellationToken);
        HashSet<string> names = [.. collections.Select(c => c.Name)];
        now = await CollectionReader.WithIndexesAsync(session, [.. now.Where(c => names.Contains(c.Name))], cancellationToken);
        return CollectionChanges.Between(collections, now) is { } difference
            ? throw new BackupException(
                ErrorCode.DatabaseChanged, $"The database '{Database}' was altered while it was backed up: {difference}.", "Try again when nobody does so.", Database, isTransient: true)
            : reader.Contents(Database);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        await session.DisposeAsync();
    }

    private IEnumerable<string> NoMoment() => moment.WhyNone is { } why && Objects.Count > 0
        ? [$"The backup is not of one moment, because {why}: each collection is as it was when it was read."]
        : [];

    private IEnumerable<string> Capped() => moment.ClusterTime is null ? []
        : chosen.Definitions.Where(d => d is { HasDocuments: true, IsCapped: true })
            .Select(d => $"The collection '{d.Name}' is as it was when it was read, and not of the backup's moment: the servers keep no moments of capped collections.");

    private static Dictionary<string, string> PropertiesOf(MongoSession session, Moment moment)
    {
        Dictionary<string, string> properties = new()
        {
            [ArchiveObjects.MomentProperty] = moment.Text,
            ["topology"] = session.Facts.Topology.ToString(),
        };
        if (session.Facts.ReplicaSet is { } set)
            properties["replicaSet"] = set;
        return properties;
    }
}
