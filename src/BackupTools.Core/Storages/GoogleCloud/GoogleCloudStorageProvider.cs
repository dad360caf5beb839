using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>Buckets of Google Cloud Storage, as <c>gs://bucket/prefix</c>.</summary>
public sealed class GoogleCloudStorageProvider : IStorageProvider
{
    internal const string Scheme = "gs";
    internal const string Example = "gs://bucket/prefix";

    /// <inheritdoc/>
    public string Kind => "GS";

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public bool HasUsers => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionNames => GoogleCloudSettings.Names;

    /// <inheritdoc/>
    public IReadOnlyList<string> UriSchemes => [Scheme];

    /// <inheritdoc/>
    public bool Recognizes(string location) => ObjectLocation.Has(location, Scheme);

    /// <inheritdoc/>
    public StorageInfo Parse(string location) => new()
    {
        Kind = Kind, Location = ObjectLocation.Parse(location, Scheme, Example).Uri,
    };

    /// <inheritdoc/>
    public (StorageInfo Storage, string Name) ParseArchive(string path)
    {
        (string storage, string name) = ObjectLocation.Divide(path, Scheme, fixedParts: 1);
        return (Parse(storage), name);
    }

    /// <inheritdoc/>
    public IBackupStorage Open(StorageInfo storage) => new GoogleCloudStorage(storage, GoogleCloudSettings.Of(storage));
}
