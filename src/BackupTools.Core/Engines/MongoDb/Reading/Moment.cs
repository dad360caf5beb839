using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Reading;

/// <summary>The moment that a backup is of: one for all of its cursors, where the server keeps moments, else none.</summary>
internal sealed class Moment
{
    private const int UsualWindow = 300;

    /// <summary>Faster than any server has been seen to give documents to us: what takes longer even so cannot be done.</summary>
    private const long MostBytesPerSecond = 400 * 1024 * 1024;

    private Moment(ulong? clusterTime, string? why)
    {
        ClusterTime = clusterTime;
        WhyNone = why;
        Time = clusterTime is { } known ? DateTimeOffset.FromUnixTimeSeconds((long)(known >> 32)).UtcDateTime : DateTime.UtcNow;
    }

    /// <summary>No moment: what is read is of the time at which it is read.</summary>
    public static Moment Unknown { get; } = new(null, null);

    /// <summary>The moment as the cluster counts it: seconds and a counter within them; null for none.</summary>
    public ulong? ClusterTime { get; }

    /// <summary>Why there is none; null where there is one.</summary>
    public string? WhyNone { get; }

    /// <summary>The moment, UTC.</summary>
    public DateTime Time { get; }

    /// <summary>The moment as an archive's properties say it.</summary>
    public string Text => ClusterTime is { } time
        ? string.Create(CultureInfo.InvariantCulture, $"clusterTime {time >> 32}.{time & uint.MaxValue}")
        : "not one moment";

    /// <summary>Asks the server for a moment.</summary>
    /// <param name="session">The session.</param>
    /// <param name="collections">What will be read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> where the server forgets moments sooner than the backup can be done.</exception>
    public static async Task<Moment> ChooseAsync(MongoSession session, IReadOnlyList<StoredCollection> collections, CancellationToken cancellationToken)
    {
        if (session.Facts.Topology == Topology.Standalone)
            return new Moment(null, "the server is by itself, and only members of a replica set keep moments");
        if (!session.Facts.ReadsMoments)
            return new Moment(null, $"a server of version {session.Facts.Version} does not keep moments for readers");
        if (collections.FirstOrDefault(c => c.Definition.Kind != CollectionKind.View && !c.Definition.IsCapped) is not { } first)
            return new Moment(null, "there is nothing that could be read of one moment");
        await CheckWindowAsync(session, collections, cancellationToken);
        BsonDocument find = new()
        {
            { "find", first.Definition.DocumentsName }, { "filter", new BsonDocument() }, { "limit", 1 }, { "singleBatch", true },
            { "projection", new BsonDocument("_id", 1) }, { "readConcern", new BsonDocument("level", "snapshot") },
        };
        await using CommandCursor cursor = CommandCursor.Begin(
            session, first.Definition.DocumentsName, find, 1, "Asking the server for a moment that all can read", cancellationToken);
        await cursor.NextBatchAsync(cancellationToken);
        return cursor.ClusterTime is { } time ? new Moment(time, null) : new Moment(null, "the server does not say of which moment its answers are");
    }

    /// <summary>True where a collection can be read at the moment; the servers do not keep moments of capped ones.</summary>
    public bool Covers(CollectionDefinition definition) => ClusterTime is not null && !definition.IsCapped;

    /// <summary>Adds to a command that it reads the moment.</summary>
    public void ApplyTo(BsonDocument command, CollectionDefinition definition)
    {
        if (Covers(definition))
            command["readConcern"] = new BsonDocument { { "level", "snapshot" }, { "atClusterTime", new BsonTimestamp((long)ClusterTime!.Value) } };
    }

    private static async Task CheckWindowAsync(MongoSession session, IReadOnlyList<StoredCollection> collections, CancellationToken cancellationToken)
    {
        const string Parameter = "minSnapshotHistoryWindowInSeconds";
        BsonDocument? answer = await session.RunUnlessAsync(
            new BsonDocument { { "getParameter", 1 }, { Parameter, 1 } }, "Asking how long the server keeps moments", null, cancellationToken, "admin");
        long window = answer?.GetValue(Parameter, BsonNull.Value) is { IsNumeric: true } said ? (long)said.ToDouble() : UsualWindow;
        long bytes = collections.Sum(c => c.DataBytes);
        if (bytes / MostBytesPerSecond > window)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing,
                string.Create(CultureInfo.InvariantCulture, $"The database '{session.Database}' has {Figures.Bytes(bytes)}, and the server keeps moments for {window} seconds only, in which that much cannot be read."),
                $"Raise {Parameter} on the server (setParameter), or back up its collections in several backups.", session.Database);
        }
    }
}
