using System.Text.RegularExpressions;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Local;

/// <summary>Folders, as a path or a <c>file://</c> URI.</summary>
public sealed partial class LocalStorageProvider : IStorageProvider
{
    internal const string KindName = "Local";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public bool IsRemote => false;

    /// <inheritdoc/>
    public bool HasUsers => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionNames => [];

    /// <inheritdoc/>
    public bool Recognizes(string location) =>
        !string.IsNullOrWhiteSpace(location) && (IsFileUri(location) || !Scheme().IsMatch(location));

    /// <inheritdoc/>
    public StorageInfo Parse(string location)
    {
        string path = ToPath(location);
        if (File.Exists(path))
            throw NotUnderstood(location, "is a file, and backups are stored in a folder", "Name the folder.");
        return new StorageInfo { Kind = Kind, Location = path };
    }

    /// <inheritdoc/>
    public (StorageInfo Storage, string Name) ParseArchive(string path)
    {
        string file = ToPath(path);
        return Path.GetDirectoryName(file) is { } folder
            ? (Parse(folder), Path.GetFileName(file))
            : (new StorageInfo { Kind = Kind, Location = file }, "");
    }

    /// <inheritdoc/>
    public IBackupStorage Open(StorageInfo storage) => new LocalStorage(storage);

    /// <summary>The absolute path that a path or a file URI means.</summary>
    private string ToPath(string location)
    {
        if (!Recognizes(location) || location.Contains('\0', StringComparison.Ordinal))
            throw NotUnderstood(location, "is not a folder", "Give a path or a file:// URI.");

        string path = IsFileUri(location) ? FromUri(location) : location;
        if (ShownText.HasNamedSecret(location) && !(Path.IsPathFullyQualified(path) && Path.Exists(path)))
        {
            throw new BackupException(
                ErrorCode.StorageNotUnderstood, "What was given is no folder: it has the password or the key of something else in it.",
                "Give the path of a folder.");
        }

        if (!Path.IsPathFullyQualified(path))
            throw NotUnderstood(location, "is a relative path, and nothing says to what", "Give an absolute path.");
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
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
