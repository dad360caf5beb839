using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Inspection;

/// <summary>Lists the databases of a server.</summary>
internal static class DatabaseListing
{
    /// <summary>The database that the connection names, or all that the user sees but the server's own.</summary>
    public static async Task<IReadOnlyList<DatabaseInfo>> ReadAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        ServerSettings settings = SettingsResolver.Resolve(connection);
        await using MongoSession session = await MongoSession.OpenAsync(settings, 1, toWrite: false, cancellationToken);
        BsonDocument answer = await session.RunAsync(
            new BsonDocument { { "listDatabases", 1 } }, $"Listing the databases of {session.Context.Server}", cancellationToken, "admin");
        if (answer.GetValue("databases", BsonNull.Value) is not BsonArray databases)
            throw MongoErrors.NotTrusted(null, session.Context, "it has no databases");
        List<DatabaseInfo> result = [];
        foreach (BsonDocument listed in databases.OfType<BsonDocument>().OrderBy(d => d.GetValue("name", "").ToString(), StringComparer.Ordinal))
        {
            string name = listed.GetValue("name", "").ToString() ?? "";
            if (settings.Database is { } named ? name != named : CollectionNames.OwnDatabases.Contains(name))
                continue;
            long size = Number(listed, "sizeOnDisk") is > 0 and long said ? said : await SizeAsync(session, name, cancellationToken);
            result.Add(new DatabaseInfo(connection with { Database = name }, name, size, new Dictionary<string, string>()));
        }

        return result;
    }

    /// <summary>The size of a database whose server does not list it; 0 where it does not say it either.</summary>
    private static async Task<long> SizeAsync(MongoSession session, string database, CancellationToken cancellationToken) =>
        await session.RunUnlessAsync(new BsonDocument("dbStats", 1), $"Asking for the size of '{database}'", null, cancellationToken, database) is { } stats
            ? Number(stats, "storageSize") + Number(stats, "indexSize") : 0;

    private static long Number(BsonDocument document, string name) => document.GetValue(name, BsonNull.Value) is { IsNumeric: true } size ? (long)size.ToDouble() : 0;
}
