using System.Text.RegularExpressions;

namespace BackupTools.Engines.PostgreSql.Catalog.Replication;

/// <summary>
/// Takes the secrets out of a connection string of libpq, in either of its forms: <c>key = value</c> pairs, or a URI.
/// </summary>
internal static partial class SubscriptionConnection
{
    /// <summary>True where there is a password in the connection string.</summary>
    public static bool HasSecrets(string text) =>
        IsUri(text) ? UriWithoutSecrets(text) != text : Pair().Matches(text).Any(p => SecretNames.Contains(p.Groups["key"].Value));

    /// <summary>The connection string without its passwords.</summary>
    public static string WithoutSecrets(string text) =>
        IsUri(text)
            ? UriWithoutSecrets(text)
            : string.Join(' ', Pair().Matches(text).Where(p => !SecretNames.Contains(p.Groups["key"].Value)).Select(p => p.Value.Trim()));

    private static bool IsUri(string text) =>
        text.StartsWith("postgresql://", StringComparison.Ordinal) || text.StartsWith("postgres://", StringComparison.Ordinal);

    private static string UriWithoutSecrets(string text)
    {
        string withoutPassword = UriPassword().Replace(text, "$1@");
        int query = withoutPassword.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
            return withoutPassword;
        string[] kept = [.. withoutPassword[(query + 1)..].Split('&')
            .Where(p => !SecretNames.Contains(Uri.UnescapeDataString(p.Split('=')[0])))];
        return withoutPassword[..query] + (kept.Length == 0 ? "" : "?" + string.Join('&', kept));
    }

    /// <summary>A key and its value, which is quoted or ends at white space; a backslash escapes in both.</summary>
    [GeneratedRegex(@"(?<key>[^\s=]+)\s*=\s*(?:'(?:[^'\\]|\\.)*'|(?:[^\s\\]|\\.)*)", RegexOptions.Singleline)]
    private static partial Regex Pair();

    /// <summary>The user and password of a URI; libpq lets the password end at the first <c>@</c>.</summary>
    [GeneratedRegex("^([^:]+://[^:@/]*):[^@/]*@")]
    private static partial Regex UriPassword();
}
