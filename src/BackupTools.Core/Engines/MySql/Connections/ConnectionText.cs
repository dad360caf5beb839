using System.Data.Common;
using System.Globalization;
using System.Security;
using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Understands URIs, and the connection strings of .NET that name a server as the drivers of MySQL do.</summary>
internal static class ConnectionText
{
    /// <summary>The engine's permanent name.</summary>
    public const string EngineId = "mysql";

    /// <summary>The words of .NET's drivers for host, port, user, password and database.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["server"] = "host", ["data source"] = "host", ["datasource"] = "host", ["port"] = "port", ["database"] = "database", ["initial catalog"] = "database",
        ["user id"] = "user", ["userid"] = "user", ["uid"] = "user", ["username"] = "user", ["user name"] = "user", ["user"] = "user",
        ["password"] = "password", ["pwd"] = "password",
    };

    /// <summary>True for a URI of the schemes, and for a connection string of .NET with a server and a user.</summary>
    public static bool Recognizes(string text) => ConnectionUri.HasScheme(text) || (TryPairs(text) is { } pairs
        && pairs.ContainsKey("server") && pairs.Keys.Cast<string>().Any(k => Words.GetValueOrDefault(k) == "user"));

    /// <summary>Understands the text.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    public static DbConnectionInfo Parse(string text)
    {
        IEnumerable<KeyValuePair<string, string>> pairs = ConnectionUri.HasScheme(text)
            ? ConnectionUri.Parse(text)
            : (TryPairs(text) ?? throw ConnectionOptions.NotUnderstood("It is neither a URI nor a connection string.", "Write mysql://user@host:port/database."))
                is var found ? found.Keys.Cast<string>().Select(k => KeyValuePair.Create(Words.GetValueOrDefault(k, k), (string)found[k])) : [];
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach ((string name, string value) in pairs)
            values[Words.ContainsValue(name) ? name : ConnectionOptions.Normalize(name)] = value;
        string? host = Take(values, "host");
        string? port = Take(values, "port");
        string? user = Take(values, "user");
        string? password = Take(values, "password");
        string? database = Take(values, "database");
        return new DbConnectionInfo
        {
            Engine = EngineId,
            Host = host,
            Port = port is null ? null : PortOf(port),
            UserName = user,
            Password = Secure(password),
            Database = database,
            Options = values.ToDictionary(v => v.Key, v => ConnectionOptions.Check(v.Key, v.Value), StringComparer.Ordinal),
        };
    }

    /// <summary>The text as a secure string; null for none.</summary>
    public static SecureString? Secure(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        SecureString result = new();
        foreach (char c in text)
            result.AppendChar(c);
        result.MakeReadOnly();
        return result;
    }

    /// <summary>Reads a port.</summary>
    public static int PortOf(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536
        ? port
        : throw ConnectionOptions.NotUnderstood("Its port is no number from 1 to 65535.");

    private static string? Take(Dictionary<string, string> values, string name)
    {
        values.Remove(name, out string? value);
        ConnectionOptions.CheckNoNul(name, value);
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private static DbConnectionStringBuilder? TryPairs(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal) || !text.Contains(';', StringComparison.Ordinal))
            return null;
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
