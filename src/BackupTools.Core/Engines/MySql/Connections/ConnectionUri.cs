using System.Globalization;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Reads <c>mysql://user:password@host:port/database?parameter=value</c>; the host may be an address in brackets.</summary>
internal static class ConnectionUri
{
    private static readonly string[] Schemes = ["mysql://", "mariadb://", "jdbc:mysql://", "jdbc:mariadb://"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>True where the text begins with one of the schemes.</summary>
    public static bool HasScheme(string text) => Schemes.Any(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes the URI apart.</summary>
    public static List<KeyValuePair<string, string>> Parse(string text)
    {
        string rest = text[Schemes.First(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase)).Length..];
        List<KeyValuePair<string, string>> result = [];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 ? "" : rest[(question + 1)..];
        rest = question < 0 ? rest : rest[..question];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string authority = slash < 0 ? rest : rest[..slash];
        int at = authority.IndexOf('@', StringComparison.Ordinal);
        if (authority.LastIndexOf('@') != at || (at < 0 && (rest.Contains('@', StringComparison.Ordinal) || query.Contains('@', StringComparison.Ordinal))))
        {
            throw ConnectionOptions.NotUnderstood(
                "Its password has a character that must be escaped.",
                $"Write '@' as %40, '/' as %2F, '?' as %3F, '#' as %23 and '%' as %25, or give the password apart with {Setting.Credential}.");
        }

        if (at >= 0)
            AddUser(result, authority[..at]);
        AddHost(result, authority[(at + 1)..]);
        if (slash >= 0 && slash + 1 < rest.Length)
            result.Add(new("database", Decode(rest[(slash + 1)..], "database")));
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=');
            if (parts.Length != 2)
                throw ConnectionOptions.NotUnderstood("A parameter needs one '=' and a value.");
            result.Add(new(Decode(parts[0], "name of a parameter"), Decode(parts[1], "value of a parameter")));
        }

        return result;
    }

    private static void AddUser(List<KeyValuePair<string, string>> result, string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string user = colon < 0 ? text : text[..colon];
        if (user.Length > 0)
            result.Add(new("user", Decode(user, "user")));
        if (colon >= 0 && colon + 1 < text.Length)
            result.Add(new("password", Decode(text[(colon + 1)..], "password")));
    }

    private static void AddHost(List<KeyValuePair<string, string>> result, string text)
    {
        if (text.Length == 0)
            return;
        if (text.Contains(',', StringComparison.Ordinal))
            throw ConnectionOptions.NotUnderstood("It names several hosts, and a connection is to one.");
        int end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        if (text.StartsWith('[') && (end < 3 || (end < text.Length && text[end] != ':')))
            throw ConnectionOptions.NotUnderstood("Its host is no address in brackets.");
        string host = end < 0 ? text : text[..end];
        result.Add(new("host", text.StartsWith('[') ? host[1..^1] : Decode(host, "host")));
        if (end >= 0 && end + 1 < text.Length)
            result.Add(new("port", Decode(text[(end + 1)..], "port")));
    }

    /// <summary>Decodes percent signs; unlike <see cref="Uri.UnescapeDataString(string)"/> it takes no wrong one.</summary>
    private static string Decode(string text, string what)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        List<byte> result = new(encoded.Length);
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                result.Add(encoded[i]);
                continue;
            }

            if (i + 2 >= encoded.Length
                || !byte.TryParse(encoded.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
                || value == 0)
            {
                throw ConnectionOptions.NotUnderstood(
                    $"After a '%' in its {what} must come two hexadecimal digits that are not 00.", "Write a '%' itself as %25.");
            }

            result.Add(value);
            i += 2;
        }

        try
        {
            return StrictUtf8.GetString(result.ToArray());
        }
        catch (ArgumentException)
        {
            throw ConnectionOptions.NotUnderstood($"The percent-encoded bytes of its {what} are not UTF-8.");
        }
    }
}
