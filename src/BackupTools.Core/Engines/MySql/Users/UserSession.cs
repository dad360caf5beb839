using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>A session for questions about users.</summary>
internal static class UserSession
{
    /// <summary>Opens a session, asks in it, and ends it.</summary>
    public static async Task<T> RunAsync<T>(DbConnectionInfo connection, Func<ControlSession, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using ControlSession session = await ControlSession.OpenAsync(SettingsResolver.Resolve(connection), connection.LockTimeout, cancellationToken);
        return await ask(session);
    }

    /// <summary>The database that the session is in, as the server writes it; null for none.</summary>
    public static async Task<string?> DatabaseAsync(ControlSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync("SELECT DATABASE()", row => row.Text(0), cancellationToken))[0];
}
