using System.Data.Common;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>
/// Understands the connection strings of .NET, <c>Server=db1;Database=shop;Uid=me;Pwd=…</c>, as the drivers of MySQL have them. One that
/// names its server as <c>Host</c> is PostgreSQL's, and one with words that only SQL Server has is nobody's.
/// </summary>
internal static class AdoNetText
{
    /// <summary>The words of the drivers for host, port, user, password and database.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["server"] = "host", ["data source"] = "host", ["datasource"] = "host", ["address"] = "host", ["addr"] = "host", ["port"] = "port",
        ["database"] = "database", ["initial catalog"] = "database", ["user id"] = "user", ["userid"] = "user", ["uid"] = "user", ["username"] = "user",
        ["user name"] = "user", ["user"] = "user", ["password"] = "password", ["pwd"] = "password",
    };

    private static readonly string[] Servers = ["server", "data source", "datasource"];

    /// <summary>What SQL Server's drivers have and no other.</summary>
    private static readonly string[] OfSqlServer =
    [
        "integrated security", "trusted_connection", "encrypt", "trustservercertificate", "trust server certificate", "multipleactiveresultsets",
        "attachdbfilename", "failover partner", "applicationintent", "multisubnetfailover", "initial catalog",
    ];

    /// <summary>True for pairs that name a server and a user in the drivers' words.</summary>
    public static bool Recognizes(string text) => PairText.TryParse(text) is { } pairs
        && !pairs.ContainsKey("host")
        && Servers.Any(s => pairs.ContainsKey(s) && IsHost((string)pairs[s], s != "server"))
        && pairs.Keys.Cast<string>().Any(k => Words.GetValueOrDefault(k) == "user")
        && !OfSqlServer.Any(pairs.ContainsKey);

    /// <summary>The pairs by this engine's names.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parse(string text)
    {
        DbConnectionStringBuilder pairs = PairText.TryParse(text)!;
        return pairs.Keys.Cast<string>().Select(k => KeyValuePair.Create(Words.GetValueOrDefault(k, k), (string)pairs[k]));
    }

    /// <summary>False for SQL Server's <c>tcp:db1,1433</c> and <c>db1\instance</c>, and for what may be the path of a database.</summary>
    private static bool IsHost(string value, bool mayBeFile) => value.Length > 0 && value.IndexOfAny([',', '\\', '(']) < 0
        && !value.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase)
        && !(mayBeFile && (value.Contains('/', StringComparison.Ordinal) || value[0] == ':'));
}
