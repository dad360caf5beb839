using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>Containers of Azure Blob Storage, as <c>azblob://account/container/prefix</c>.</summary>
public sealed class AzureBlobStorageProvider : IStorageProvider
{
    /// <inheritdoc/>
    public string Kind => "AzBlob";

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public bool HasUsers => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionNames => AzureBlobSettings.Names;

    /// <inheritdoc/>
    public IReadOnlyList<string> UriSchemes => [AzureBlobLocation.Scheme];

    /// <inheritdoc/>
    public bool Recognizes(string location) => ObjectLocation.Has(location, AzureBlobLocation.Scheme);

    /// <inheritdoc/>
    public StorageInfo Parse(string location) => new() { Kind = Kind, Location = AzureBlobLocation.Parse(location).Uri };

    /// <inheritdoc/>
    public (StorageInfo Storage, string Name) ParseArchive(string path)
    {
        (string storage, string name) = ObjectLocation.Divide(path, AzureBlobLocation.Scheme, fixedParts: 2);
        return (Parse(storage), name);
    }

    /// <inheritdoc/>
    public IBackupStorage Open(StorageInfo storage) => new AzureBlobStorage(storage, AzureBlobSettings.Of(storage));
}
