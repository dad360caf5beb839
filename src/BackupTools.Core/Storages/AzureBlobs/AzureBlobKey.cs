using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>A secret, told by its shape: an account's key, a SAS token, or a connection string that has one of them.</summary>
/// <param name="AccountKey">The account's key; null where it is a token.</param>
/// <param name="SasToken">The token, without a question mark; null where it is a key.</param>
/// <param name="Endpoint">Where the account is, as the connection string says it; null where it does not.</param>
internal sealed record AzureBlobKey(string? AccountKey, string? SasToken, Uri? Endpoint)
{
    private const string Shapes =
        "It is an account's key in Base64, a SAS token as sv=…&sig=…, or a connection string as AccountName=…;AccountKey=….";

    /// <summary>Not those of a record, which would show the secret.</summary>
    public override string ToString() => nameof(AzureBlobKey);

    /// <summary>Understands a secret; one that is none is refused without showing it.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="whose">What it is, as the beginning of a sentence.</param>
    /// <param name="account">The account that it must be of.</param>
    /// <param name="options">Of the storage, for the error.</param>
    public static AzureBlobKey Of(string secret, string whose, string account, StorageOptions options)
    {
        string text = secret.Trim();
        if (text.Contains("://", StringComparison.Ordinal) && !IsConnectionString(text))
            throw options.Refused($"{whose} is a URL", "Give only what follows its question mark, the SAS token.");
        if (IsConnectionString(text))
            return OfConnectionString(text, whose, account, options);
        if (IsToken(text.TrimStart('?')))
            return new AzureBlobKey(null, text.TrimStart('?'), null);
        return IsKey(text) ? new AzureBlobKey(text, null, null) : throw options.Refused($"{whose} is none that Azure Blob Storage has", Shapes);
    }

    private static bool IsConnectionString(string text) => text.Split(';').Any(p =>
        p.TrimStart().StartsWith("AccountKey=", StringComparison.OrdinalIgnoreCase)
        || p.TrimStart().StartsWith("SharedAccessSignature=", StringComparison.OrdinalIgnoreCase)
        || p.TrimStart().StartsWith("UseDevelopmentStorage=", StringComparison.OrdinalIgnoreCase));

    private static bool IsToken(string text) =>
        text.Split('&').Any(p => p.StartsWith("sig=", StringComparison.Ordinal) && p.Length > 4) && text.All(c => c is > ' ' and < '\x7f' and not '#' and not '?');

    private static bool IsKey(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out int length) && length >= 32;

    private static AzureBlobKey OfConnectionString(string text, string whose, string account, StorageOptions options)
    {
        Dictionary<string, string> pairs = new(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !pairs.TryAdd(pair[..equals], pair[(equals + 1)..]))
                throw options.Refused($"{whose} is a connection string of which a part has no name, or one twice", "Copy it again from the account's access keys.");
        }

        string? key = pairs.GetValueOrDefault("AccountKey"), token = pairs.GetValueOrDefault("SharedAccessSignature")?.TrimStart('?');
        Uri? endpoint = null;
        if (pairs.GetValueOrDefault("BlobEndpoint") is { Length: > 0 } address)
        {
            endpoint = StorageOptions.IsAddress(address, out Uri? uri)
                ? uri
                : throw options.Refused($"{whose} is a connection string whose BlobEndpoint is no address", "Copy it again from the account's access keys.");
        }
        else if (pairs.GetValueOrDefault("EndpointSuffix") is { Length: > 0 } suffix && Uri.CheckHostName(suffix) == UriHostNameType.Dns)
        {
            bool isPlain = pairs.GetValueOrDefault("DefaultEndpointsProtocol")?.Equals("http", StringComparison.OrdinalIgnoreCase) == true;
            endpoint = AzureBlobAccess.AddressOf(account, suffix.ToLowerInvariant(), isPlain ? "http" : "https");
        }

        if ((pairs.GetValueOrDefault("AccountName") ?? (endpoint is null ? null : AzureBlobAccess.AccountOf(endpoint))) is { } name
            && !name.Equals(account, StringComparison.OrdinalIgnoreCase))
            throw options.Refused($"{whose} is a connection string of another account than '{account}'", "Give that of this account, or the account's location.");
        bool isGood = key is not null ? token is null && IsKey(key) : token is not null && IsToken(token);
        return isGood ? new AzureBlobKey(key, token, endpoint) : throw options.Refused($"{whose} is a connection string with no key, or one that is cut short", Shapes);
    }
}
