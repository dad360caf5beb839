using BackupTools.Abstractions;
using BackupTools.Storages.Sftp.Connections;

namespace BackupTools.Storages.Sftp;

/// <summary>Folders on SFTP servers, as <c>sftp://user@host:port/folder</c>.</summary>
public sealed class SftpStorageProvider : IStorageProvider
{
    /// <inheritdoc/>
    public string Kind => "Sftp";

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public bool HasUsers => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> UriSchemes => [SftpLocation.Scheme[..^3]];

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionNames => SftpOptions.Names;

    /// <inheritdoc/>
    public bool Recognizes(string location) => location.TrimStart().StartsWith(SftpLocation.Scheme, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public StorageInfo Parse(string location) => new() { Kind = Kind, Location = SftpLocation.Parse(location.Trim()).ToString() };

    /// <inheritdoc/>
    public (StorageInfo Storage, string Name) ParseArchive(string path)
    {
        SftpLocation file = SftpLocation.Parse(path.Trim());
        if (path.EndsWith('/') || file.Folder is "." or "/")
            return (new StorageInfo { Kind = Kind, Location = file.ToString() }, "");
        int slash = file.Folder.LastIndexOf('/');
        string folder = slash switch { < 0 => ".", 0 => "/", _ => file.Folder[..slash] };
        return (new StorageInfo { Kind = Kind, Location = (file with { Folder = folder }).ToString() }, file.Folder[(slash + 1)..]);
    }

    /// <inheritdoc/>
    public IBackupStorage Open(StorageInfo storage) => new SftpStorage(storage);
}
