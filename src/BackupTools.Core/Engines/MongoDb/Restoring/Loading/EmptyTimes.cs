using System.Buffers.Binary;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Bson;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Restoring.Loading;

/// <summary>
/// Timestamps of zero in the first level of a document. Servers take them for the wish to have their own time there, unless they
/// are told otherwise, which older ones do not understand; an update of the field keeps what it is given.
/// </summary>
internal static class EmptyTimes
{
    /// <summary>True where a document has one, beside its id.</summary>
    public static bool HasAny(ReadOnlySpan<byte> document)
    {
        BsonElements elements = new(document);
        while (elements.Next())
        {
            if (elements.Kind == BsonKind.Timestamp && BinaryPrimitives.ReadUInt64LittleEndian(elements.Value) == 0 && !elements.NameBytes.SequenceEqual("_id"u8))
                return true;
        }

        return false;
    }

    /// <summary>Puts them back into documents that were inserted.</summary>
    public static async Task PutBackAsync(MongoSession session, string collection, BsonArray batch, string what, CancellationToken cancellationToken)
    {
        BsonArray updates = [];
        foreach (BsonDocument document in batch.Cast<BsonDocument>())
        {
            BsonDocument fields = new(document.Elements.Where(e => e.Name != "_id" && e.Value is BsonTimestamp { Value: 0 }).Select(e => new BsonElement(e.Name, e.Value)));
            if (fields.ElementCount == 0)
                continue;
            if (fields.Names.FirstOrDefault(n => n.Length == 0 || n.StartsWith('$') || n.Contains('.', StringComparison.Ordinal)) is { } name)
            {
                throw new BackupException(
                    ErrorCode.RestoreFailed, $"{what} failed: this server puts its own time into the field '{name}', which is an empty timestamp, and no update can name that field.",
                    "Restore to a server from MongoDB 8.0 on.", session.Database);
            }

            updates.Add(new BsonDocument { { "q", new BsonDocument("_id", new BsonDocument("$eq", document["_id"])) }, { "u", new BsonDocument("$set", fields) } });
        }

        if (updates.Count > 0)
        {
            await session.RunAsync(
                new BsonDocument { { "update", collection }, { "updates", updates } }, what, cancellationToken, otherwise: ErrorCode.RestoreFailed);
        }
    }
}
