using System.Net;
using BackupTools.Abstractions;
using BackupTools.Common.Clouds;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>What the options of a storage say. Nothing here knows the maker's library, so that making one loads nothing.</summary>
internal sealed record GoogleCloudSettings
{
    public static readonly string[] Names = [nameof(Endpoint), nameof(KeyFile), nameof(StorageClass), nameof(KmsKeyName), .. Retention.Names];

    /// <summary>Where emulators are, as the maker's libraries know it.</summary>
    public const string EmulatorVariable = "STORAGE_EMULATOR_HOST";

    private static readonly Uri Google = new("https://storage.googleapis.com/");

    public required ObjectLocation Place { get; init; }

    /// <summary>The address of the service.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The file of a key that is read when the storage is used first.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The key that was given as a secret.</summary>
    public GoogleCloudKey? Key { get; init; }

    /// <summary>True where nothing says who asks: at an emulator.</summary>
    public bool IsAnonymous { get; init; }

    public string? StorageClass { get; init; }

    /// <summary>The key of Cloud KMS by which the service encrypts; null for what the bucket says.</summary>
    public string? KmsKeyName { get; init; }

    public required Retention Kept { get; init; }

    public static GoogleCloudSettings Of(StorageInfo storage)
    {
        StorageOptions options = new(storage);
        string? keyFile = options.FullPath(nameof(KeyFile));
        bool hasSecret = storage.GetSecret() is { Length: > 0 };
        if (keyFile is not null && hasSecret)
            throw options.Refused("A key and the option KeyFile contradict each other", "Give one of them.");
        if (storage.UserName is { Length: > 0 } && !hasSecret)
            throw options.Refused("The credential has no password", "Give the JSON text of a service account's key as the password, or no credential to use that of the environment.");
        Uri? own = options.Address(nameof(Endpoint));
        Uri? emulator = own is null && keyFile is null && !hasSecret ? Emulator(options) : null;
        GoogleCloudSettings settings = new()
        {
            Place = ObjectLocation.Parse(storage.Location, GoogleCloudStorageProvider.Scheme, GoogleCloudStorageProvider.Example),
            Endpoint = own ?? emulator ?? Google,
            KeyFile = keyFile,
            Key = hasSecret ? GoogleCloudKey.Of(new NetworkCredential("", storage.GetSecret()).Password, "The password of the credential", options) : null,
            IsAnonymous = emulator is not null || (own?.Scheme == "http" && keyFile is null && !hasSecret),
            StorageClass = options.Text(nameof(StorageClass))?.ToUpperInvariant(),
            KmsKeyName = options.Text(nameof(KmsKeyName)),
            Kept = Retention.Of(options, "Unlocked", "Locked"),
        };
        settings.Check(storage, options);
        return settings;
    }

    private static Uri? Emulator(StorageOptions options)
    {
        if (Environment.GetEnvironmentVariable(EmulatorVariable) is not { Length: > 0 } text)
            return null;
        return StorageOptions.IsAddress(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, out Uri? uri)
            ? uri
            : throw options.Refused($"The variable {EmulatorVariable} is no address of a service", "Write http://host:port, or unset it.");
    }

    private void Check(StorageInfo storage, StorageOptions options)
    {
        if (Endpoint.AbsolutePath != "/")
            throw options.Refused("The option Endpoint has a path", "Give https://host or https://host:port.");
        if (!IsAnonymous && Endpoint.Scheme != "https" && !Endpoint.IsLoopback)
            throw options.Refused("What proves who asks would be sent readable to an address that begins with http://", "Give one that begins with https://, or no key where the service asks for none.");
        if (StorageClass?.All(c => char.IsAsciiLetterUpper(c) || c == '_') == false)
            throw options.Refused("The option StorageClass is none", "It can be: STANDARD, NEARLINE, COLDLINE, ARCHIVE.");
        if (KmsKeyName is not null && !GoogleKmsName.Is(KmsKeyName))
            throw options.Refused("The option KmsKeyName is no key of Cloud KMS", "Write projects/P/locations/L/keyRings/R/cryptoKeys/K.");
        if (storage.UserName is { Length: > 0 } user && Key is { } key && !user.Equals(key.Email, StringComparison.OrdinalIgnoreCase))
            throw options.Refused("The user of the credential is not the service account of the key", "Give the account's address, which the key has as client_email.");
    }
}
