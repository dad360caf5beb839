using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>What an error needs to say whose session it happened in.</summary>
/// <param name="Server">The server, e.g. <c>db1:3306</c>.</param>
/// <param name="UserName">The user.</param>
/// <param name="Database">The database; empty for none.</param>
internal sealed record SessionContext(string Server, string UserName, string Database)
{
    /// <summary>True until the session can be used: whatever breaks before means that the server was not reached.</summary>
    public bool Connecting { get; init; }

    /// <summary>True where TLS was ruled out by the settings.</summary>
    public bool WithoutTls { get; init; }

    /// <summary>What to add where the user is not let in; begins with a space, or is empty.</summary>
    public string LoginAdvice { get; init; } = "";

    /// <summary>The context of an open session.</summary>
    public static SessionContext Of(ServerSettings settings) => new(settings.Address.ToString(), settings.UserName, settings.Database ?? "");

    /// <summary>The context while connecting.</summary>
    public static SessionContext ConnectingTo(ServerSettings settings) => Of(settings) with
    {
        Connecting = true,
        LoginAdvice = settings.LoginAdvice,
        WithoutTls = settings.TlsMode == TlsMode.Disable && !settings.Address.IsSocket,
    };
}
