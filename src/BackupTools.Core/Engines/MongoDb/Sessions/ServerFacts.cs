using System.Globalization;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Sessions;

/// <summary>What a server is.</summary>
internal enum Topology
{
    /// <summary>A server by itself.</summary>
    Standalone,

    /// <summary>A member of a replica set.</summary>
    ReplicaSet,

    /// <summary>A router of a sharded cluster.</summary>
    Sharded,
}

/// <summary>What a server says of itself.</summary>
internal sealed record ServerFacts
{
    /// <summary>Its version as it says it, e.g. <c>8.0.4</c>.</summary>
    public required string Version { get; init; }

    /// <summary>What it is.</summary>
    public required Topology Topology { get; init; }

    /// <summary>The replica set; null where it is in none.</summary>
    public string? ReplicaSet { get; init; }

    /// <summary>True where it takes changes.</summary>
    public bool IsWritable { get; init; }

    /// <summary>How many documents it takes in one command.</summary>
    public int LargestBatch { get; init; } = 100_000;

    /// <summary>True where it keeps the moments of the last minutes, so that several cursors can read one and the same.</summary>
    public bool ReadsMoments => Topology != Topology.Standalone && IsFrom(5, 0);

    /// <summary>True where comparisons within <c>$expr</c> go by an index, so that a collection can be read in ranges.</summary>
    public bool ReadsRanges => IsFrom(5, 0);

    /// <summary>True from a version on.</summary>
    public bool IsFrom(int major, int minor)
    {
        string[] parts = Version.Split('.', '-');
        int own = parts.Length > 0 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first) ? first : 0;
        int ownMinor = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int second) ? second : 0;
        return own > major || (own == major && ownMinor >= minor);
    }

    /// <summary>Reads the answers to <c>hello</c> and <c>buildInfo</c>.</summary>
    public static ServerFacts Of(BsonDocument hello, BsonDocument build) => new()
    {
        Version = build.GetValue("version", "").ToString() ?? "",
        Topology = hello.GetValue("msg", "") == "isdbgrid" ? Topology.Sharded : hello.Contains("setName") ? Topology.ReplicaSet : Topology.Standalone,
        ReplicaSet = hello.GetValue("setName", BsonNull.Value) is BsonString set ? set.Value : null,
        IsWritable = hello.GetValue("isWritablePrimary", hello.GetValue("ismaster", false)).ToBoolean(),
        LargestBatch = NumberOf(hello, "maxWriteBatchSize", 100_000, 1, 100_000),
    };

    private static int NumberOf(BsonDocument document, string name, int usual, int least, int most) =>
        document.GetValue(name, BsonNull.Value) is { IsNumeric: true } number ? (int)Math.Clamp(number.ToDouble(), least, most) : usual;
}
