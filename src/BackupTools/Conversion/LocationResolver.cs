using System.Collections.ObjectModel;
using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Makes what the user typed absolute, as PowerShell sees the current location; a URI stays as it is.</summary>
internal static class LocationResolver
{
    /// <summary>An absolute path, or the URI that was given. Wildcards are not expanded, and nothing needs to exist.</summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="text">A path of any kind, or a URI.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where the path is not in the file system.</exception>
    public static string Resolve(SessionState session, string text)
    {
        if (IsUri(text))
            return text;
        try
        {
            string path = session.Path.GetUnresolvedProviderPathFromPSPath(text, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem"
                ? path
                : throw new BackupException(
                    ErrorCode.InvalidArgument, $"'{text}' is not a path in the file system but in {provider.Name}.",
                    "Give a path to a file or a folder, or a URI.", text);
        }
        catch (System.Management.Automation.DriveNotFoundException) when (!OperatingSystem.IsWindows())
        {
            // Elsewhere a colon is an ordinary character of a file's name.
            return Path.GetFullPath(text, session.Path.CurrentFileSystemLocation.ProviderPath);
        }
    }

    /// <summary>The same for a connection: what an engine with a server recognizes is no path, and stays as it is.</summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="text">A path of any kind, a URI, or another text that an engine with a server understands.</param>
    public static DbConnectionInfo ParseConnection(SessionState session, string text) =>
        BuiltIn.Components.ParseConnection(BuiltIn.Components.IsServerConnection(text) ? text : Resolve(session, text));

    /// <summary>The files that a path with wildcards means; a path without any, or a URI, means itself.</summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="text">A path, or a URI.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveNotFound"/> where the wildcards match nothing.</exception>
    public static IReadOnlyList<string> Expand(SessionState session, string text)
    {
        string literal = Resolve(session, text);
        if (IsUri(text) || !WildcardPattern.ContainsWildcardCharacters(text) || File.Exists(literal))
            return [literal];
        Collection<string> found = [];
        try
        {
            found = session.Path.GetResolvedProviderPathFromPSPath(text, out _);
        }
        catch (ItemNotFoundException)
        {
            // The same as a folder that has no such file.
        }

        return found.Count > 0
            ? found
            : throw new BackupException(ErrorCode.ArchiveNotFound, $"No file matches '{text}'.", "Check the path.", text);
    }

    /// <summary>True for text that names a scheme.</summary>
    /// <param name="text">What the user typed.</param>
    public static bool IsUri(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>Divides an archive's path or URI into its storage and its name.</summary>
    /// <param name="path">An absolute path or a URI.</param>
    public static (string Storage, string Name) SplitArchivePath(string path)
    {
        if (!IsUri(path))
            return (Path.GetDirectoryName(path) ?? path, Path.GetFileName(path));
        int slash = path.LastIndexOf('/');
        bool namesArchive = slash >= path.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        return namesArchive ? (path[..slash], path[(slash + 1)..]) : (path, "");
    }
}
