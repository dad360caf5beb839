using System.Collections.Concurrent;
using System.IO.Hashing;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Bson;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace BackupTools.Engines.MongoDb.Restoring.Loading;

/// <summary>Documents on their way into collections that are there.</summary>
internal sealed class AddedDocuments
{
    private const int BatchSize = 1000;

    private readonly MongoSession _session;
    private readonly Dictionary<string, string> _gathered;
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Begins with none.</summary>
    /// <param name="session">The session, in the database.</param>
    /// <param name="restore">The restore's name.</param>
    /// <param name="collections">The collections that documents are added to.</param>
    public AddedDocuments(MongoSession session, string restore, IReadOnlyList<string> collections)
    {
        _session = session;
        _gathered = collections.Select((c, i) => (Name: c, Work: CollectionNames.Built(restore, i))).ToDictionary(c => c.Name, c => c.Work, StringComparer.Ordinal);
    }

    /// <summary>The collection in which documents are left that were added and could not be taken out again; null for none.</summary>
    public string? Remains { get; private set; }

    /// <summary>Gathers documents, and holds that none of them is there already.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoreFailed"/>, naming the id that is taken.</exception>
    public async Task GatherAsync(string collection, ReadOnlyMemory<byte> documents, CancellationToken cancellationToken)
    {
        for (int at = 0; at < documents.Length;)
        {
            BsonArray ids = [];
            int start = at;
            for (; at < documents.Length && ids.Count < BatchSize; at += BsonElements.LengthOf(documents.Span[at..]))
                ids.Add(IdOf(documents.Slice(at, BsonElements.LengthOf(documents.Span[at..]))));
            await CheckFreeAsync(collection, ids, cancellationToken);
            long count = await DocumentLoader.InsertAsync(_session, _gathered[collection], collection, documents[start..at], cancellationToken);
            _counts.AddOrUpdate(collection, count, (_, before) => before + count);
        }
    }

    /// <summary>Holds that as many documents were gathered as the backup says.</summary>
    public void CheckCounts(IReadOnlyList<ArchiveObject> tables)
    {
        foreach (ArchiveObject table in tables.Where(t => t.Rows is not null && t.Rows != _counts.GetValueOrDefault(t.Name)))
        {
            throw new BackupException(
                ErrorCode.ArchiveDamaged, FormattableString.Invariant($"The backup has {_counts.GetValueOrDefault(table.Name):N0} documents of the collection '{table.Name}', and says {table.Rows:N0}."),
                "Use another copy of this backup, or another backup.", table.Name);
        }
    }

    /// <summary>Adds what was gathered; where that fails, takes it out again.</summary>
    public async Task AddAsync(CancellationToken cancellationToken)
    {
        List<string> begun = [];
        try
        {
            foreach (string collection in _gathered.Keys.Where(_counts.ContainsKey))
            {
                begun.Add(collection);
                await EachBatchAsync(
                    collection, documents => DocumentLoader.InsertAsync(_session, collection, collection, documents, cancellationToken), cancellationToken);
            }
        }
        catch (Exception e)
        {
            await TakeOutAsync(begun, e);
            throw;
        }
    }

    private async Task TakeOutAsync(List<string> begun, Exception cause)
    {
        foreach (string collection in begun)
        {
            try
            {
                await EachBatchAsync(collection, documents => DeleteAsync(collection, documents), CancellationToken.None);
            }
            catch (BackupException e)
            {
                Remains = collection;
                string why = cause is BackupException own ? own.What : "The restore was stopped.";
                throw new BackupException(
                    ErrorCode.RestoreFailed, $"{why} Of the documents that were added to the collection '{collection}' some are still there: {e.What}",
                    "Restore the collection from a backup of before, or remove the documents of this backup by their ids.", collection, cause);
            }
        }
    }

    private async Task EachBatchAsync(string collection, Func<ReadOnlyMemory<byte>, Task> work, CancellationToken cancellationToken)
    {
        string name = _gathered[collection];
        BsonDocument find = new() { { "find", name }, { "sort", new BsonDocument("_id", 1) }, { "batchSize", BatchSize } };
        await using CommandCursor cursor = CommandCursor.Begin(_session, name, find, BatchSize, $"Reading what was gathered for the collection '{collection}'", cancellationToken);
        ChunkBuffer documents = new();
        while (await cursor.NextBatchAsync(cancellationToken) is { } batch)
        {
            documents.Clear();
            while (batch.TryNext(out ReadOnlyMemory<byte> document))
                documents.Write(document.Span);
            await work(documents.WrittenMemory);
        }

        documents.Release();
    }

    private async Task CheckFreeAsync(string collection, BsonArray ids, CancellationToken cancellationToken)
    {
        BsonDocument find = new()
        {
            { "find", collection }, { "filter", new BsonDocument("_id", new BsonDocument("$in", ids)) }, { "projection", new BsonDocument("_id", 1) }, { "limit", 1 }, { "singleBatch", true },
        };
        BsonDocument answer = await _session.RunAsync(find, $"Looking whether documents are in the collection '{collection}' already", cancellationToken);
        if (answer.GetValue("cursor", BsonNull.Value) is BsonDocument cursor && cursor.GetValue("firstBatch", BsonNull.Value) is BsonArray { Count: > 0 } found)
        {
            throw new BackupException(
                ErrorCode.RestoreFailed, $"The collection '{collection}' has a document with the id {found[0].AsBsonDocument.GetValue("_id", BsonNull.Value)} already.",
                $"Replace the collection ({Setting.IfExists} Replace), or remove the document.", collection);
        }
    }

    /// <summary>Deletes of these documents those that are in the collection as they are here: another one of the same id is somebody else's.</summary>
    private async Task DeleteAsync(string collection, ReadOnlyMemory<byte> documents)
    {
        Dictionary<UInt128, BsonValue> ours = [];
        for (int at = 0; at < documents.Length; at += BsonElements.LengthOf(documents.Span[at..]))
            ours[HashOf(documents[at..])] = IdOf(documents[at..]);
        BsonDocument find = new() { { "find", collection }, { "filter", new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ours.Values))) }, { "batchSize", BatchSize } };
        List<UInt128> there = await CommandCursor.ReadAllAsync(
            _session, collection, find, $"Looking what was added to the collection '{collection}'", HashOf, CancellationToken.None);
        BsonArray ids = new(there.Where(ours.ContainsKey).Select(h => ours[h]));
        if (ids.Count == 0)
            return;
        BsonDocument delete = new() { { "q", new BsonDocument("_id", new BsonDocument("$in", ids)) }, { "limit", 0 } };
        await _session.RunAsync(
            new BsonDocument { { "delete", collection }, { "deletes", new BsonArray { delete } } }, $"Taking documents out of the collection '{collection}'", CancellationToken.None,
            otherwise: ErrorCode.RestoreFailed);
    }

    private static UInt128 HashOf(ReadOnlyMemory<byte> document) => XxHash128.HashToUInt128(document.Span[..BsonElements.LengthOf(document.Span)]);

    private BsonValue IdOf(ReadOnlyMemory<byte> document)
    {
        try
        {
            BsonElements elements = new(document.Span);
            if (!elements.Find("_id"u8))
                throw new FormatException("A document has no id.");
            return BsonSerializer.Deserialize<BsonDocument>(document[..BsonElements.LengthOf(document.Span)].ToArray())["_id"];
        }
        catch (Exception e) when (MongoErrors.IsDriver(e))
        {
            throw new BackupException(ErrorCode.RestoreFailed, $"A document of the backup has an id that cannot be compared with those in the database '{_session.Database}'.", "", _session.Database, e);
        }
    }
}
