using System.Net;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>What the options of a storage say. Nothing here knows the maker's library, so that making one loads nothing.</summary>
internal sealed record AzureBlobSettings
{
    public static readonly string[] Names = [nameof(Endpoint), nameof(AccessTier), .. Retention.Names];

    public required AzureBlobLocation Place { get; init; }

    /// <summary>The address of the account at a service other than Azure's, or in another cloud; null for the usual one.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Hot, Cool or Cold; null for what the account has.</summary>
    public string? AccessTier { get; init; }

    public required Retention Kept { get; init; }

    /// <summary>The key that was given; null for that of the environment, or a login.</summary>
    public AzureBlobKey? Key { get; init; }

    public static AzureBlobSettings Of(StorageInfo storage)
    {
        StorageOptions options = new(storage);
        AzureBlobLocation place = AzureBlobLocation.Parse(storage.Location);
        if (options.OneOf(nameof(AccessTier), "Hot", "Cool", "Cold", "Archive") is not { } tier)
            tier = null;
        if (tier == "Archive")
            throw options.Refused("The option AccessTier is Archive, whose blobs cannot be read before they are rehydrated, and backups are read when they have been written, listed and tested", "Choose Cool or Cold, and let a lifecycle rule of the account move old backups.");
        AzureBlobSettings settings = new()
        {
            Place = place,
            Endpoint = EndpointOf(options, place.Account),
            AccessTier = tier,
            Kept = Retention.Of(options, "Unlocked", "Locked"),
            Key = KeyOf(storage, options, place.Account),
        };
        if (settings.Key is not null)
            AzureBlobAccess.Of(storage, settings, settings.Key);
        return settings;
    }

    private static AzureBlobKey? KeyOf(StorageInfo storage, StorageOptions options, string account)
    {
        bool hasSecret = storage.GetSecret() is { Length: > 0 };
        if (storage.UserName is { Length: > 0 } user)
        {
            if (!user.Equals(account, StringComparison.OrdinalIgnoreCase))
                throw options.Refused("The user of the credential is not the account of the location", $"Give '{account}' as the user, and the account's key, a SAS token or a connection string as the password.");
            if (!hasSecret)
                throw options.Refused("The credential has no password", "Give the account's key, a SAS token or a connection string as the password, or no credential to use that of the environment.");
        }

        return hasSecret ? AzureBlobKey.Of(new NetworkCredential("", storage.GetSecret()).Password, "The password of the credential", account, options) : null;
    }

    /// <summary>An address as it is, or the end of the addresses of one of Azure's other clouds.</summary>
    private static Uri? EndpointOf(StorageOptions options, string account)
    {
        if (options.Text(nameof(Endpoint)) is not { } text)
            return null;
        bool isSuffix = !text.Contains("://", StringComparison.Ordinal) && text.Contains('.', StringComparison.Ordinal)
            && text.Split('.').All(p => p.Length > 0 && p.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
        return isSuffix ? AzureBlobAccess.AddressOf(account, text.ToLowerInvariant()) : options.Address(nameof(Endpoint));
    }
}
