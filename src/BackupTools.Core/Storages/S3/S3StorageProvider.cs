using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>Buckets of Amazon S3 and of services that speak its protocol, as <c>s3://bucket/prefix</c>.</summary>
public sealed class S3StorageProvider : IStorageProvider
{
    internal const string Scheme = "s3";
    internal const string Example = "s3://bucket/prefix";

    /// <inheritdoc/>
    public string Kind => "S3";

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public bool HasUsers => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionNames => S3Settings.Names;

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
    public IBackupStorage Open(StorageInfo storage) => new S3Storage(storage, S3Settings.Of(storage));
}
