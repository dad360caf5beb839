using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Local;

/// <summary>Folders, as a path or a <c>file://</c> URI.</summary>
public sealed partial class LocalStorageProvider : IStorageProvider
{
    /// <inheritdoc/>
    public string Kind => "Local";

    /// <inheritdoc/>
    public bool Recognizes(string location) =>
        !string.IsNullOrWhiteSpace(location) && (IsFileUri(location) || !Scheme().IsMatch(location));

    /// <inheritdoc/>
    public IBackupStorage Open(string location)
    {
        if (!Recognizes(location) || location.Contains('\0', StringComparison.Ordinal))
            throw NotUnderstood(location, "is not a folder", "Give a path or a file:// URI.");

        string path = IsFileUri(location) ? FromUri(location) : location;
        if (ShownText.HasNamedSecret(location) && !(Path.IsPathFullyQualified(path) && Directory.Exists(path)))
        {
            throw new BackupException(
                ErrorCode.StorageNotUnderstood, "What was given is no folder: it has the password or the key of something else in it.",
                "Give the path of a folder.");
        }

        if (!Path.IsPathFullyQualified(path))
            throw NotUnderstood(location, "is a relative path, and nothing says to what", "Give an absolute path.");
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(path))
            throw NotUnderstood(location, "is a file, and backups are stored in a folder", "Name the folder.");
        return new LocalStorage(path);
    }

    private static string FromUri(string location)
    {
        const string ThisHost = "file://localhost/";
        string text = location.StartsWith(ThisHost, StringComparison.OrdinalIgnoreCase) ? "file:///" + location[ThisHost.Length..] : location;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri))
            throw NotUnderstood(location, "is not a valid URI", "Write file:///folder/backups, or simply the path.");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw NotUnderstood(location, "has a query or a fragment, which a file URI cannot have", "Write '?' as %3F and '#' as %23.");
        if (uri.Host.Length > 0 && !OperatingSystem.IsWindows())
            throw NotUnderstood(location, $"names the host '{uri.Host}'", "Mount the share and give its path.");
        return uri.LocalPath;
    }

    private static bool IsFileUri(string location) => location.StartsWith("file://", StringComparison.OrdinalIgnoreCase);

    private static BackupException NotUnderstood(string location, string why, string remedy) =>
        new(ErrorCode.StorageNotUnderstood, $"The storage '{location}' {why}.", remedy, location);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*://")]
    private static partial Regex Scheme();
}
