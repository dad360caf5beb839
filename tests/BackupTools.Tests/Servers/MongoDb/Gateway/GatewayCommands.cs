using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Npgsql;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>The commands that the engine carries out, each by a function of its own.</summary>
internal sealed class GatewayCommands(Engine engine, Cursors cursors)
{
    private static readonly Dictionary<string, string> CursorFunctions = new()
    {
        ["find"] = "find_cursor_first_page", ["aggregate"] = "aggregate_cursor_first_page",
        ["listCollections"] = "list_collections_cursor_first_page", ["listIndexes"] = "list_indexes_cursor_first_page",
    };

    /// <summary>Carries out a command as a user; what it answers goes to the client as it is.</summary>
    public async Task<byte[]> ExecuteAsync(string user, WireCommand command)
    {
        if (CursorFunctions.TryGetValue(command.Name, out string? function))
        {
            byte[] page = await cursors.OpenAsync(function, user, command);
            return command.Name == "listIndexes" ? EngineIndexes.Listed(page) : page;
        }

        switch (command.Name)
        {
            case "getMore":
                return await cursors.NextAsync(user, command);
            case "killCursors":
                return (await cursors.KillAsync(command)).ToBson();
        }

        await using NpgsqlConnection connection = await engine.OpenAsync(user);
        string of = $"$1, {EngineCall.Document(2)}";
        return command.Name switch
        {
            "insert" or "update" or "delete" => await EngineWrites.WriteAsync(connection, command),
            "findAndModify" or "findandmodify" => await AskAsync(connection, $"(documentdb_api.find_and_modify({of})).p_result", command.Database, command.Body),
            "create" => await CreateAsync(connection, command),
            "collMod" => await AskAsync(connection, $"documentdb_api.coll_mod($1, $3, {EngineCall.Document(2)})", command.Database, command.Body, command.Target),
            "drop" => await DropAsync(connection, command),
            "dropDatabase" => await DropDatabaseAsync(connection, command),
            "renameCollection" => await RenameAsync(connection, command),
            "createIndexes" => await EngineIndexes.CreateAsync(engine, connection, command),
            "dropIndexes" => await EngineIndexes.DropAsync(connection, command),
            "listDatabases" => await AskAsync(connection, $"documentdb_api.list_databases({EngineCall.Document(1)})", command.Body),
            "collStats" => await AskAsync(connection, "documentdb_api.coll_stats($1, $2)", command.Database, command.Target),
            "dbStats" => await AskAsync(connection, "documentdb_api.db_stats($1)", command.Database),
            "count" => await AskAsync(connection, $"documentdb_api.count_query({of})", command.Database, command.Body),
            "distinct" => await AskAsync(connection, $"documentdb_api.distinct_query({of})", command.Database, command.Body),
            "validate" => await AskAsync(connection, $"documentdb_api.validate({of})", command.Database, command.Body),
            "createUser" => await AskAsync(connection, $"documentdb_api.create_user({EngineCall.Document(1)})", command.Body),
            "updateUser" => await AskAsync(connection, $"documentdb_api.update_user({EngineCall.Document(1)})", command.Body),
            "dropUser" => await AskAsync(connection, $"documentdb_api.drop_user({EngineCall.Document(1)})", command.Body),
            "usersInfo" => await UsersAsync(connection, command.Body),
            string other => throw new CommandException(59, $"no such command: '{other}'"),
        };
    }

    /// <summary>The roles of a user.</summary>
    public async Task<BsonArray> RolesAsync(string user)
    {
        await using NpgsqlConnection connection = await engine.OpenAsync(engine.Superuser);
        BsonDocument answer = Read(await UsersAsync(connection, new BsonDocument { { "usersInfo", user }, { "$db", "admin" } }.ToBson()));
        return answer["users"].AsBsonArray is [BsonDocument known, ..]
            ? known["roles"].AsBsonArray
            : [new BsonDocument { { "role", "root" }, { "db", "admin" } }];
    }

    /// <summary>What the engine answers, with MongoDB's codes.</summary>
    internal static async Task<byte[]> AskAsync(NpgsqlConnection connection, string call, params object?[] values)
    {
        byte[] answer = (byte[])(await EngineCall.RowAsync(connection, $"SELECT ({call})::bytea", values))[0]!;
        BsonDocument document = Read(answer);
        if (!document.Contains("writeErrors") && document["ok"].ToBoolean())
            return answer;
        ErrorCodes.Unpack(document);
        return document.ToBson();
    }

    internal static BsonDocument Read(byte[] bytes) => BsonSerializer.Deserialize<BsonDocument>(bytes);

    /// <summary>The engine is silent where a collection of the name is there already and looks the same.</summary>
    private static async Task<byte[]> CreateAsync(NpgsqlConnection connection, WireCommand command)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        string name = $"{command.Database}.{command.Target}";
        object?[] row = await EngineCall.RowAsync(
            connection, """
            SELECT EXISTS (SELECT FROM documentdb_api_catalog.collections c WHERE c.database_name = $1 AND c.collection_name = $2)
            FROM pg_advisory_xact_lock(hashtextextended($1 || '.' || $2, 0))
            """, command.Database, command.Target);
        if (row[0] is true)
            throw new CommandException(ErrorCodes.NamespaceExists, $"Collection {name} already exists.");
        byte[] answer = await AskAsync(connection, $"documentdb_api.create_collection_view($1, {EngineCall.Document(2)})", command.Database, command.Body);
        await transaction.CommitAsync();
        return answer;
    }

    private async Task<byte[]> DropAsync(NpgsqlConnection connection, WireCommand command)
    {
        string name = $"{command.Database}.{command.Target}";
        object?[] row = await EngineCall.RowAsync(connection, "SELECT documentdb_api.drop_collection($1, $2)", command.Database, command.Target);
        cursors.Invalidate(n => n == name, $"collection dropped: {name}");
        return (row[0] is true ? new BsonDocument { { "ns", name }, { "ok", 1.0 } } : new BsonDocument("ok", 1.0)).ToBson();
    }

    private async Task<byte[]> DropDatabaseAsync(NpgsqlConnection connection, WireCommand command)
    {
        await EngineCall.RowAsync(connection, "SELECT documentdb_api.drop_database($1)::text", command.Database);
        cursors.Invalidate(n => n.StartsWith(command.Database + ".", StringComparison.Ordinal), $"database dropped: {command.Database}");
        return new BsonDocument { { "dropped", command.Database }, { "ok", 1.0 } }.ToBson();
    }

    private async Task<byte[]> RenameAsync(NpgsqlConnection connection, WireCommand command)
    {
        byte[] answer = await AskAsync(connection, $"documentdb_api.rename_collection({EngineCall.Document(1)})", command.Body);
        string to = command["to"]!.AsString;
        cursors.Invalidate(n => n == command.Target || n == to, $"collection renamed: {command.Target} to {to}");
        return answer;
    }

    /// <summary>The engine leaves the list out where it is empty.</summary>
    private static async Task<byte[]> UsersAsync(NpgsqlConnection connection, byte[] body)
    {
        BsonDocument answer = Read(await AskAsync(connection, $"documentdb_api.users_info({EngineCall.Document(1)})", body));
        if (!answer.Contains("users"))
            answer.InsertAt(0, new BsonElement("users", new BsonArray()));
        return answer.ToBson();
    }
}
