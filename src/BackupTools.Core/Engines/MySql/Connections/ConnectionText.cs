using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Understands what users write for a connection.</summary>
internal static class ConnectionText
{
    /// <summary>The engine's permanent name.</summary>
    public const string EngineId = "mysql";

    /// <summary>True for a URI of the two schemes.</summary>
    public static bool Recognizes(string text) => text.StartsWith("mysql://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("mariadb://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Understands the text.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    public static DbConnectionInfo Parse(string text)
    {
        Uri uri = new(text);
        string[] user = uri.UserInfo.Split(':');
        return new DbConnectionInfo
        {
            Engine = EngineId,
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : null,
            UserName = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Database = uri.AbsolutePath.Trim('/') is { Length: > 0 } name ? Uri.UnescapeDataString(name) : null,
        };
    }
}
