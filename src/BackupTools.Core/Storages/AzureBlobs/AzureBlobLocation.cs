using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>What a URI of the form <c>azblob://account/container/prefix</c> names.</summary>
/// <param name="Account">The storage account.</param>
/// <param name="Container">The container in it.</param>
/// <param name="Prefix">What the names of the blobs begin with, with a slash at its end; empty for none.</param>
internal sealed record AzureBlobLocation(string Account, string Container, string Prefix)
{
    public const string Scheme = "azblob";

    private const string Example = "azblob://account/container/prefix";

    /// <summary>The URI in its usual form.</summary>
    public string Uri => $"{Scheme}://{Account}/{Container}{(Prefix.Length > 0 ? "/" + Prefix.TrimEnd('/') : "")}";

    /// <summary>Takes a URI apart.</summary>
    /// <param name="text">What the user typed.</param>
    public static AzureBlobLocation Parse(string text)
    {
        ObjectLocation whole = ObjectLocation.Parse(text, Scheme, Example);
        string account = whole.Container.ToLowerInvariant();
        if (!IsAccount(account))
            throw ObjectLocation.NotUnderstood(text, "has no valid account: its name has 3 to 24 letters and digits, and no dot", $"Write {Example}; the address of a service other than Azure's is the option Endpoint.");
        int slash = whole.Prefix.IndexOf('/', StringComparison.Ordinal);
        string container = slash < 0 ? "" : whole.Prefix[..slash];
        return IsContainer(container)
            ? new AzureBlobLocation(account, container, whole.Prefix[(slash + 1)..])
            : throw ObjectLocation.NotUnderstood(text, "has no valid container: its name has 3 to 63 lower-case letters, digits and single hyphens", $"Write {Example}.");
    }

    public static bool IsAccount(string name) => name.Length is >= 3 and <= 24 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    private static bool IsContainer(string name) => name.Length is >= 3 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && !name.Contains("--", StringComparison.Ordinal) && name[0] != '-' && name[^1] != '-';
}
