using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Understands what libpq understands: URIs, and <c>host=db1 dbname=shop</c>.</summary>
internal static class ConnectionText
{
    /// <summary>The engine's permanent name.</summary>
    public const string EngineId = "postgresql";

    /// <summary>
    /// True for a URI of the two schemes, for a connection string of .NET, and for a text that consists of pairs, one of which at
    /// least libpq knows by name: no path looks like that. Pairs with a mistake in them are meant for this engine too: taken for
    /// a path, they would be shown with their password.
    /// </summary>
    public static bool Recognizes(string text)
    {
        if (ConnectionUri.HasScheme(text) || AdoNetText.Recognizes(text))
            return true;
        if (!KeyValueText.TryParse(text, out List<KeyValuePair<string, string>> pairs, out _))
            return text.IndexOf('=') is >= 0 and int end && ConnectionOptions.IsKnown(text[..end].Trim());
        return pairs.TrueForAll(p => p.Key.All(c => char.IsAsciiLetterLower(c) || c == '_'))
            && pairs.Exists(p => ConnectionOptions.IsKnown(p.Key));
    }

    /// <summary>Understands the text.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    public static DbConnectionInfo Parse(string text)
    {
        if (ConnectionUri.HasScheme(text))
            return FromParameters(ConnectionUri.Parse(text));
        bool isPairs = KeyValueText.TryParse(text, out List<KeyValuePair<string, string>> pairs, out string error);
        if (AdoNetText.Recognizes(text) && !(isPairs && pairs.TrueForAll(IsOfLibpq)))
            return FromParameters(AdoNetText.Parse(text));
        return isPairs
            ? FromParameters(pairs)
            : throw ConnectionOptions.NotUnderstood(error, "Write postgresql://user@host:port/database.");
    }

    /// <summary>True for a pair of libpq. No host has a semicolon in it: that is what stands between the pairs of .NET.</summary>
    private static bool IsOfLibpq(KeyValuePair<string, string> pair) =>
        ConnectionOptions.IsKnown(pair.Key) && !(pair.Key == "host" && pair.Value.Contains(';', StringComparison.Ordinal));

    private static DbConnectionInfo FromParameters(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach ((string name, string value) in pairs)
            values[name] = value;
        (string? hosts, int? port) = HostList.Join(Take(values, "host"), Take(values, "port"));
        DbConnectionInfo result = new()
        {
            Engine = EngineId,
            Host = hosts,
            Port = port,
            UserName = Take(values, "user"),
            Password = SecureText.OrNull(Take(values, "password")),
            Database = Take(values, "dbname"),
        };
        foreach ((string name, string value) in values)
            ConnectionOptions.Check(name, value);
        return result with { Options = values };
    }

    /// <summary>Takes a value out; an empty one counts as none, as in libpq.</summary>
    private static string? Take(Dictionary<string, string> values, string name)
    {
        values.Remove(name, out string? value);
        ConnectionOptions.CheckNoNul(name, value);
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
