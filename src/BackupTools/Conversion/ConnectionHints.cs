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
        if (connection.Path is not { } path || File.Exists(path) || Directory.Exists(path))
            return connection;
        string current = session.Path.CurrentFileSystemLocation.ProviderPath;
        string name = Path.GetFileName(path);
        if (Path.GetDirectoryName(path) != current)
            return connection;
        if (RegisteredConnections.Near(name) is { Count: > 0 } near)
        {
            throw new BackupException(
                ErrorCode.DatabaseNotFound, $"There is no file '{path}', and no connection '{name}' is registered.",
                $"Did you mean: {string.Join(", ", near)}?", name);
        }

        if (LooksLikeHost(name))
        {
            throw new BackupException(
                ErrorCode.DatabaseNotFound, $"There is no file '{path}'.",
                $"If '{name}' is a server, write postgresql://{name}/database.", path);
        }

        return connection;
    }

    /// <summary>True for what a person would type who means a machine: a name with dots, an address, a port, a user before an at sign.</summary>
    internal static bool LooksLikeHost(string name) => Host().IsMatch(name) && !DatabaseFile().IsMatch(name);

    [GeneratedRegex(@"^([\w-]+@)?(localhost(:\d+)?|[a-z0-9-]+:\d+|[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?|[\w-]+@[\w-]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Host();

    [GeneratedRegex(@"\.(\w*db\d?|\w*sqlite\w*|sl\d|dat|data|bak|gpkg|mbtiles|zip|sql)$", RegexOptions.IgnoreCase)]
    private static partial Regex DatabaseFile();
}
