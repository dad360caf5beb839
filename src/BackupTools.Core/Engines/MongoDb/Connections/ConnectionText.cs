using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MongoDb.Connections;

/// <summary>Understands <c>mongodb://user:password@host1:port1,host2/database?parameter=value</c>, and <c>mongodb+srv://</c> with the name of a DNS record.</summary>
internal static class ConnectionText
{
    /// <summary>The engine's permanent name.</summary>
    public const string EngineId = "mongodb";

    private const string Plain = "mongodb://";
    private const string Srv = "mongodb+srv://";

    /// <summary>True for a URI of the schemes.</summary>
    public static bool Recognizes(string text) =>
        text.StartsWith(Plain, StringComparison.OrdinalIgnoreCase) || text.StartsWith(Srv, StringComparison.OrdinalIgnoreCase);

    /// <summary>Understands the text.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    public static DbConnectionInfo Parse(string text)
    {
        if (!Recognizes(text))
            throw ConnectionOptions.NotUnderstood("It does not begin with mongodb:// or mongodb+srv://.");
        bool isSrv = text.StartsWith(Srv, StringComparison.OrdinalIgnoreCase);
        UriParts parts = UriParts.Split(text[(isSrv ? Srv : Plain).Length..], ConnectionOptions.NotUnderstood);
        IReadOnlyList<ServerHost> hosts = parts.Hosts.Length == 0 ? [] : ServerHost.List(parts.Hosts);
        Dictionary<string, string> options = Options(parts.Parameters);
        if (isSrv)
        {
            if (hosts.Count != 1 || parts.Hosts.Contains(':', StringComparison.Ordinal))
                throw ConnectionOptions.NotUnderstood("A URI of mongodb+srv names one host, whose DNS record says the servers and their ports.");
            options[ConnectionOptions.Srv] = "true";
        }

        if (hosts.Count > 1)
            options[ConnectionOptions.Hosts] = string.Join(',', hosts);
        ConnectionOptions.CheckNoNul("database", parts.Database);
        // So it is with every client; and where later another database is meant, it is still this one that knows the user.
        if (parts is { User: not null, Database: { } source })
            options.TryAdd(ConnectionOptions.AuthSource, source);
        return new DbConnectionInfo
        {
            Engine = EngineId,
            Host = hosts.Count == 0 ? null : hosts[0].Host,
            Port = hosts.Count == 0 || isSrv || !NamesPort(parts.Hosts) ? null : hosts[0].Port,
            UserName = parts.User,
            Password = SecureText.OrNull(parts.Password),
            Database = parts.Database,
            Options = options,
        };
    }

    private static bool NamesPort(string hosts)
    {
        string first = hosts.Split(',')[0];
        return first.IndexOf(':', first.IndexOf(']', StringComparison.Ordinal) + 1) >= 0;
    }

    private static Dictionary<string, string> Options(IReadOnlyList<string> parameters)
    {
        Dictionary<string, string> result = new(StringComparer.Ordinal);
        foreach (string pair in parameters)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = PercentText.Decode(equals < 0 ? pair : pair[..equals], "name of a parameter", ConnectionOptions.NotUnderstood);
            if (ConnectionOptions.IsWithoutMeaning(name))
                continue;
            string known = ConnectionOptions.Normalize(name);
            if (known is ConnectionOptions.Hosts or ConnectionOptions.Srv)
                throw ConnectionOptions.NotUnderstood($"The parameter '{known}' is no part of a URI.", "Write the hosts between the slashes.");
            if (equals < 0 || equals + 1 == pair.Length)
                throw ConnectionOptions.NotUnderstood($"The parameter '{known}' needs a '=' and a value.");
            string value = ConnectionOptions.Check(known, PercentText.Decode(pair[(equals + 1)..], known, ConnectionOptions.NotUnderstood));
            // Which of two is meant must not depend on who reads it.
            if (!result.TryAdd(known, value))
                throw ConnectionOptions.NotUnderstood($"It names {known} twice.");
        }

        return result;
    }
}
