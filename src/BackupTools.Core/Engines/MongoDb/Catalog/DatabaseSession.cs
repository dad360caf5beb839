using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Catalog;

/// <summary>Sessions with a database.</summary>
internal static class DatabaseSession
{
    /// <summary>Opens a session with the connection's database.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="workers">How many commands may be under way at the same time.</param>
    /// <param name="toWrite">True where the server has to take changes.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where it names none, or one of the server's own.</exception>
    public static async Task<MongoSession> OpenAsync(DbConnectionInfo connection, int workers, bool toWrite, CancellationToken cancellationToken)
    {
        ServerSettings settings = SettingsResolver.Resolve(connection);
        if (settings.Database is not { Length: > 0 } database)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"The connection to {settings.Display} names no database.", $"Name it in the URI, or with {Setting.Database}.", settings.Display);
        }

        if (CollectionNames.OwnDatabases.Contains(database))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"The database '{database}' is the server's own: it describes this server, and would harm another.", "Name a database of yours.", database);
        }

        return await MongoSession.OpenAsync(settings, workers, toWrite, cancellationToken);
    }

    /// <summary>True where the database has anything in it: a server makes it with the first thing, and forgets it with the last.</summary>
    public static async Task<bool> ExistsAsync(MongoSession session, CancellationToken cancellationToken)
    {
        BsonDocument answer = await session.RunAsync(
            new BsonDocument { { "listDatabases", 1 }, { "nameOnly", true }, { "filter", new BsonDocument("name", session.Database) } },
            $"Looking for the database '{session.Database}'", cancellationToken, "admin");
        return answer.GetValue("databases", BsonNull.Value) is BsonArray { Count: > 0 }
            && (await CollectionReader.ReadNamesAsync(session, cancellationToken)).Any(n => !CollectionNames.IsOfRestore(n));
    }

    /// <summary>Holds that the database is there.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseNotFound"/>.</exception>
    public static async Task CheckExistsAsync(MongoSession session, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(session, cancellationToken))
            return;
        BsonDocument answer = await session.RunAsync(
            new BsonDocument { { "listDatabases", 1 }, { "nameOnly", true } }, "Listing the databases", cancellationToken, "admin");
        string[] names = answer.GetValue("databases", BsonNull.Value) is BsonArray found
            ? [.. found.OfType<BsonDocument>().Select(d => d.GetValue("name", "").ToString() ?? "").Where(n => n != session.Database && !CollectionNames.OwnDatabases.Contains(n))]
            : [];
        throw new BackupException(
            ErrorCode.DatabaseNotFound, $"The server {session.Context.Server} has no database '{session.Database}' with anything in it, or shows it not to the user.",
            NameSuggestions.Remedy(session.Database, names, "It shows no databases.", caseMatters: true), session.Database);
    }
}
