using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace BackupTools.Engines.MongoDb.Reading;

/// <summary>Finds ids at which a large collection can be cut into ranges of about the same size.</summary>
internal static class RangeBorders
{
    private const int LargestCount = 64;
    private const int SamplesPerRange = 8;
    private const int LongestSearch = 2048;

    /// <summary>How many chunks a range has at least: a smaller one would not pay for its search.</summary>
    private const int ChunksPerRange = 2;

    /// <summary>The borders in order; none where the collection is small, or is read in one piece.</summary>
    public static async Task<IReadOnlyList<BsonValue>> FindAsync(MongoSession session, StoredCollection collection, int chunkSize, CancellationToken cancellationToken)
    {
        CollectionDefinition definition = collection.Definition;
        int count = (int)Math.Min(LargestCount, collection.DataBytes / ((long)chunkSize * ChunksPerRange));
        if (count < 2 || !session.Facts.ReadsRanges || definition.IsCapped || definition.IsClustered)
            return [];
        try
        {
            List<BsonValue> sample = await SampleAsync(session, collection, count * SamplesPerRange, cancellationToken);
            List<BsonValue> borders = [];
            for (int i = SamplesPerRange; i < sample.Count; i += Math.Max(1, sample.Count / count))
            {
                BsonValue border = await StableFromAsync(session, collection, sample[i], chunkSize, cancellationToken);
                // They come in the server's order, which is not that of the driver's comparison.
                if (borders.Count == 0 || !border.Equals(borders[^1]))
                    borders.Add(border);
            }

            return borders;
        }
        catch (Exception e) when (e is FormatException or BsonException)
        {
            // Ids of a type that the driver has no word for.
            WorkLog.Debug($"The collection '{collection.Name}' is read in one piece: an id of it cannot be understood.");
            return [];
        }
    }

    private static Task<List<BsonValue>> SampleAsync(MongoSession session, StoredCollection collection, int size, CancellationToken cancellationToken)
    {
        BsonArray pipeline =
        [
            new BsonDocument("$sample", new BsonDocument("size", size)),
            new BsonDocument("$project", new BsonDocument("_id", 1)),
            new BsonDocument("$sort", new BsonDocument("_id", 1)),
        ];
        BsonDocument aggregate = new() { { "aggregate", collection.Name }, { "pipeline", pipeline }, { "cursor", new BsonDocument("batchSize", size) }, { "allowDiskUse", true } };
        return CommandCursor.ReadAllAsync(session, collection.Name, aggregate, $"Looking for borders in the collection '{collection.Name}'", IdOf, cancellationToken);
    }

    /// <summary>The first border from an id on that will be one next time too; the id itself where none is near.</summary>
    private static async Task<BsonValue> StableFromAsync(MongoSession session, StoredCollection collection, BsonValue id, int chunkSize, CancellationToken cancellationToken)
    {
        uint spacing = Math.Min(LongestSearch / 8, StableBorder.Spacing(chunkSize / 2, collection.DataBytes / Math.Max(1, collection.Documents)));
        BsonDocument find = new()
        {
            { "find", collection.Name }, { "filter", new CollectionRange(0, collection.Definition, id, null, 0, 0).Filter() }, { "sort", new BsonDocument("_id", 1) },
            { "projection", new BsonDocument("_id", 1) }, { "limit", LongestSearch }, { "batchSize", LongestSearch }, { "singleBatch", true },
        };
        List<(BsonValue Id, bool IsBorder)> near = await CommandCursor.ReadAllAsync(
            session, collection.Name, find, $"Looking for borders in the collection '{collection.Name}'", d => (IdOf(d), StableBorder.IsAt(d.Span, spacing)), cancellationToken);
        return near.Find(n => n.IsBorder).Id ?? id;
    }

    private static BsonValue IdOf(ReadOnlyMemory<byte> document) => BsonSerializer.Deserialize<BsonDocument>(document.ToArray()).GetValue("_id", BsonMinKey.Value);
}
