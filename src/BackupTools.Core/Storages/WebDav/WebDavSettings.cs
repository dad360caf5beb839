using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.WebDav;

/// <summary>What the options of a storage say.</summary>
internal sealed record WebDavSettings
{
    public static readonly string[] Names = [nameof(Authentication), nameof(CaFile), nameof(AllowPlainText)];

    public required WebDavLocation Place { get; init; }

    /// <summary>The user; null where a token says it, or nobody is named.</summary>
    public string? UserName { get; init; }

    /// <summary>How the secret is shown: as the password of a user, or as a token.</summary>
    public string Authentication { get; init; } = "Basic";

    /// <summary>The file of the certificates that the server's must be issued by; null for those that this machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether a password may be sent over a network without TLS.</summary>
    public bool AllowPlainText { get; init; }

    public static WebDavSettings Of(StorageInfo storage)
    {
        StorageOptions options = new(storage);
        var place = WebDavLocation.Parse(storage.Location);
        WebDavSettings settings = new()
        {
            Place = place,
            UserName = place.Place.UserOf(storage),
            Authentication = options.OneOf(nameof(Authentication), "Basic", "Bearer") ?? "Basic",
            CaFile = options.FullPath(nameof(CaFile)),
            AllowPlainText = options.Flag(nameof(AllowPlainText)) ?? false,
        };
        settings.Check(storage, options);
        return settings;
    }

    private void Check(StorageInfo storage, StorageOptions options)
    {
        bool hasSecret = storage.GetSecret() is { Length: > 0 };
        if (CaFile is not null && !Place.IsEncrypted)
            throw options.Refused("The option CaFile says whose certificate is trusted, and without TLS there is none", "Write webdavs://.");
        if (AllowPlainText && Place.IsEncrypted)
            throw options.Refused("The option AllowPlainText is for servers without TLS", "Leave it out.");
        if (Authentication == "Bearer" && !hasSecret)
            throw options.Refused("The option Authentication is Bearer, and there is no token", $"Give it as the password of {Setting.Credential}.");
        if (Authentication == "Basic" && hasSecret && UserName is not { Length: > 0 })
            throw options.Refused("A password has no user", "Name the user, or give the option Authentication=Bearer for a token.");
        if (UserName?.Any(c => char.IsControl(c) || c == ':') == true)
            throw options.Refused("The user's name has a colon or a control character, which WebDAV's logins cannot carry", "Give the name that the server knows.");
        if (hasSecret && !Place.IsEncrypted && !Place.IsLoopback && !AllowPlainText)
        {
            throw new BackupException(
                ErrorCode.PasswordNotSent, $"'{storage.Location}' has no TLS: everybody on the way could read the password, so it is not sent.",
                "Write webdavs://, or give the option AllowPlainText=true where the network is your own.", storage.Location);
        }
    }
}
