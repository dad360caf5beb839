using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Inspection;

/// <summary>Lets the server check every collection (<c>validate</c>).</summary>
internal static class IntegrityCheck
{
    private const int MostProblems = 20;

    /// <summary>What is wrong, one sentence each; empty where nothing is.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        await using MongoSession session = await DatabaseSession.OpenAsync(connection, 1, toWrite: false, cancellationToken);
        List<string> problems = [];
        foreach (StoredCollection collection in (await CollectionReader.ReadAsync(session, cancellationToken)).Where(c => c.Definition.HasDocuments))
        {
            BsonDocument answer = await session.RunAsync(
                new BsonDocument("validate", collection.Definition.DocumentsName), $"Checking the collection '{collection.Name}'", cancellationToken);
            if (answer.GetValue("valid", true).ToBoolean())
                continue;
            string[] said = answer.GetValue("errors", BsonNull.Value) is BsonArray errors ? [.. errors.Take(MostProblems).Select(e => e.ToString() ?? "")] : [];
            problems.Add($"The server says of the collection '{collection.Name}': {(said.Length == 0 ? "it is not valid" : ShownText.Clean(string.Join("; ", said)).TrimEnd('.'))}.");
        }

        return problems;
    }
}
