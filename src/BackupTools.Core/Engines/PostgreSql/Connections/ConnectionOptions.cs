using System.Collections.Frozen;
using System.Globalization;
using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>The parameters of a connection beside host, port, user, password and database, by libpq's names.</summary>
internal static class ConnectionOptions
{
    public const string ApplicationName = "application_name";
    public const string ChannelBinding = "channel_binding";
    public const string ConnectTimeout = "connect_timeout";
    public const string KeepAlives = "keepalives";
    public const string KeepAlivesCount = "keepalives_count";
    public const string KeepAlivesIdle = "keepalives_idle";
    public const string KeepAlivesInterval = "keepalives_interval";
    public const string KerberosServiceName = "krbsrvname";
    public const string PassFile = "passfile";
    public const string RequireAuth = "require_auth";
    public const string Service = "service";
    public const string SslCert = "sslcert";
    public const string SslKey = "sslkey";
    public const string SslMode = "sslmode";
    public const string SslRootCert = "sslrootcert";
    public const string StartupOptions = "options";
    public const string TargetSessionAttributes = "target_session_attrs";

    /// <summary>What is supported; with a list, only these values.</summary>
    private static readonly FrozenDictionary<string, string[]> Supported = new Dictionary<string, string[]>
    {
        [ApplicationName] = [],
        [ChannelBinding] = ["disable", "prefer", "require"],
        [ConnectTimeout] = [],
        ["gssencmode"] = ["disable", "prefer"],
        [KeepAlives] = ["0", "1"],
        [KeepAlivesCount] = [],
        [KeepAlivesIdle] = [],
        [KeepAlivesInterval] = [],
        [KerberosServiceName] = [],
        [PassFile] = [],
        [RequireAuth] = [],
        [Service] = [],
        [SslCert] = [],
        [SslKey] = [],
        [SslMode] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
        ["sslnegotiation"] = ["postgres"],
        [SslRootCert] = [],
        [StartupOptions] = [],
        [TargetSessionAttributes] = ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What libpq knows and this engine would have to ignore.</summary>
    private static readonly FrozenSet<string> Unsupported = FrozenSet.ToFrozenSet(
        [
            "client_encoding", "fallback_application_name", "gssdelegation", "gsslib", "hostaddr", "load_balance_hosts",
            "max_protocol_version", "min_protocol_version", "oauth_client_id", "oauth_client_secret", "oauth_issuer",
            "oauth_scope", "replication", "requirepeer", "requiressl", "scram_client_key", "scram_server_key",
            "servicefile", "sslcertmode", "sslcompression", "sslcrl", "sslcrldir", "sslkeylogfile", "sslpassword", "sslsni",
            "ssl_max_protocol_version", "ssl_min_protocol_version", "tcp_user_timeout",
        ],
        StringComparer.Ordinal);

    /// <summary>Those that are paths of files.</summary>
    public static readonly IReadOnlyList<string> Paths = [PassFile, SslCert, SslKey, SslRootCert];

    private static readonly string[] Integers = [ConnectTimeout, KeepAlivesCount, KeepAlivesIdle, KeepAlivesInterval];

    private static readonly string[] AuthenticationMethods = ["password", "md5", "gss", "sspi", "scram-sha-256", "none"];

    /// <summary>True where libpq has a parameter of that name.</summary>
    public static bool IsKnown(string name) =>
        name is "host" or "port" or "user" or "password" or "dbname" || Supported.ContainsKey(name) || Unsupported.Contains(name);

    /// <summary>Refuses a relative path: a process has a current folder too, and it is not the one that the user sees.</summary>
    public static void CheckPath(string name, string value)
    {
        if (Paths.Contains(name) && value.Length > 0 && value != ServerSettings.SystemRoots)
            RequireAbsolute(name, value);
    }

    /// <summary>The path itself, where it is absolute.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>.</exception>
    public static string RequireAbsolute(string name, string path) => Path.IsPathFullyQualified(path)
        ? path
        : throw NotUnderstood($"'{path}' of {name} is a relative path, and nothing says to what.", "Give an absolute path.");

    /// <summary>Refuses what would be ignored.</summary>
    public static void Check(string name, string value)
    {
        if (!Supported.TryGetValue(name, out string[]? values))
        {
            throw NotUnderstood(Unsupported.Contains(name)
                ? $"The parameter '{name}' is not supported here."
                : $"The parameter '{name}' is not known.");
        }

        if (values.Length > 0 && !values.Contains(value, StringComparer.Ordinal))
            throw NotUnderstood($"'{value}' is no {name} that is supported: it can be {string.Join(", ", values)}.");
        if (Integers.Contains(name) && !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            throw NotUnderstood($"'{value}' is no number, and {name} is one.");
        if (name == RequireAuth)
            CheckRequireAuth(value);
        CheckNoNul(name, value);
    }

    /// <summary>Refuses a character that no name and no value can have.</summary>
    public static void CheckNoNul(string name, string? value)
    {
        if (value?.Contains('\0', StringComparison.Ordinal) == true)
            throw NotUnderstood($"The {name} has a NUL character.");
    }

    /// <summary>The error for a connection that makes no sense. Its text never repeats what was typed: a password may be in it.</summary>
    public static BackupException NotUnderstood(string why, string remedy = "") =>
        new(ErrorCode.ConnectionNotUnderstood, "The PostgreSQL connection is not understood. " + why, remedy);

    private static void CheckRequireAuth(string value)
    {
        string[] methods = value.Split(',', StringSplitOptions.TrimEntries);
        if (methods.FirstOrDefault(m => !AuthenticationMethods.Contains(m.TrimStart('!'))) is { } unknown)
            throw NotUnderstood($"'{unknown}' is no authentication method that {RequireAuth} can name.");
        if (methods.Any(m => m.StartsWith('!')) && !methods.All(m => m.StartsWith('!')))
            throw NotUnderstood($"{RequireAuth} names either what is allowed or, with '!', what is not; not both.");
    }
}
