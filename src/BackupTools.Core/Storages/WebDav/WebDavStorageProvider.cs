using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.WebDav;

/// <summary>Folders on WebDAV servers, as <c>webdavs://host/folder</c>, or <c>webdav://</c> without TLS.</summary>
public sealed class WebDavStorageProvider : IStorageProvider
{
    /// <inheritdoc/>
    public string Kind => "WebDav";

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public bool HasUsers => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionNames => WebDavSettings.Names;

    /// <inheritdoc/>
    public IReadOnlyList<string> UriSchemes => [WebDavLocation.Scheme, WebDavLocation.PlainScheme];

    /// <inheritdoc/>
    public bool Recognizes(string location) => UriSchemes.Any(s => ObjectLocation.Has(location.TrimStart(), s));

    /// <inheritdoc/>
    public StorageInfo Parse(string location) => new() { Kind = Kind, Location = WebDavLocation.Parse(location.Trim()).ToString() };

    /// <inheritdoc/>
    public (StorageInfo Storage, string Name) ParseArchive(string path)
    {
        var file = WebDavLocation.Parse(path.Trim());
        return path.EndsWith('/') || file.Folders.Count == 0
            ? (new StorageInfo { Kind = Kind, Location = file.ToString() }, "")
            : (new StorageInfo { Kind = Kind, Location = (file with { Folders = [.. file.Folders.SkipLast(1)] }).ToString() }, file.Folders[^1]);
    }

    /// <inheritdoc/>
    public IBackupStorage Open(StorageInfo storage) => new WebDavStorage(storage, WebDavSettings.Of(storage));
}
