using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>What a scripted server says of itself.</summary>
internal static class ScriptedGreetings
{
    public static bool IsHeartbeat(string command) => command is "hello" or "isMaster" or "ismaster";

    /// <summary>The answer to a command that is about the server or its sessions; null where it is about something else.</summary>
    public static ScriptedAnswer? Answer(ScriptedCommand command, int port, string? setName) => command.Name switch
    {
        "hello" => ScriptedAnswer.Ok(Hello("isWritablePrimary", port, setName)),
        "isMaster" or "ismaster" => ScriptedAnswer.Ok(Hello("ismaster", port, setName)),
        "buildInfo" or "buildinfo" => ScriptedAnswer.Ok(new BsonDocument { { "version", "7.0.0" }, { "versionArray", new BsonArray { 7, 0, 0, 0 } }, { "maxBsonObjectSize", 16 * 1024 * 1024 } }),
        "ping" or "endSessions" or "refreshSessions" => ScriptedAnswer.Ok(),
        _ => null,
    };

    private static BsonDocument Hello(string primary, int port, string? setName)
    {
        BsonDocument hello = new()
        {
            { primary, true }, { "helloOk", true }, { "maxBsonObjectSize", 16 * 1024 * 1024 }, { "maxMessageSizeBytes", 48_000_000 },
            { "maxWriteBatchSize", 100_000 }, { "localTime", DateTime.UtcNow }, { "logicalSessionTimeoutMinutes", 30 }, { "connectionId", 1 },
            { "minWireVersion", 0 }, { "maxWireVersion", 21 }, { "readOnly", false },
        };
        if (setName is not null)
        {
            string self = $"127.0.0.1:{port}";
            hello.AddRange(new BsonDocument
            {
                { "setName", setName }, { "setVersion", 1 }, { "secondary", false }, { "hosts", new BsonArray { self } }, { "primary", self }, { "me", self },
                { "electionId", ObjectId.Parse("7fffffff0000000000000001") },
            });
        }

        return hello;
    }
}
