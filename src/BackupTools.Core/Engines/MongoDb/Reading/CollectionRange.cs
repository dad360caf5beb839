using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.Shared;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Reading;

/// <summary>The documents of a collection whose ids lie between two borders.</summary>
/// <param name="ObjectIndex">Which collection.</param>
/// <param name="Definition">What it is.</param>
/// <param name="First">The border where it begins, which belongs to it; null for the beginning.</param>
/// <param name="Next">The border where the next begins; null for the end.</param>
/// <param name="DocumentSize">About how long a document is.</param>
/// <param name="Bytes">About how much it will give.</param>
internal sealed record CollectionRange(int ObjectIndex, CollectionDefinition Definition, BsonValue? First, BsonValue? Next, long DocumentSize, long Bytes)
    : RowRange(ObjectIndex, TextOf(First), TextOf(Next), Bytes)
{
    private const long BatchBytes = 4 * 1024 * 1024;
    private const int LongestText = 200;

    /// <summary>How many documents an answer shall have.</summary>
    public int BatchSize => (int)Math.Clamp(BatchBytes / Math.Max(16, DocumentSize), 100, 50_000);

    /// <summary>True where the documents come in the order of their ids.</summary>
    public bool IsById => !Definition.IsCapped && !Definition.IsClustered;

    /// <summary>
    /// The condition. It stands in <c>$expr</c>, which compares values of all types with each other, in the order of the index;
    /// the plain <c>$gt</c> knows only values of the same type, and would lose the others.
    /// </summary>
    public BsonDocument Filter()
    {
        BsonArray conditions = [];
        if (First is not null)
            conditions.Add(new BsonDocument("$gte", new BsonArray { "$_id", new BsonDocument("$literal", First) }));
        if (Next is not null)
            conditions.Add(new BsonDocument("$lt", new BsonArray { "$_id", new BsonDocument("$literal", Next) }));
        return conditions.Count switch
        {
            0 => [],
            1 => new BsonDocument("$expr", conditions[0]),
            _ => new BsonDocument("$expr", new BsonDocument("$and", conditions)),
        };
    }

    private static string? TextOf(BsonValue? border) => border?.ToString() is { Length: <= LongestText } text ? text : null;
}
