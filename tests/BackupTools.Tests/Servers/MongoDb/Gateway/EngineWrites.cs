using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;
using Npgsql;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>Inserts, updates and deletes, with the documents that came beside the command.</summary>
internal static class EngineWrites
{
    private const int Unauthorized = 13;

    public static async Task<byte[]> WriteAsync(NpgsqlConnection connection, WireCommand command)
    {
        string field = command.Name switch { "insert" => "documents", "update" => "updates", _ => "deletes" };
        byte[]? sequence = command.Sequences.SingleOrDefault(s => s.Name == field)?.Documents;
        string documents = sequence is null ? "NULL" : "documentdb_core.bsonsequence_from_bytea($3)";
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        byte[] answer = await GatewayCommands.AskAsync(
            connection, $"(documentdb_api.{command.Name}($1, {EngineCall.Document(2)}, {documents})).p_result",
            sequence is null ? [command.Database, command.Body] : [command.Database, command.Body, sequence]);
        BsonDocument read = GatewayCommands.Read(answer);
        CheckAllowed(read);
        if (command.Name == "insert")
            CheckComplete(command, read);
        await transaction.CommitAsync();
        return answer;
    }

    /// <summary>Who may not write is told so for the whole command, and not for one of its documents.</summary>
    private static void CheckAllowed(BsonDocument answer)
    {
        if (answer.TryGetValue("writeErrors", out BsonValue errors) && errors.AsBsonArray.FirstOrDefault(e => e["code"] == Unauthorized) is { } error)
            throw new CommandException(Unauthorized, error["errmsg"].AsString);
    }

    /// <summary>The engine leaves out some documents that MongoDB refuses, and says nothing.</summary>
    private static void CheckComplete(WireCommand command, BsonDocument answer)
    {
        int sent = command.Count("documents");
        if (!answer.Contains("writeErrors") && answer["n"].ToInt64() != sent)
            throw new CommandException(2, $"Of {sent} documents only {answer["n"]} would be inserted: one has an '_id' that cannot be one, such as undefined.");
    }
}
