using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Understands URIs, and the connection strings of .NET that name a server as the drivers of MySQL do.</summary>
internal static class ConnectionText
{
    /// <summary>The engine's permanent name.</summary>
    public const string EngineId = "mysql";

    private static readonly string[] Parts = ["host", "port", "user", "password", "database"];

    /// <summary>True for a URI of the schemes, and for a connection string of .NET with a server and a user.</summary>
    public static bool Recognizes(string text) => ConnectionUri.HasScheme(text) || AdoNetText.Recognizes(text);

    /// <summary>Understands the text.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    public static DbConnectionInfo Parse(string text)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach ((string name, string value) in ConnectionUri.HasScheme(text) ? ConnectionUri.Parse(text) : AdoNetText.Parse(text))
        {
            string known = Parts.Contains(name) ? name : OptionNames.Normalize(name);
            // Which of two hosts is meant, or whose password it is, must not depend on who reads it.
            if (!values.TryAdd(known, value))
                throw ConnectionOptions.NotUnderstood($"It names the {(Parts.Contains(known) || ConnectionOptions.IsSupported(known) ? known : "same parameter")} twice.");
        }

        string? port = Take(values, "port");
        return new DbConnectionInfo
        {
            Engine = EngineId,
            Host = Take(values, "host"),
            Port = port is null ? null : ConnectionOptions.PortOf(port),
            UserName = Take(values, "user"),
            Password = SecureText.OrNull(Take(values, "password")),
            Database = Take(values, "database"),
            Options = values.ToDictionary(v => v.Key, v => ConnectionOptions.Check(v.Key, v.Value), StringComparer.Ordinal),
        };
    }

    private static string? Take(Dictionary<string, string> values, string name)
    {
        values.Remove(name, out string? value);
        ConnectionOptions.CheckNoNul(name, value);
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
