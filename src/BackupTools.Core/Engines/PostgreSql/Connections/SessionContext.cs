using Npgsql;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>What an error needs to say whose session it happened in.</summary>
/// <param name="Server">The server, e.g. <c>db1:5432</c>.</param>
/// <param name="UserName">The user.</param>
/// <param name="Database">The database.</param>
internal sealed record SessionContext(string Server, string UserName, string Database)
{
    /// <summary>True until the session can be used: whatever breaks before means that the server was not reached.</summary>
    public bool Connecting { get; init; }

    /// <summary>True where TLS was ruled out by the settings.</summary>
    public bool WithoutTls { get; init; }

    /// <summary>The context while connecting.</summary>
    public static SessionContext ConnectingTo(ServerSettings settings, ServerAddress address) =>
        new(address.ToString(), settings.UserName, settings.Database)
        {
            Connecting = true,
            WithoutTls = settings.TlsMode == TlsMode.Disable && !address.IsSocket,
        };

    /// <summary>The context of an open connection.</summary>
    public static SessionContext Of(NpgsqlConnection connection) => new(
        new ServerAddress(connection.Host ?? "", connection.Port).ToString(), connection.UserName ?? "", connection.Database);
}
