using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;
using Npgsql;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>Indexes, which the engine builds after it has answered: until one is built it holds nobody to it.</summary>
internal static class EngineIndexes
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The number of our own job: the engine's own have those before it, and look for work every two seconds.</summary>
    private const int Job = 3;

    private const string TextPrefix = "BSONHEX";

    public static async Task<byte[]> CreateAsync(Engine engine, NpgsqlConnection connection, WireCommand command)
    {
        object?[] row = await EngineCall.RowAsync(
            connection, $"SELECT retval::bytea, ok, requests::bytea FROM documentdb_api.create_indexes_background($1, {EngineCall.Document(2)})",
            command.Database, command.Body);
        BsonDocument answer = GatewayCommands.Read((byte[])row[0]!);
        if (row[1] is true && row[2] is byte[] requests && await BuildAsync(engine, requests) is { } failure)
            answer = failure;
        ErrorCodes.Unpack(answer);
        return Flat(answer).ToBson();
    }

    public static async Task<byte[]> DropAsync(NpgsqlConnection connection, WireCommand command)
    {
        await using NpgsqlCommand drop = EngineCall.Command(
            connection, $"CALL documentdb_api.drop_indexes($1, {EngineCall.Document(2)})", command.Database, command.Body);

        // What a procedure answers cannot be cast in the statement: it comes as the text that the engine has for documents.
        drop.AllResultTypesAreUnknown = true;
        string text = (string)(await drop.ExecuteScalarAsync())!;
        Assert.StartsWith(TextPrefix, text, StringComparison.Ordinal);
        return Flat(GatewayCommands.Read(Convert.FromHexString(text[TextPrefix.Length..]))).ToBson();
    }

    /// <summary>Without what the engine notes for itself, which a client would take for an option that somebody gave.</summary>
    public static byte[] Listed(byte[] page)
    {
        BsonDocument answer = GatewayCommands.Read(page);
        foreach (BsonDocument index in answer["cursor"]["firstBatch"].AsBsonArray.Cast<BsonDocument>())
        {
            if (index.TryGetValue("storageEngine", out BsonValue engine) && engine.AsBsonDocument.Contains("enableOrderedIndex"))
                index.Remove("storageEngine");
        }

        return answer.ToBson();
    }

    /// <summary>Builds what was asked for; returns what went wrong.</summary>
    private static async Task<BsonDocument?> BuildAsync(Engine engine, byte[] requests)
    {
        await using NpgsqlConnection connection = await engine.OpenAsync(engine.Superuser);
        while (true)
        {
            await using (NpgsqlCommand build = EngineCall.Command(connection, $"CALL documentdb_api_internal.build_index_concurrently({Job})"))
                await build.ExecuteNonQueryAsync();
            object?[] state = await EngineCall.RowAsync(
                connection, $"SELECT retval::bytea, ok, complete FROM documentdb_api_internal.check_build_index_status({EngineCall.Document(1)})", requests);
            if (state[1] is not true)
                return GatewayCommands.Read((byte[])state[0]!);
            if (state[2] is true)
                return null;
            await Task.Delay(Pause);
        }
    }

    /// <summary>As a server answers that has no shards.</summary>
    private static BsonDocument Flat(BsonDocument answer)
    {
        BsonDocument flat = answer.TryGetValue("raw", out BsonValue raw) ? raw.AsBsonDocument[0].AsBsonDocument : answer;
        flat["ok"] = flat["ok"].ToBoolean() ? 1.0 : 0.0;
        if (flat.TryGetValue("code", out BsonValue code))
            flat["codeName"] = ErrorCodes.Name(code.AsInt32);
        return flat;
    }
}
