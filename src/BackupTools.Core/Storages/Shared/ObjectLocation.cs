using BackupTools.Abstractions;

namespace BackupTools.Storages.Shared;

/// <summary>A URI of the form <c>scheme://container/prefix</c>, whose parts are taken as they are written.</summary>
/// <param name="Scheme">The scheme, in lower case.</param>
/// <param name="Container">What stands before the first slash: a bucket, an account.</param>
/// <param name="Prefix">What the names of the objects begin with, with a slash at its end; empty for none.</param>
internal sealed record ObjectLocation(string Scheme, string Container, string Prefix)
{
    /// <summary>The URI in its usual form.</summary>
    public string Uri => $"{Scheme}://{Container}{(Prefix.Length > 0 ? "/" + Prefix.TrimEnd('/') : "")}";

    /// <summary>True where the text begins with the scheme.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="scheme">The scheme.</param>
    public static bool Has(string text, string scheme) => text.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes a URI apart. One with a secret in it is refused, and the secret is not repeated.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="scheme">The scheme that it must have.</param>
    /// <param name="example">How one is written.</param>
    public static ObjectLocation Parse(string text, string scheme, string example)
    {
        if (!Has(text, scheme))
            throw NotUnderstood(text, $"does not begin with {scheme}://", $"Write {example}.");
        string rest = text[(scheme.Length + 3)..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string container = slash < 0 ? rest : rest[..slash];
        if (container.Contains('@', StringComparison.Ordinal) || rest.Contains('?', StringComparison.Ordinal) || ShownText.HasNamedSecret(text))
        {
            throw new BackupException(
                ErrorCode.StorageNotUnderstood, $"A storage of the form {scheme}:// has no user, no key and no query in its URI.",
                $"Write {example}, and give a key by {Setting.Credential} and settings as options.");
        }

        if (container.Length == 0 || !container.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw NotUnderstood(text, "has no valid name before the first slash", $"Write {example}.");
        string prefix = slash < 0 ? "" : rest[(slash + 1)..].TrimEnd('/');
        if (prefix.Length == 0)
            return new ObjectLocation(scheme, container, "");
        return prefix.Split('/').All(ObjectName.IsFlat) && !prefix.Contains('#', StringComparison.Ordinal)
            ? new ObjectLocation(scheme, container, prefix + "/")
            : throw NotUnderstood(text, "has a part that is empty, '.', '..', or has a character that cannot be in it", $"Write {example}.");
    }

    /// <summary>Divides the URI of one object into that of its storage and its name, which is empty where the text names none.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="scheme">The scheme that it must have.</param>
    /// <param name="fixedParts">How many parts after the scheme are no object's name: 1 for a bucket.</param>
    public static (string Storage, string Name) Divide(string text, string scheme, int fixedParts)
    {
        int begin = Has(text, scheme) ? scheme.Length + 3 : 0;
        string[] parts = text[begin..].Split('/');
        return parts.Length > fixedParts && ObjectName.IsFlat(parts[^1]) && !text.Contains('?', StringComparison.Ordinal) && !ShownText.HasNamedSecret(text)
            ? (text[..^(parts[^1].Length + 1)], parts[^1])
            : (text, "");
    }

    public static BackupException NotUnderstood(string text, string why, string remedy) =>
        new(ErrorCode.StorageNotUnderstood, $"The storage '{text}' {why}.", remedy, text);
}
