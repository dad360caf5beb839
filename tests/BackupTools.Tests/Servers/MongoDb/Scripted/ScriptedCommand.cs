using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>A command that a client sent, as a test looks at it.</summary>
/// <param name="Wire">The message.</param>
/// <param name="Connection">The number of the connection that it came by.</param>
/// <param name="Call">How many commands of the name there were, this one counted.</param>
internal sealed record ScriptedCommand(WireCommand Wire, int Connection, int Call)
{
    public string Name => Wire.Name;

    public string Database => Wire.Database;

    /// <summary>The collection, where the command is for one; that of a getMore, too.</summary>
    public string Collection => Name == "getMore" ? Body["collection"].AsString : Wire.Target;

    /// <summary>The database and the collection.</summary>
    public string Namespace => $"{Database}.{Collection}";

    /// <summary>The command, without the documents that came beside it.</summary>
    public BsonDocument Body { get; } = BsonSerializer.Deserialize<BsonDocument>(Wire.Body);

    /// <summary>The documents that came beside it.</summary>
    public IReadOnlyList<BsonDocument> Documents => [.. Wire.Sequences.SelectMany(s => s.Split()).Select(b => BsonSerializer.Deserialize<BsonDocument>(b))];

    /// <summary>The moment that it asks to read at; null where it asks for none.</summary>
    public BsonTimestamp? AtClusterTime =>
        Body.TryGetValue("readConcern", out BsonValue concern) && concern.AsBsonDocument.TryGetValue("atClusterTime", out BsonValue time) ? time.AsBsonTimestamp : null;

    /// <summary>How exactly it asks to read, e.g. <c>snapshot</c>; null where it does not say.</summary>
    public string? ReadConcern => Body.TryGetValue("readConcern", out BsonValue concern) && concern.AsBsonDocument.TryGetValue("level", out BsonValue level) ? level.AsString : null;
}
