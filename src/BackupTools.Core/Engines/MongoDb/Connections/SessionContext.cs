namespace BackupTools.Engines.MongoDb.Connections;

/// <summary>What an error needs to say whose session it happened in.</summary>
/// <param name="Server">The server, e.g. <c>db1:27017</c>.</param>
/// <param name="UserName">The user; empty for none.</param>
/// <param name="Database">The database; empty for none.</param>
internal sealed record SessionContext(string Server, string UserName, string Database)
{
    /// <summary>True until the session can be used: whatever breaks before means that the server was not reached.</summary>
    public bool IsConnecting { get; init; }

    /// <summary>Why the server's certificate was not accepted; null where it was, or nobody looked.</summary>
    public string? TlsRejection { get; init; }

    /// <summary>The context of settings.</summary>
    public static SessionContext Of(ServerSettings settings) => new(settings.Display, settings.UserName ?? "", settings.Database ?? "");
}
