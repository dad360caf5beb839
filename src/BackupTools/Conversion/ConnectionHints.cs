using System.Management.Automation;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Says what to write where a name was taken for a file, of which there is none: of a server, or of a registered connection.</summary>
internal static partial class ConnectionHints
{
    /// <summary>The connection itself.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseNotFound"/> where there is no such file, and its name looks like a host's or a registered one.</exception>
    public static DbConnectionInfo Check(SessionState session, DbConnectionInfo connection)
    {
        CheckName(session, connection);
        if (MissingName(session, connection) is { } name && LooksLikeHost(name))
        {
            throw new BackupException(
                ErrorCode.DatabaseNotFound, $"There is no file '{connection.Path}'.",
                $"If '{name}' is a server, write postgresql://{name}/database.", connection.Path);
        }

        return connection;
    }

    /// <summary>The connection itself: the same for whoever says by himself what is wrong with other names.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseNotFound"/> where there is no such file, and its name looks like a registered one.</exception>
    public static DbConnectionInfo CheckName(SessionState session, DbConnectionInfo connection)
    {
        if (MissingName(session, connection) is { } name && RegisteredConnections.Near(name) is { Count: > 0 } near)
        {
            throw new BackupException(
                ErrorCode.DatabaseNotFound, $"There is no file '{connection.Path}', and no connection '{name}' is registered.",
                $"Did you mean: {string.Join(", ", near)}?", name);
        }

        return connection;
    }

    /// <summary>What was typed, where it is a word that no file in the current location has.</summary>
    private static string? MissingName(SessionState session, DbConnectionInfo connection) =>
        connection.Path is { } path && !Path.Exists(path) && Path.GetDirectoryName(path) == session.Path.CurrentFileSystemLocation.ProviderPath
            ? Path.GetFileName(path)
            : null;

    /// <summary>True for what a person would type who means a machine: a name with dots, an address, a port, a user before an at sign.</summary>
    internal static bool LooksLikeHost(string name) => Host().IsMatch(name) && !DatabaseFile().IsMatch(name);

    [GeneratedRegex(@"^([\w-]+@)?(localhost(:\d+)?|[a-z0-9-]+:\d+|[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?|[\w-]+@[\w-]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Host();

    [GeneratedRegex(@"\.(\w*db\d?|\w*sqlite\w*|sl\d|dat|data|bak|gpkg|mbtiles|zip|sql)$", RegexOptions.IgnoreCase)]
    private static partial Regex DatabaseFile();
}
