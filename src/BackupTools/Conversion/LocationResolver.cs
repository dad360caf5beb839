using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Conversion;

/// <summary>
/// Makes what the user typed absolute, as PowerShell sees the current location; a URI stays as it is. The folder that the
/// process happens to be in plays no part.
/// </summary>
internal static partial class LocationResolver
{
    /// <summary>An absolute path, or the URI that was given. Wildcards are not expanded, and nothing needs to exist.</summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="text">A path of any kind, or a URI.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where the path is not in the file system.</exception>
    public static string Resolve(SessionState session, string text)
    {
        if (IsUri(text))
            return text;
        RefuseForeign(text);
        string path = ResolvePath(session, text);
        return Path.IsPathFullyQualified(path)
            ? path
            : throw new BackupException(
                ErrorCode.InvalidArgument, $"'{text}' is not an absolute path, and nothing says what it is relative to.",
                "Give an absolute path.", text);
    }

    /// <summary>
    /// The same for a connection: what an engine with a server recognizes is no path, and stays as it is. A word that is no file in the
    /// current location may be the name of a registered connection.
    /// </summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="text">A path of any kind, a URI, or another text that an engine with a server understands.</param>
    public static DbConnectionInfo ParseConnection(SessionState session, string text)
    {
        if (BuiltIn.Components.IsServerConnection(text))
            return WithAbsolutePaths(session, BuiltIn.Components.ParseConnection(text));
        return FileScheme(text) is { } scheme
            ? BuiltIn.Components.ParseConnection(ResolveUri(session, scheme, text))
            : RegisteredConnections.Find(session, text) ?? BuiltIn.Components.ParseConnection(Resolve(session, text));
    }

    /// <summary>The same for a storage; a file URI may have one slash only.</summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="text">A path of any kind, or a URI.</param>
    public static IBackupStorage OpenStorage(SessionState session, string text) =>
        BuiltIn.Components.OpenStorage(ParseStorage(session, text));

    /// <summary>The same, unopened.</summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="text">A path of any kind, or a URI.</param>
    public static StorageInfo ParseStorage(SessionState session, string text)
    {
        const string FileUri = "file:";
        if (text.StartsWith(FileUri, StringComparison.OrdinalIgnoreCase) && !IsUri(text))
        {
            text = text[FileUri.Length..] is ['/', ..] path
                ? $"file://{path}"
                : throw new BackupException(
                    ErrorCode.StorageNotUnderstood, $"The storage '{text}' is a file URI that is not absolute.",
                    "Write file:///folder/backups, or simply the path.", text);
        }

        return BuiltIn.Components.ParseStorage(Resolve(session, text));
    }

    /// <summary>The path of a file or folder object. One that was made of a relative path took the process's folder for the current one.</summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="item">The object.</param>
    public static string PathOf(SessionState session, FileSystemInfo item) =>
        Path.IsPathFullyQualified(item.ToString()) ? item.FullName : Resolve(session, item.ToString());

    /// <summary>
    /// The databases that a text with wildcards means: files, or where none matches, registered connections; null where it has no
    /// wildcards, or names a file itself.
    /// </summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="text">What the user typed.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseNotFound"/> where the wildcards match nothing.</exception>
    public static IReadOnlyList<DbConnectionInfo>? ExpandDatabases(SessionState session, string text)
    {
        if (IsUri(text) || !WildcardPattern.ContainsWildcardCharacters(text) || BuiltIn.Components.IsServerConnection(text))
            return null;
        if (FileScheme(text) is not null || File.Exists(Resolve(session, text)))
            return null;
        List<string> files = [.. FindMatches(session, text).Where(File.Exists)];
        IReadOnlyList<DbConnectionInfo> found = files.Count > 0 ? [.. files.Select(BuiltIn.Components.ParseConnection)] : RegisteredConnections.FindAll(text);
        return found.Count > 0
            ? found
            : throw new BackupException(
                ErrorCode.DatabaseNotFound, $"No file{(ConnectionName.IsPattern(text) ? " and no registered connection" : "")} matches '{text}'.", "Check the path.", text);
    }

    /// <summary>The files that a path with wildcards means; a path without any, or a URI, means itself.</summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="text">A path, or a URI.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveNotFound"/> where the wildcards match nothing.</exception>
    public static IReadOnlyList<string> Expand(SessionState session, string text)
    {
        string literal = Resolve(session, text);
        if (IsUri(text) || !WildcardPattern.ContainsWildcardCharacters(text) || File.Exists(literal))
            return [literal];
        Collection<string> found = FindMatches(session, text);
        return found.Count > 0
            ? found
            : throw new BackupException(ErrorCode.ArchiveNotFound, $"No file matches '{text}'.", "Check the path.", text);
    }

    /// <summary>True for text that names a scheme.</summary>
    /// <param name="text">What the user typed.</param>
    public static bool IsUri(string text) => text.Contains("://", StringComparison.Ordinal);

    private static string ResolvePath(SessionState session, string text)
    {
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

    /// <summary>Elsewhere than on Windows, a path of Windows would become a strange name in the current location.</summary>
    private static void RefuseForeign(string text)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (text.StartsWith(@"\\", StringComparison.Ordinal))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{text}' is a share as Windows names it, and this is not Windows.",
                "Mount the share, and give the path where it is mounted.", text);
        }

        if (WindowsDrive().IsMatch(text))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{text}' is a path on a drive of Windows, and this is not Windows.",
                "Give the path as it is on this machine, such as /mnt/backups.", text);
        }
    }

    private static Collection<string> FindMatches(SessionState session, string text)
    {
        try
        {
            return session.Path.GetResolvedProviderPathFromPSPath(text, out _);
        }
        catch (ItemNotFoundException)
        {
            return []; // The same as a folder that has no such file.
        }
    }

    /// <summary>The scheme of an engine of files that the text begins with, without slashes behind it; null where it has none.</summary>
    private static string? FileScheme(string text) => BuiltIn.Components.Engines
        .Where(e => e.Traits.IsOfFiles)
        .SelectMany(e => e.UriSchemes)
        .FirstOrDefault(s => text.StartsWith(s + ":", StringComparison.OrdinalIgnoreCase)
            && !text[(s.Length + 1)..].StartsWith("//", StringComparison.Ordinal));

    private static string ResolveUri(SessionState session, string scheme, string text)
    {
        string rest = text[(scheme.Length + 1)..];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string path = Resolve(session, Uri.UnescapeDataString(question < 0 ? rest : rest[..question])).Replace('\\', '/');
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return $"{scheme}://{(escaped.StartsWith('/') ? "" : "/")}{escaped}{(question < 0 ? "" : rest[question..])}";
    }

    /// <summary>The files that a server's connection names, such as certificates.</summary>
    private static DbConnectionInfo WithAbsolutePaths(SessionState session, DbConnectionInfo connection)
    {
        IReadOnlyList<string> names = BuiltIn.Components.GetEngine(connection.Engine).PathOptions;
        List<string> relative = [.. names.Where(n => connection.Options.TryGetValue(n, out string? path) && IsRelative(path))];
        if (relative.Count == 0)
            return connection;
        Dictionary<string, string> options = new(connection.Options);
        foreach (string name in relative)
            options[name] = Resolve(session, options[name]);
        return connection with { Options = options };
    }

    /// <summary>True for a path that does not say where it begins; libpq's word for the system's authorities is none.</summary>
    private static bool IsRelative(string path) => path is not ("" or "system") && !Path.IsPathFullyQualified(path);

    [GeneratedRegex(@"^[A-Za-z]:[\\/]")]
    private static partial Regex WindowsDrive();
}
