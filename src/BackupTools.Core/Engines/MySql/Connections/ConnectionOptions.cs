using System.Collections.Frozen;
using System.Globalization;
using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>The parameters of a connection beside host, port, user, password and database, by the names that the clients' options have.</summary>
internal static class ConnectionOptions
{
    public const string ConnectTimeout = "connect-timeout";
    public const string DefaultsFile = "defaults-file";
    public const string EnableClearText = "enable-cleartext-plugin";
    public const string GetPublicKey = "get-server-public-key";
    public const string PublicKeyPath = "server-public-key-path";
    public const string Socket = "socket";
    public const string SslCa = "ssl-ca";
    public const string SslCert = "ssl-cert";
    public const string SslKey = "ssl-key";
    public const string SslMode = "ssl-mode";

    private static readonly string[] Flags = ["0", "1"];

    /// <summary>What is supported; with a list, only these values.</summary>
    private static readonly FrozenDictionary<string, string[]> Supported = new Dictionary<string, string[]>
    {
        [ConnectTimeout] = [],
        [DefaultsFile] = [],
        [EnableClearText] = Flags,
        [GetPublicKey] = Flags,
        [PublicKeyPath] = [],
        [Socket] = [],
        [SslCa] = [],
        [SslCert] = [],
        [SslKey] = [],
        [SslMode] = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What the clients know, and would change who is talked to or how safely: it cannot be passed over.</summary>
    private static readonly FrozenSet<string> Unsupported = FrozenSet.ToFrozenSet(
        [
            "bind-address", "compress", "compression-algorithms", "default-auth", "dns-srv-name", "login-path", "network-namespace", "pipe", "plugin-dir",
            "protocol", "shared-memory-base-name", "ssl-capath", "ssl-cipher", "ssl-crl", "ssl-crlpath", "ssl-fips-mode", "tls-ciphersuites",
            "tls-fp", "tls-sni-servername", "tls-version",
        ],
        StringComparer.Ordinal);

    /// <summary>Names of .NET's and JDBC's drivers, and MariaDB's, for the same.</summary>
    private static readonly FrozenDictionary<string, string> OtherNames = new Dictionary<string, string>
    {
        ["sslmode"] = SslMode, ["sslca"] = SslCa, ["sslcert"] = SslCert, ["sslkey"] = SslKey, ["cacertificatefile"] = SslCa, ["connectiontimeout"] = ConnectTimeout,
        ["connecttimeout"] = ConnectTimeout, ["unixsocket"] = Socket, ["allowpublickeyretrieval"] = GetPublicKey, ["serverrsapublickeyfile"] = PublicKeyPath,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Those that are paths of files.</summary>
    public static readonly IReadOnlyList<string> Paths = [DefaultsFile, PublicKeyPath, Socket, SslCa, SslCert, SslKey];

    /// <summary>The name as the options have it: with hyphens and in lower case.</summary>
    public static string Normalize(string name)
    {
        string plain = name.Trim().Replace('_', '-').ToLowerInvariant();
        return OtherNames.GetValueOrDefault(plain.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), plain);
    }

    /// <summary>True for an option that is supported.</summary>
    public static bool IsSupported(string name) => Supported.ContainsKey(name);

    /// <summary>True for an option that the clients have and this engine would have to ignore, though it matters.</summary>
    public static bool IsUnsupported(string name) => Unsupported.Contains(name);

    /// <summary>The value as it is kept.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/> for what would be ignored, or is none of the values.</exception>
    public static string Check(string name, string value)
    {
        if (!Supported.TryGetValue(name, out string[]? values))
            throw NotUnderstood($"The parameter '{name}' is {(Unsupported.Contains(name) ? "not supported here" : "not known")}.");
        CheckNoNul(name, value);
        string known = name == SslMode ? ModeOf(value) : values == Flags ? FlagOf(value) : value;
        if (values.Length > 0 && !values.Contains(known, StringComparer.Ordinal))
            throw NotUnderstood($"'{value}' is no {name} that is supported: it can be {string.Join(", ", values)}.");
        if (name == ConnectTimeout && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw NotUnderstood($"'{value}' is no number of seconds, and {name} is one.");
        return known;
    }

    /// <summary>Refuses a character that no name and no value can have.</summary>
    public static void CheckNoNul(string name, string? value)
    {
        if (value?.Contains('\0', StringComparison.Ordinal) == true)
            throw NotUnderstood($"The {name} has a NUL character.");
    }

    /// <summary>The error for a connection that makes no sense. Its text never repeats what was typed: a password may be in it.</summary>
    public static BackupException NotUnderstood(string why, string remedy = "") =>
        new(ErrorCode.ConnectionNotUnderstood, "The MySQL connection is not understood. " + why, remedy);

    private static string ModeOf(string value) => value.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "NONE" or "DISABLED" or "DISABLE" => "DISABLED",
        "PREFERRED" => "PREFERRED",
        "REQUIRED" or "TRUST" => "REQUIRED",
        "VERIFYCA" => "VERIFY_CA",
        "VERIFYIDENTITY" or "VERIFYFULL" => "VERIFY_IDENTITY",
        _ => value,
    };

    private static string FlagOf(string value) => value.ToUpperInvariant() switch
    {
        "" or "1" or "ON" or "TRUE" => "1",
        "0" or "OFF" or "FALSE" => "0",
        _ => value,
    };
}
