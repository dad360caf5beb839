using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>What the options of a storage say. Nothing here knows the maker's library, so that making one loads nothing.</summary>
internal sealed record S3Settings
{
    public static readonly string[] Names =
    [
        nameof(Endpoint), nameof(Region), nameof(PathStyle), nameof(Profile), nameof(Encryption), nameof(KmsKeyId), nameof(StorageClass),
        .. Retention.Names, nameof(Checksum),
    ];

    private static readonly string[] SlowClasses = ["GLACIER", "DEEP_ARCHIVE"];

    public required ObjectLocation Place { get; init; }

    /// <summary>The address of a service other than Amazon's.</summary>
    public Uri? Endpoint { get; init; }

    public string? Region { get; init; }

    /// <summary>Whether the bucket stands in the path of the address and not in its host.</summary>
    public bool PathStyle { get; init; }

    public string? Profile { get; init; }

    public string? Encryption { get; init; }

    public string? KmsKeyId { get; init; }

    public string? StorageClass { get; init; }

    public required Retention Kept { get; init; }

    /// <summary>Whether a CRC-32 is kept with each object; services that do not know it refuse it.</summary>
    public bool Checksum { get; init; } = true;

    public static S3Settings Of(StorageInfo storage)
    {
        StorageOptions options = new(storage);
        Uri? endpoint = options.Address(nameof(Endpoint));
        S3Settings settings = new()
        {
            Place = ObjectLocation.Parse(storage.Location, S3StorageProvider.Scheme, S3StorageProvider.Example),
            Endpoint = endpoint,
            Region = options.Text(nameof(Region)),
            PathStyle = options.Flag(nameof(PathStyle)) ?? endpoint is not null,
            Profile = options.Text(nameof(Profile)),
            Encryption = options.OneOf(nameof(Encryption), "AES256", "aws:kms", "aws:kms:dsse"),
            KmsKeyId = options.Text(nameof(KmsKeyId)),
            StorageClass = options.Text(nameof(StorageClass))?.ToUpperInvariant(),
            Kept = Retention.Of(options, "GOVERNANCE", "COMPLIANCE"),
            Checksum = options.OneOf(nameof(Checksum), "CRC32", "None") is not "None",
        };
        settings.Check(storage, options);
        return settings;
    }

    private void Check(StorageInfo storage, StorageOptions options)
    {
        if (KmsKeyId is not null && Encryption?.StartsWith("aws:kms", StringComparison.Ordinal) != true)
            throw options.Refused("The option KmsKeyId names a key that nothing uses", "Give Encryption=aws:kms too.");
        if (!Checksum && Kept.IsAsked)
            throw options.Refused("The option Checksum is None, and a bucket takes nothing that is to be kept without a checksum", "Leave out Checksum.");
        if (SlowClasses.Contains(StorageClass))
            throw options.Refused($"The option StorageClass is {StorageClass}, whose objects cannot be read before they are thawed, and backups are read when they have been written, listed and tested", "Choose GLACIER_IR or STANDARD_IA, and let a lifecycle rule of the bucket move old backups.");
        if (storage.UserName is { Length: > 0 } != storage.GetSecret() is { Length: > 0 })
            throw options.Refused("A key has an id and a secret, and one of them is missing", "Give both, or none to use those of the environment.");
        if (storage.UserName is not null && Profile is not null)
            throw options.Refused("A key and the option Profile contradict each other", "Give one of them.");
        if (storage.UserName?.Any(c => char.IsControl(c) || c is '/' or ',' or '=') == true)
            throw options.Refused("The id of the key has characters that no id has", "Give the access key's id as the user.");
    }
}
