using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Contents;
using BackupTools.Engines.MongoDb.Restoring.Loading;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Restoring.Work;

/// <summary>Makes collections under names of the restore's, fills them, and builds their indexes.</summary>
/// <param name="scope">The restore.</param>
/// <param name="session">The session, in the target's database.</param>
/// <param name="restore">The restore's name.</param>
internal sealed class CollectionBuild(RestoreScope scope, MongoSession session, string restore)
{
    private readonly IReadOnlyList<BuiltCollection> _collections = Number(scope, restore);
    private readonly ConcurrentDictionary<string, long> _documents = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> _madeInPlace = [];

    /// <summary>The collections.</summary>
    public IReadOnlyList<BuiltCollection> Collections => _collections;

    /// <summary>The chunks in runs: a capped collection keeps the order of its documents, of all others several chunks are loaded at a time.</summary>
    public static IReadOnlyList<IReadOnlyList<ArchiveChunk>> RunsOf(RestoreContents contents) =>
    [
        .. contents.Chunks.GroupBy(c => c.ObjectIndex)
            .Select(g => (Chunks: g.OrderBy(c => c.Index).ToArray(), Size: g.Sum(c => c.RawSize), InOrder: contents.DefinitionOf(g.First()).IsCapped))
            .OrderByDescending(g => g.Size)
            .SelectMany(g => g.InOrder ? [g.Chunks] : g.Chunks.Select(c => new[] { c })),
    ];

    /// <summary>Makes the collections, without what would stand in the way of documents.</summary>
    public Task MakeAsync(CancellationToken cancellationToken) => EachAsync(
        async (built, token) =>
        {
            BsonDocument create = new("create", built.Name);
            create.AddRange(OptionsOf(built.Definition).Where(o => o.Name != "autoIndexId"));
            await session.RunAsync(create, $"Making the {built.Definition.Words} '{built.Definition.Name}'", token, otherwise: ErrorCode.RestoreFailed);
            if (built.IsInPlace)
                _madeInPlace.Add(built.Name);
        },
        cancellationToken);

    /// <summary>Loads the documents of a chunk.</summary>
    public async Task LoadAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        ChunkRules.Check(scope.Contents.Manifest, chunk, raw.Span);
        string name = scope.Contents.DefinitionOf(chunk).Name;
        BuiltCollection built = _collections.First(c => c.Definition.Name == name);
        long count = await DocumentLoader.InsertAsync(session, built.DocumentsName, name, raw, cancellationToken);
        _documents.AddOrUpdate(name, count, (_, before) => before + count);
    }

    /// <summary>Holds that every collection got as many documents as the backup says.</summary>
    public void CheckCounts()
    {
        foreach (ArchiveObject table in scope.Contents.Tables)
        {
            if (table.Rows is { } rows && _documents.GetValueOrDefault(table.Name) != rows)
            {
                throw new BackupException(
                    ErrorCode.ArchiveDamaged, FormattableString.Invariant($"The collection '{table.Name}' got {_documents.GetValueOrDefault(table.Name):N0} documents, and the backup says {rows:N0}."),
                    "Use another copy of this backup, or another backup.", table.Name);
            }
        }
    }

    /// <summary>Builds the indexes, and sets what documents have to be like.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => EachAsync(
        async (built, token) =>
        {
            List<BsonDocument> indexes = [.. built.Definition.Indexes.Where(IndexSpecs.IsMade).Select(i => IndexSpecs.ToMake(i, scope.IsTrial))];
            if (indexes.Count > 0)
            {
                await session.RunAsync(
                    new BsonDocument { { "createIndexes", built.Name }, { "indexes", new BsonArray(indexes) } },
                    $"Building the indexes of the {built.Definition.Words} '{built.Definition.Name}'", token, otherwise: ErrorCode.RestoreFailed);
            }

            if (built.Definition is { IsValidated: true, Kind: CollectionKind.Collection })
            {
                BsonDocument change = new("collMod", built.Name);
                change.AddRange(built.Definition.Validation());
                await session.RunAsync(change, $"Setting what documents of the collection '{built.Definition.Name}' have to be like", token, otherwise: ErrorCode.RestoreFailed);
            }
        },
        cancellationToken);

    /// <summary>Drops what was made under its own name.</summary>
    public async Task DropInPlaceAsync()
    {
        foreach (string name in _madeInPlace)
        {
            try
            {
                await session.RunAsync(new BsonDocument("drop", name), $"Dropping the unfinished time series '{name}'", CancellationToken.None, otherwise: ErrorCode.RestoreFailed);
            }
            catch (BackupException e) when (MongoErrors.CodeOf(e) != ErrorNumber.NamespaceNotFound)
            {
                WorkLog.Verbose($"The unfinished time series '{name}' stays: {e.Message}");
            }
        }
    }

    /// <summary>A trial must not lose documents to their age before they are compared.</summary>
    private BsonDocument OptionsOf(CollectionDefinition definition)
    {
        BsonDocument options = definition.WithoutValidation();
        if (scope.IsTrial)
            options.Remove("expireAfterSeconds");
        return options;
    }

    private Task EachAsync(Func<BuiltCollection, CancellationToken, ValueTask> work, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _collections, new ParallelOptions { MaxDegreeOfParallelism = scope.Request.Parallelism, CancellationToken = cancellationToken }, work);

    private static List<BuiltCollection> Number(RestoreScope scope, string restore)
    {
        bool asTheyAre = scope.Request.Selection.DataOnly;
        return
        [
            .. scope.Contents.Collections.Where(c => !asTheyAre || c.HasDocuments).Select((c, i) => new BuiltCollection(
                asTheyAre && scope.State.Find(c.Name) is { } live ? live.Definition with { HasDocuments = true } : c, CollectionNames.Built(restore, i))),
        ];
    }
}

/// <summary>A collection that is being built.</summary>
/// <param name="Definition">What it will be.</param>
/// <param name="Work">The name of the restore's.</param>
internal sealed record BuiltCollection(CollectionDefinition Definition, string Work)
{
    /// <summary>True where it is made under its own name at once: a time series cannot be renamed.</summary>
    public bool IsInPlace => Definition.Kind == CollectionKind.TimeSeries;

    /// <summary>The name under which it is built.</summary>
    public string Name => IsInPlace ? Definition.Name : Work;

    /// <summary>The name of what takes its documents.</summary>
    public string DocumentsName => IsInPlace ? Definition.DocumentsName : Work;
}
