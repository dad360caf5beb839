using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Wire;

/// <summary>A command that came in a message, its bytes as they were sent.</summary>
/// <param name="RequestId">The message's number, which the reply names.</param>
/// <param name="Body">The command's document.</param>
/// <param name="Sequences">What came beside it.</param>
/// <param name="QueryDatabase">The database, where the message is an OP_QUERY, which is answered by an OP_REPLY; else null.</param>
/// <param name="WantsNoReply">True where the sender does not wait for an answer.</param>
internal sealed record WireCommand(
    int RequestId, byte[] Body, IReadOnlyList<WireSequence> Sequences, string? QueryDatabase, bool WantsNoReply)
{
    /// <summary>The body, read where it is asked.</summary>
    public RawBsonDocument Document { get; } = new(Body);

    /// <summary>What the command is called.</summary>
    public string Name => Document.GetElement(0).Name;

    /// <summary>The collection it is for, where its first value is a text; else empty.</summary>
    public string Target => Document.GetElement(0).Value is BsonString text ? text.Value : "";

    /// <summary>The database it is for.</summary>
    public string Database => QueryDatabase ?? (Document.TryGetValue("$db", out BsonValue name) ? name.AsString : "admin");

    /// <summary>A field of the body; null where there is none.</summary>
    public BsonValue? this[string field] => Document.TryGetValue(field, out BsonValue value) ? value : null;

    /// <summary>How many documents it has in a field, in the body and beside it.</summary>
    public int Count(string field) =>
        (this[field] as BsonArray)?.Count ?? Sequences.Where(s => s.Name == field).Sum(s => s.Split().Count());
}
