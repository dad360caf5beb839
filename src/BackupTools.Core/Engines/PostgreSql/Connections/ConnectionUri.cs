using System.Globalization;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Reads <c>postgresql://user:password@host1:port1,host2:port2/database?parameter=value</c> as libpq does.</summary>
internal static class ConnectionUri
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://", "jdbc:postgresql://"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>True where the text begins with one of the schemes: libpq's two, and that of JDBC, whose parameters have the same names.</summary>
    public static bool HasScheme(string text) => Schemes.Any(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes the URI apart.</summary>
    /// <returns>Its parts by libpq's names; ports in the same order as hosts.</returns>
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
        if (at >= 0)
            AddUser(result, authority[..at]);
        RefuseUnescaped(authority, at, rest, query);
        AddHosts(result, authority[(at + 1)..]);
        if (slash >= 0 && slash + 1 < rest.Length)
            result.Add(new("dbname", Decode(rest[(slash + 1)..], "database")));
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            result.Add(Parameter(pair));
        return result;
    }

    /// <summary>
    /// An @, / or ? of a password that is not escaped makes the rest of the password a host, a database or a parameter, which an
    /// error would then name.
    /// </summary>
    private static void RefuseUnescaped(string authority, int at, string rest, string query)
    {
        string host = authority[(at + 1)..];
        bool endsEarly = at < 0 && host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[')
            && (rest.Contains('@', StringComparison.Ordinal) || (query.Contains('@', StringComparison.Ordinal) && !HasPort(host)));
        if (host.Contains('@', StringComparison.Ordinal) || endsEarly)
        {
            throw ConnectionOptions.NotUnderstood(
                "Its password has a character that must be escaped.", $"Write '@' as %40, '/' as %2F, '?' as %3F, '#' as %23 and '%' as %25, or give the password apart with {Setting.Credential}.");
        }
    }

    private static bool HasPort(string host) => host.Split(',').All(h => h[(h.IndexOf(':', StringComparison.Ordinal) + 1)..].All(char.IsAsciiDigit));

    private static void AddUser(List<KeyValuePair<string, string>> result, string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string user = colon < 0 ? text : text[..colon];
        if (user.Length > 0)
            result.Add(new("user", Decode(user, "user")));
        if (colon >= 0 && colon + 1 < text.Length)
            result.Add(new("password", Decode(text[(colon + 1)..], "password")));
    }

    private static void AddHosts(List<KeyValuePair<string, string>> result, string text)
    {
        if (text.Length == 0)
            return;
        List<string> hosts = [];
        List<string> ports = [];
        foreach (string one in text.Split(','))
        {
            int end = one.StartsWith('[') ? one.IndexOf(']', StringComparison.Ordinal) + 1 : one.IndexOf(':', StringComparison.Ordinal);
            if (one.StartsWith('[') && (end < 3 || (end < one.Length && one[end] != ':')))
                throw ConnectionOptions.NotUnderstood($"'{one}' is no address in brackets.");
            string host = end < 0 ? one : one[..end];
            hosts.Add(one.StartsWith('[') ? host[1..^1] : Decode(host, "host"));
            ports.Add(end < 0 || end >= one.Length ? "" : Decode(one[(end + 1)..], "port"));
        }

        if (hosts.Any(h => h.Length > 0))
            result.Add(new("host", string.Join(',', hosts)));
        if (ports.Any(p => p.Length > 0))
            result.Add(new("port", string.Join(',', ports)));
    }

    private static KeyValuePair<string, string> Parameter(string pair)
    {
        string[] parts = pair.Split('=');
        string name = Decode(parts[0], "name of a parameter");
        if (parts.Length != 2)
            throw ConnectionOptions.NotUnderstood($"{(ConnectionOptions.IsKnown(name) ? $"The parameter '{name}'" : "A parameter")} needs one '=' and a value.");
        string value = Decode(parts[1], name);
        // What JDBC writes, and libpq takes too.
        return name == "ssl" && value == "true" ? new(ConnectionOptions.SslMode, "require") : new(name, value);
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
