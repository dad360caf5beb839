using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Reads <c>postgresql://user:password@host1:port1,host2:port2/database?parameter=value</c> as libpq does.</summary>
internal static class ConnectionUri
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://", "jdbc:postgresql://"];

    /// <summary>True where the text begins with one of the schemes: libpq's two, and that of JDBC, whose parameters have the same names.</summary>
    public static bool HasScheme(string text) => Schemes.Any(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes the URI apart.</summary>
    /// <returns>Its parts by libpq's names; ports in the same order as hosts.</returns>
    public static List<KeyValuePair<string, string>> Parse(string text)
    {
        string rest = text[Schemes.First(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase)).Length..];
        UriParts parts = UriParts.Split(rest, ConnectionOptions.NotUnderstood);
        List<KeyValuePair<string, string>> result = [];
        Add("user", parts.User);
        Add("password", parts.Password);
        AddHosts(result, parts.Hosts);
        Add("dbname", parts.Database);
        result.AddRange(parts.Parameters.Select(Parameter));
        return result;

        void Add(string name, string? value)
        {
            if (value is not null)
                result.Add(new(name, value));
        }
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

    private static string Decode(string text, string what) => PercentText.Decode(text, what, ConnectionOptions.NotUnderstood);
}
