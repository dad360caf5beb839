using System.Globalization;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Reads <c>mysql://user:password@host:port/database?parameter=value</c>; the host may be an address in brackets.</summary>
internal static class ConnectionUri
{
    private const string Java = "jdbc:";
    private static readonly string[] Schemes = ["mysql://", "mariadb://", Java + "mysql://", Java + "mariadb://"];

    /// <summary>True where the text begins with one of the schemes.</summary>
    public static bool HasScheme(string text) => Schemes.Any(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes the URI apart.</summary>
    public static List<KeyValuePair<string, string>> Parse(string text)
    {
        string scheme = Schemes.First(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));
        UriParts parts = UriParts.Split(text[scheme.Length..], ConnectionOptions.NotUnderstood);
        List<KeyValuePair<string, string>> result = [];
        if (parts.User is { } user)
            result.Add(new("user", user));
        if (parts.Password is { } password)
            result.Add(new("password", password));
        AddHost(result, parts.Hosts);
        if (parts.Database is { } database)
            result.Add(new("database", database));
        result.AddRange(parts.Parameters.Select(p => Parameter(p, scheme.StartsWith(Java, StringComparison.Ordinal))));
        return result;
    }

    private static void AddHost(List<KeyValuePair<string, string>> result, string text)
    {
        if (text.Length == 0)
            return;
        if (text.Contains(',', StringComparison.Ordinal))
            throw ConnectionOptions.NotUnderstood("It names several hosts, and a connection is to one.");
        bool isBracketed = text.StartsWith('[');
        int end = isBracketed ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        if (isBracketed && (end < 3 || (end < text.Length && text[end] != ':')))
            throw ConnectionOptions.NotUnderstood("Its host is no address in brackets.");
        string host = end < 0 ? text : text[..end];
        if (host.Length > 0)
            result.Add(new("host", isBracketed ? host[1..^1] : Decode(host, "host")));
        if (end >= 0 && end + 1 < text.Length)
            result.Add(new("port", Decode(text[(end + 1)..], "port")));
    }

    private static KeyValuePair<string, string> Parameter(string pair, bool isJava)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        string name = Decode(equals < 0 ? pair : pair[..equals], "name of a parameter");
        if (equals < 0 || pair.IndexOf('=', equals + 1) >= 0)
        {
            throw ConnectionOptions.NotUnderstood(
                $"{(ConnectionOptions.IsSupported(OptionNames.Normalize(name)) ? $"The parameter '{name}'" : "A parameter")} needs one '=' and a value.", "Write a '=' of the value as %3D.");
        }

        string value = Decode(pair[(equals + 1)..], "value of a parameter");
        // Java's drivers count milliseconds.
        if (isJava && name.Equals("connectTimeout", StringComparison.OrdinalIgnoreCase) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds))
            value = ((milliseconds / 1000) + (milliseconds % 1000 > 0 ? 1 : 0)).ToString(CultureInfo.InvariantCulture);
        return new(name, value);
    }

    private static string Decode(string text, string what) => PercentText.Decode(text, what, ConnectionOptions.NotUnderstood);
}
