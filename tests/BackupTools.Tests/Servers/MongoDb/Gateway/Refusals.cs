using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>
/// What the engine would take and not do is refused, as a server of MongoDB refuses that is no member of a replica set, or that does not know it: a test
/// must not pass because it was not done.
/// </summary>
internal static class Refusals
{
    private static readonly string[] ReplicaSetOnly = ["commitTransaction", "abortTransaction", "prepareTransaction"];

    /// <summary>Options of a collection that the engine takes and forgets.</summary>
    private static readonly string[] CreateOptions = ["storageEngine", "indexOptionDefaults", "flags"];

    private static readonly string[] FindOptions = ["min", "max", "showRecordId", "returnKey", "$_requestResumeToken", "$_resumeAfter", "$_startAt"];

    /// <exception cref="CommandException">The command is refused.</exception>
    public static void Check(WireCommand command)
    {
        if (ReplicaSetOnly.Contains(command.Name) || command["txnNumber"] is not null || command["startTransaction"] is not null || command["autocommit"] is not null)
            throw new CommandException(20, "Transaction numbers are only allowed on a replica set member or mongos");
        if (command["readConcern"] is BsonDocument readConcern)
            CheckReadConcern(readConcern);
        if (command["writeConcern"] is BsonDocument writeConcern && writeConcern.GetValue("w", 1) is { IsNumeric: true } w && w.ToDouble() > 1)
            throw new CommandException(2, "cannot use 'w' > 1 when a host is not replicated");
        if (command.Name == "find")
            CheckFind(command);
        if (command.Name == "create")
            CheckCreate(command);
        if (command.Name == "collMod" && (command["changeStreamPreAndPostImages"] is not null || command["index"] is BsonDocument index && index.Contains("hidden")))
            throw NotSupported("collMod with hidden indexes or changeStreamPreAndPostImages");
        if (command.Name == "createIndexes" && command["indexes"]!.AsBsonArray.Any(i => i.AsBsonDocument.Contains("dropDups")))
            throw new CommandException(197, "The field 'dropDups' is not valid for an index specification.");
        if (command.Name == "aggregate" && command["pipeline"] is BsonArray { Count: > 0 } pipeline && pipeline[0] is BsonDocument first && first.Contains("$changeStream"))
            throw new CommandException(40573, "The $changeStream stage is only supported on replica sets");
        if (command.Name is "createUser" or "updateUser" or "dropUser" && command.Database != "admin")
            throw NotSupported("users of other databases than admin");
        if (command.Name == "usersInfo" && command["showCredentials"] is BsonBoolean { Value: true })
            throw NotSupported("usersInfo with showCredentials");
    }

    private static void CheckReadConcern(BsonDocument readConcern)
    {
        string level = readConcern.GetValue("level", "local").AsString;
        if (level is "snapshot" or "linearizable")
            throw new CommandException(123, $"node needs to be a replica set member to use read concern '{level}'");
        if (readConcern.Contains("atClusterTime") || readConcern.Contains("afterClusterTime"))
            throw new CommandException(20, "Cannot specify atClusterTime or afterClusterTime readConcern unless replication is enabled");
    }

    private static void CheckCreate(WireCommand command)
    {
        bool isCapped = command["capped"] is { } capped && capped.ToBoolean();
        if (!isCapped && (command["size"] ?? command["max"]) is not null)
            throw new CommandException(72, "the 'size' and 'max' fields require the 'capped' field to be true");
        if (command["expireAfterSeconds"] is not null && command["timeseries"] is null && command["clusteredIndex"] is null)
            throw new CommandException(72, "'expireAfterSeconds' is only supported on time-series collections or when 'clusteredIndex' is specified");
        if (CreateOptions.FirstOrDefault(o => command[o] is not null) is { } option)
            throw NotSupported($"create with {option}");
    }

    private static void CheckFind(WireCommand command)
    {
        if (FindOptions.FirstOrDefault(o => command[o] is { } value && value != BsonBoolean.False) is { } option)
            throw NotSupported($"find with {option}");
        if (command["tailable"] is BsonBoolean { Value: true })
            throw new CommandException(2, "error processing query: tailable cursor requested on non capped collection");
    }

    private static CommandException NotSupported(string what) => new(ErrorCodes.CommandNotSupported, $"The server of the tests does not support {what}.");
}
