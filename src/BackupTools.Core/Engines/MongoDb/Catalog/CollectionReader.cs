using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace BackupTools.Engines.MongoDb.Catalog;

/// <summary>Reads which collections a database has.</summary>
internal static class CollectionReader
{
    private const string OfCollections = "$cmd.listCollections";
    private const int AtOnce = 4;

    /// <summary>The collections and views of people, in the order of their names, without indexes and sizes.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseInvalid"/> where one is of a kind that is not known.</exception>
    public static async Task<IReadOnlyList<StoredCollection>> ReadAsync(MongoSession session, CancellationToken cancellationToken)
    {
        BsonDocument command = new() { { "listCollections", 1 }, { "cursor", new BsonDocument("batchSize", 1000) } };
        List<BsonDocument> listed = await CommandCursor.ReadAllAsync(
            session, OfCollections, command, $"Listing the collections of '{session.Database}'", d => Parse(d, session), cancellationToken);
        return [.. listed.Select(d => Of(d, session)).OfType<StoredCollection>().OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    /// <summary>All names in a database, those of the server's and of restores among them.</summary>
    public static async Task<IReadOnlyList<string>> ReadNamesAsync(MongoSession session, CancellationToken cancellationToken)
    {
        BsonDocument command = new() { { "listCollections", 1 }, { "nameOnly", true }, { "cursor", new BsonDocument("batchSize", 1000) } };
        return await CommandCursor.ReadAllAsync(
            session, OfCollections, command, $"Listing the collections of '{session.Database}'", d => Text(Parse(d, session), "name", session), cancellationToken);
    }

    /// <summary>The collections with their indexes.</summary>
    public static Task<IReadOnlyList<StoredCollection>> WithIndexesAsync(
        MongoSession session, IReadOnlyList<StoredCollection> collections, CancellationToken cancellationToken) =>
        EachAsync(collections, async (c, token) => c.Definition.Kind == CollectionKind.View ? c : c with { Definition = c.Definition with { Indexes = await IndexesAsync(session, c, token) } }, cancellationToken);

    /// <summary>The collections with their sizes.</summary>
    public static Task<IReadOnlyList<StoredCollection>> WithSizesAsync(
        MongoSession session, IReadOnlyList<StoredCollection> collections, CancellationToken cancellationToken) =>
        EachAsync(collections, async (c, token) => c.Definition.Kind == CollectionKind.View ? c : await SizesAsync(session, c, token), cancellationToken);

    /// <summary>Counts the documents of a collection one by one, which is exact.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">The collection: of a time series its own name for measurements, or that of its buckets for these.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    /// <param name="apply">Adds to the command of which moment the count is; null for now.</param>
    public static async Task<long> CountAsync(
        MongoSession session, string name, CancellationToken cancellationToken, Action<BsonDocument>? apply = null)
    {
        BsonArray pipeline = [new BsonDocument("$group", new BsonDocument { { "_id", BsonNull.Value }, { "n", new BsonDocument("$sum", 1) } })];
        BsonDocument count = new() { { "aggregate", name }, { "pipeline", pipeline }, { "cursor", new BsonDocument() } };
        apply?.Invoke(count);
        List<long> counted = await CommandCursor.ReadAllAsync(
            session, name, count, $"Counting the documents of the collection '{name}'", d => Parse(d, session)["n"].ToInt64(), cancellationToken);
        return counted.FirstOrDefault();
    }

    private static async Task<IReadOnlyList<StoredCollection>> EachAsync(
        IReadOnlyList<StoredCollection> collections, Func<StoredCollection, CancellationToken, Task<StoredCollection>> work, CancellationToken cancellationToken)
    {
        StoredCollection[] result = [.. collections];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, result.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => result[i] = await work(result[i], token));
        return result;
    }

    private static async Task<IReadOnlyList<BsonDocument>> IndexesAsync(MongoSession session, StoredCollection collection, CancellationToken cancellationToken)
    {
        BsonDocument command = new() { { "listIndexes", collection.Name }, { "cursor", new BsonDocument("batchSize", 1000) } };
        return await CommandCursor.ReadAllAsync(
            session, collection.Name, command, $"Listing the indexes of the collection '{collection.Name}'", d => Parse(d, session), cancellationToken);
    }

    private static async Task<StoredCollection> SizesAsync(MongoSession session, StoredCollection collection, CancellationToken cancellationToken)
    {
        BsonDocument answer = await session.RunAsync(
            new BsonDocument("collStats", collection.Definition.DocumentsName), $"Asking for the size of the collection '{collection.Name}'", cancellationToken);
        return collection with
        {
            Documents = Number(answer, "count"),
            DataBytes = Number(answer, "size"),
            DiskBytes = Number(answer, "storageSize") + Number(answer, "totalIndexSize"),
        };
    }

    private static StoredCollection? Of(BsonDocument listed, MongoSession session)
    {
        string name = Text(listed, "name", session);
        if (!CollectionNames.IsOfPeople(name) || CollectionNames.IsOfRestore(name))
            return null;
        string type = listed.GetValue("type", "collection") is BsonString given ? given.Value : "";
        CollectionKind? kind = type switch { "collection" => CollectionKind.Collection, "view" => CollectionKind.View, "timeseries" => CollectionKind.TimeSeries, _ => null };
        return kind is not { } known
            ? throw new BackupException(
                ErrorCode.DatabaseInvalid, $"'{name}' of the database '{session.Database}' is a {type}, which this version does not know.",
                "Leave it out, or use a newer version.", name)
            : new StoredCollection
            {
                Definition = new CollectionDefinition
                {
                    Name = name,
                    Kind = known,
                    Options = listed.GetValue("options", BsonNull.Value) as BsonDocument ?? [],
                    HasDocuments = known != CollectionKind.View,
                },
                Uuid = listed.GetValue("info", BsonNull.Value) is BsonDocument info && info.GetValue("uuid", BsonNull.Value) is BsonBinaryData uuid
                    ? Convert.ToHexString(uuid.Bytes) : null,
            };
    }

    private static string Text(BsonDocument document, string name, MongoSession session) => document.GetValue(name, BsonNull.Value) is BsonString text
        ? text.Value
        : throw MongoErrors.NotTrusted(null, session.Context, $"it has no {name}");

    private static long Number(BsonDocument document, string name) =>
        document.GetValue(name, BsonNull.Value) is { IsNumeric: true } number && number.ToDouble() is >= 0 and < 9e18 and double value ? (long)value : 0;

    private static BsonDocument Parse(ReadOnlyMemory<byte> document, MongoSession session)
    {
        try
        {
            return BsonSerializer.Deserialize<BsonDocument>(document.ToArray());
        }
        catch (Exception e) when (MongoErrors.IsDriver(e))
        {
            throw MongoErrors.NotTrusted(e, session.Context);
        }
    }
}
