using BackupTools.Abstractions;

namespace BackupTools.Encryption.Services;

/// <summary>Understands the URIs of keys that services keep.</summary>
internal static class ServiceKeys
{
    private static readonly (string Scheme, string Example, Func<string, ServiceKey?> Parse)[] Known =
    [
        (AwsKey.Scheme, AwsKey.Example, text => AwsKey.TryParse(text)),
        (AzureKey.Scheme, AzureKey.Example, text => AzureKey.TryParse(text)),
        (GoogleKey.Scheme, GoogleKey.Example, text => GoogleKey.TryParse(text)),
        (TransitKey.Scheme, TransitKey.Example, text => TransitKey.TryParse(text)),
    ];

    /// <summary>What the URIs begin with, and how one is written.</summary>
    public static IEnumerable<(string Scheme, string Example)> Schemes => Known.Select(k => (k.Scheme, k.Example));

    /// <summary>True where the text means a key of a service.</summary>
    /// <param name="text">What the user typed.</param>
    public static bool IsOne(string text) => Known.Any(k => text.StartsWith(k.Scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>The key. Nobody is asked yet, and no library is loaded.</summary>
    /// <param name="text">A text that <see cref="IsOne"/>.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyNotFound"/> where its form is wrong.</exception>
    public static ServiceKey Parse(string text)
    {
        (string scheme, string example, Func<string, ServiceKey?> parse) = Known.First(k => text.StartsWith(k.Scheme, StringComparison.OrdinalIgnoreCase));
        return parse(text[scheme.Length..]) ?? throw new BackupException(
            ErrorCode.KeyNotFound, $"'{ShownText.Clean(text)}' is not the URI of a key as {scheme} has them.", $"Write {example}.", ShownText.Clean(text));
    }

    /// <summary>The key before a question mark, and the settings behind it; null where one is not among those that are known, or twice there.</summary>
    internal static (string Key, IReadOnlyDictionary<string, string> Settings)? Divide(string text, params string[] known)
    {
        int mark = text.IndexOf('?', StringComparison.Ordinal);
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        foreach (string pair in mark < 0 ? [] : text[(mark + 1)..].Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !known.Contains(pair[..equals]) || !settings.TryAdd(pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..])))
                return null;
        }

        return (mark < 0 ? text : text[..mark], settings);
    }
}
