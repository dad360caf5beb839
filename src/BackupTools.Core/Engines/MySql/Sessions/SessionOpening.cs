using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Sessions;

/// <summary>Opens what a connection of the user needs.</summary>
internal static class SessionOpening
{
    /// <summary>The settings with a database in them.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where none is named.</exception>
    public static ServerSettings WithDatabase(DbConnectionInfo connection)
    {
        ServerSettings settings = SettingsResolver.Resolve(connection);
        return string.IsNullOrEmpty(settings.Database)
            ? throw new BackupException(
                ErrorCode.InvalidArgument, $"The connection {connection.Display} names no database.",
                "Name one in the connection, e.g. mysql://user@host/shop.", connection.Display)
            : settings;
    }
}
