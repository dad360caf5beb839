using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>The times of a replica set: they go on by one with every answer, and are signed as those of a server that asks for logins.</summary>
internal sealed class ScriptedClock(uint seconds = 1_800_000_000)
{
    private int _increment;

    /// <summary>The moment of the last answer.</summary>
    public BsonTimestamp Now => new((int)seconds, _increment);

    /// <summary>Goes on, and adds the times to an answer.</summary>
    public void Stamp(BsonDocument answer)
    {
        BsonTimestamp now = new((int)seconds, Interlocked.Increment(ref _increment));
        answer["operationTime"] = now;
        answer["$clusterTime"] = new BsonDocument
        {
            { "clusterTime", now },
            { "signature", new BsonDocument { { "hash", new BsonBinaryData(Enumerable.Repeat((byte)7, 20).ToArray()) }, { "keyId", 7_000_000_000_000_000_001L } } },
        };
    }
}
