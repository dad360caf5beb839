using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Users;

/// <summary>A session for questions about users: in the database that the connection names, or else in one that every server has.</summary>
internal static class UserSession
{
    /// <summary>Opens a session, asks in it, and ends it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="what">What is asked, without a full stop.</param>
    /// <param name="ask">The questions.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    public static Task<T> RunAsync<T>(
        DbConnectionInfo connection, string what, Func<CatalogSession, Task<T>> ask, CancellationToken cancellationToken)
    {
        DbConnectionInfo named = SettingsResolver.NameDatabase(connection, new SystemSettings());
        return named.Database is not null
            ? OpenSession.RunAsync(named, what, ask, cancellationToken)
            : MaintenanceDatabases.TryAsync(database => OpenSession.RunAsync(named with { Database = database }, what, ask, cancellationToken));
    }
}
