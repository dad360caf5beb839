using System.Data.Common;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Understands the connection strings of .NET, <c>Host=db1;Database=shop;Username=me;Password=…</c>, as Npgsql has them.</summary>
internal static class AdoNetText
{
    /// <summary>What names a server; one of them at least must be there, or the text may be a path.</summary>
    private static readonly HashSet<string> Servers = new(StringComparer.OrdinalIgnoreCase) { "host", "server", "data source", "datasource", "address", "addr" };

    /// <summary>The names of libpq for those of Npgsql.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "host", ["port"] = "port", ["database"] = "dbname", ["db"] = "dbname",
        ["username"] = "user", ["user name"] = "user", ["user id"] = "user", ["userid"] = "user", ["uid"] = "user", ["user"] = "user",
        ["password"] = "password", ["psw"] = "password", ["pwd"] = "password",
        ["timeout"] = ConnectionOptions.ConnectTimeout, ["application name"] = ConnectionOptions.ApplicationName,
        ["options"] = ConnectionOptions.StartupOptions, ["passfile"] = ConnectionOptions.PassFile,
        ["root certificate"] = ConnectionOptions.SslRootCert, ["ssl certificate"] = ConnectionOptions.SslCert, ["ssl key"] = ConnectionOptions.SslKey,
        ["ssl mode"] = ConnectionOptions.SslMode, ["sslmode"] = ConnectionOptions.SslMode, ["channel binding"] = ConnectionOptions.ChannelBinding,
    };

    /// <summary>True for pairs with semicolons between them, one of which names a server.</summary>
    public static bool Recognizes(string text) => PairText.TryParse(text) is { } pairs
        && pairs.Keys.Cast<string>().Any(k => Servers.Contains(k) && !(IsOfFile(k) && LooksLikeFile((string)pairs[k])));

    /// <summary>The pairs by libpq's names.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the word that is wrong.</exception>
    public static List<KeyValuePair<string, string>> Parse(string text)
    {
        DbConnectionStringBuilder pairs = PairText.TryParse(text)!;
        if (!pairs.ContainsKey("host"))
        {
            throw ConnectionOptions.NotUnderstood(
                "It is a connection string of .NET that does not say of which kind its server is.", "Write postgresql://user@host:port/database, or mysql://user@host:port/database.");
        }

        List<KeyValuePair<string, string>> result = [];
        foreach (string key in pairs.Keys)
        {
            if (!Names.TryGetValue(key, out string? name))
                throw ConnectionOptions.NotUnderstood($"It is a connection string of .NET, and its '{key}' is not supported here.", "Write postgresql://user@host:port/database.");
            string value = (string)pairs[key];
            result.Add(new(name, name is ConnectionOptions.SslMode or ConnectionOptions.ChannelBinding ? ModeOf(value) : value));
        }

        return result;
    }

    private static string ModeOf(string value) => value.ToLowerInvariant() switch
    {
        "verifyca" => "verify-ca",
        "verifyfull" => "verify-full",
        string other => other,
    };

    private static bool IsOfFile(string key) => key.StartsWith("data", StringComparison.OrdinalIgnoreCase);

    private static bool LooksLikeFile(string value) => value.Contains('/', StringComparison.Ordinal) || value.Contains('\\', StringComparison.Ordinal)
        || Path.HasExtension(value) || value == ":memory:";
}
