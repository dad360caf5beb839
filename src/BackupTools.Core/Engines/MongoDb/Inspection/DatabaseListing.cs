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
            new BsonDocument { { "listDatabases", 1 }, { "authorizedDatabases", true } }, $"Listing the databases of {session.Context.Server}", cancellationToken, "admin");
        if (answer.GetValue("databases", BsonNull.Value) is not BsonArray databases)
            throw MongoErrors.NotTrusted(null, session.Context, "it has no databases");
        return
        [
            .. databases.OfType<BsonDocument>()
                .Select(d => (Name: d.GetValue("name", "").ToString() ?? "", Size: d.GetValue("sizeOnDisk", 0) is { IsNumeric: true } size ? (long)size.ToDouble() : 0))
                .Where(d => settings.Database is { } named ? d.Name == named : !CollectionNames.OwnDatabases.Contains(d.Name))
                .OrderBy(d => d.Name, StringComparer.Ordinal)
                .Select(d => new DatabaseInfo(connection with { Database = d.Name }, d.Name, d.Size, new Dictionary<string, string>())),
        ];
    }
}
