using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>What a server says of itself, and what it says to everybody without looking.</summary>
internal static class Greetings
{
    private const string Version = "7.0.0";

    /// <summary>The commands that need no login.</summary>
    public static bool IsOpenToAll(string command) => command.ToLowerInvariant() is
        "hello" or "ismaster" or "ping" or "buildinfo" or "saslstart" or "saslcontinue" or "endsessions" or "logout" or "connectionstatus" or "whatsmyuri";

    /// <summary>The answer to a command that is about the server or its sessions; null where it is about something else.</summary>
    public static BsonDocument? Answer(WireCommand command, int connection) => command.Name.ToLowerInvariant() switch
    {
        "hello" => Hello(command, connection, "isWritablePrimary"),
        "ismaster" => Hello(command, connection, "ismaster"),
        "buildinfo" => new BsonDocument
        {
            { "version", Version }, { "versionArray", new BsonArray { 7, 0, 0, 0 } }, { "gitVersion", "documentdb" }, { "modules", new BsonArray() },
            { "bits", 64 }, { "debug", false }, { "maxBsonObjectSize", 16 * 1024 * 1024 }, { "ok", 1.0 },
        },
        "startsession" => new BsonDocument
        {
            { "id", new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)) }, { "timeoutMinutes", 30 }, { "ok", 1.0 },
        },
        "getparameter" when command["featureCompatibilityVersion"] is not null =>
            new BsonDocument { { "featureCompatibilityVersion", new BsonDocument("version", "7.0") }, { "ok", 1.0 } },
        "getparameter" => throw new CommandException(72, "no option found to get"),
        "replsetgetstatus" or "replsetgetconfig" => throw new CommandException(76, "not running with --replSet"),
        "whatsmyuri" => new BsonDocument { { "you", $"127.0.0.1:{connection}" }, { "ok", 1.0 } },
        "ping" or "endsessions" or "refreshsessions" or "killsessions" => new BsonDocument("ok", 1.0),
        _ => null,
    };

    private static BsonDocument Hello(WireCommand command, int connection, string primary)
    {
        BsonDocument hello = new()
        {
            { primary, true }, { "helloOk", true }, { "maxBsonObjectSize", 16 * 1024 * 1024 }, { "maxMessageSizeBytes", 48_000_000 },
            { "maxWriteBatchSize", 25_000 }, { "localTime", DateTime.UtcNow }, { "logicalSessionTimeoutMinutes", 30 }, { "connectionId", connection },
            { "minWireVersion", 0 }, { "maxWireVersion", 21 }, { "readOnly", false }, { "ok", 1.0 },
        };

        // The same for everybody that is asked about, so that nobody learns who there is.
        if (command["saslSupportedMechs"] is not null)
            hello.Add("saslSupportedMechs", new BsonArray { "SCRAM-SHA-256" });
        return hello;
    }
}
