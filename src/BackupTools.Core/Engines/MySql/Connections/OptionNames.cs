using System.Collections.Frozen;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>The names of options: those of the servers' own clients, what drivers call the same, and what is not supported.</summary>
internal static class OptionNames
{
    /// <summary>What the clients know and would be ignored here.</summary>
    private static readonly FrozenSet<string> Unsupported = FrozenSet.ToFrozenSet(
        [
            "auto-rehash", "character-sets-dir", "compress", "compression-algorithms", "default-character-set", "init-command", "load-data-local-dir",
            "local-infile", "max-allowed-packet", "net-buffer-length", "oci-config-file", "pipe", "reconnect", "ssl-session-data",
            "ssl-session-data-continue-on-failed-reuse", "use-compression", "zstd-compression-level",
        ],
        StringComparer.Ordinal);

    /// <summary>What the clients know and changes who is talked to or how safely: not even a file may name it in vain.</summary>
    private static readonly FrozenSet<string> UnsupportedForSafety = FrozenSet.ToFrozenSet(
        [
            "bind-address", "default-auth", "dns-srv-name", "login-path", "network-namespace", "no-login-paths", "password2", "password3", "plugin-dir",
            "restricted-auth", "secure-auth", "shared-memory-base-name", "ssl-capath", "ssl-cipher", "ssl-crl", "ssl-crlpath", "ssl-fips-mode", "ssl-fp",
            "ssl-fplist", "tls-ciphersuites", "tls-fp", "tls-fplist", "tls-peer-fp", "tls-peer-fplist", "tls-sni-servername", "tls-version",
        ],
        StringComparer.Ordinal);

    /// <summary>What drivers of .NET and of Java, and newer or older clients, call the same; without spaces and hyphens.</summary>
    private static readonly FrozenDictionary<string, string> Others = new Dictionary<string, string>
    {
        ["sslmode"] = ConnectionOptions.SslMode, ["usessl"] = ConnectionOptions.Ssl, ["requiressl"] = ConnectionOptions.Ssl,
        ["sslca"] = ConnectionOptions.SslCa, ["cacertificatefile"] = ConnectionOptions.SslCa, ["serversslcert"] = ConnectionOptions.SslCa,
        ["sslcert"] = ConnectionOptions.SslCert, ["sslkey"] = ConnectionOptions.SslKey,
        ["verifyservercertificate"] = ConnectionOptions.SslVerify, ["sslverifyservercert"] = ConnectionOptions.SslVerify,
        ["connectiontimeout"] = ConnectionOptions.ConnectTimeout, ["connecttimeout"] = ConnectionOptions.ConnectTimeout,
        ["unixsocket"] = ConnectionOptions.Socket, ["localsocket"] = ConnectionOptions.Socket, ["connectionprotocol"] = ConnectionOptions.Protocol,
        ["allowpublickeyretrieval"] = ConnectionOptions.GetPublicKey, ["serverrsapublickeyfile"] = ConnectionOptions.PublicKeyPath,
        ["password1"] = "password", ["tlsversion"] = "tls-version", ["tlsciphersuites"] = "tls-ciphersuites", ["usecompression"] = "compress",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name as the options have it: with hyphens and in lower case.</summary>
    public static string Normalize(string name)
    {
        string plain = name.Trim().Replace('_', '-').ToLowerInvariant();
        return Others.GetValueOrDefault(plain.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), plain);
    }

    /// <summary>True where the clients have an option of that name that is not supported here.</summary>
    public static bool IsUnsupported(string name) => Unsupported.Contains(name) || UnsupportedForSafety.Contains(name);

    /// <summary>True where to pass over the option could make the connection another one, or a less safe one.</summary>
    public static bool IsUnsupportedForSafety(string name) => UnsupportedForSafety.Contains(name);
}
