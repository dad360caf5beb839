using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>Where the account is, and what opens it.</summary>
/// <param name="Endpoint">The address of the account.</param>
/// <param name="Key">The key; null for a login.</param>
internal sealed record AzureBlobAccess(Uri Endpoint, AzureBlobKey? Key)
{
    private const string PublicCloud = "core.windows.net";

    /// <summary>What was given, else what the environment has as Azure's own tools know it, else a login.</summary>
    public static AzureBlobAccess Of(StorageInfo storage, AzureBlobSettings settings) =>
        Of(storage, settings, settings.Key ?? OfEnvironment(settings.Place.Account, new StorageOptions(storage)));

    /// <summary>Refuses what would send a secret in the clear.</summary>
    public static AzureBlobAccess Of(StorageInfo storage, AzureBlobSettings settings, AzureBlobKey? key)
    {
        StorageOptions options = new(storage);
        Uri endpoint = settings.Endpoint ?? key?.Endpoint ?? AddressOf(settings.Place.Account, PublicCloud);
        if (AccountOf(endpoint) is { } other && other != settings.Place.Account)
            throw options.Refused("The option Endpoint is the address of another account", $"Give that of the account '{settings.Place.Account}', or the other's location.");
        if (endpoint.Scheme == "https" || key?.AccountKey is not null)
            return new AzureBlobAccess(endpoint, key);
        return key?.SasToken is not null && endpoint.IsLoopback
            ? new AzureBlobAccess(endpoint, key)
            : throw options.Refused(
                $"{(key is null ? "A login" : "A SAS token")} would be sent readable to an address that begins with http://", "Give one that begins with https://, or the account's key, which is not sent.");
    }

    /// <summary>The account that an address names in Azure's way, in the host or as the path behind a number; null where it is somebody's own name.</summary>
    public static string? AccountOf(Uri endpoint)
    {
        string path = endpoint.AbsolutePath.Trim('/');
        if (endpoint.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            return path.Split('/')[0].ToLowerInvariant();
        string[] labels = endpoint.Host.Split('.');
        return path.Length == 0 && labels is [_, "blob", _, ..] ? labels[0].ToLowerInvariant() : null;
    }

    public static Uri AddressOf(string account, string suffix, string scheme = "https") => new($"{scheme}://{account}.blob.{suffix}");

    private static AzureBlobKey? OfEnvironment(string account, StorageOptions options)
    {
        if (Array.Find(["CONNECTION_STRING", "KEY", "SAS_TOKEN"], k => Variable(k) is not null) is not { } kind)
            return null;
        if (kind != "CONNECTION_STRING" && Variable("ACCOUNT") is { } name && !name.Equals(account, StringComparison.OrdinalIgnoreCase))
            throw options.Refused($"The variable AZURE_STORAGE_{kind} is for another account than '{account}', as AZURE_STORAGE_ACCOUNT says", $"Give this account's key by {Setting.Credential}, or unset the variables to use a login.");
        return AzureBlobKey.Of(Variable(kind)!, $"The variable AZURE_STORAGE_{kind}", account, options);
    }

    private static string? Variable(string kind) => Environment.GetEnvironmentVariable("AZURE_STORAGE_" + kind) is { Length: > 0 } text ? text : null;
}
