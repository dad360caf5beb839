using System.Collections.Frozen;
using System.Globalization;
using BackupTools.Abstractions;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>The parameters of a connection beside host, port, user, password and database, by the names that the clients' options have.</summary>
internal static class ConnectionOptions
{
    public const string ConnectTimeout = "connect-timeout";
    public const string DefaultsExtraFile = "defaults-extra-file";
    public const string DefaultsFile = "defaults-file";
    public const string DefaultsGroupSuffix = "defaults-group-suffix";
    public const string EnableClearText = "enable-cleartext-plugin";
    public const string GetPublicKey = "get-server-public-key";
    public const string NoDefaults = "no-defaults";
    public const string Protocol = "protocol";
    public const string PublicKeyPath = "server-public-key-path";
    public const string Socket = "socket";
    public const string Ssl = "ssl";
    public const string SslCa = "ssl-ca";
    public const string SslCert = "ssl-cert";
    public const string SslKey = "ssl-key";
    public const string SslMode = "ssl-mode";
    public const string SslVerify = "ssl-verify-server-cert";

    private static readonly string[] Flags = ["0", "1"];

    /// <summary>What is supported; with a list, only these values.</summary>
    private static readonly FrozenDictionary<string, string[]> Supported = new Dictionary<string, string[]>
    {
        [ConnectTimeout] = [],
        [DefaultsExtraFile] = [],
        [DefaultsFile] = [],
        [DefaultsGroupSuffix] = [],
        [EnableClearText] = Flags,
        [GetPublicKey] = Flags,
        [NoDefaults] = Flags,
        [Protocol] = ["TCP", "SOCKET"],
        [PublicKeyPath] = [],
        [Socket] = [],
        [Ssl] = Flags,
        [SslCa] = [],
        [SslCert] = [],
        [SslKey] = [],
        [SslMode] = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"],
        [SslVerify] = Flags,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Those that are paths of files.</summary>
    public static readonly IReadOnlyList<string> Paths = [DefaultsExtraFile, DefaultsFile, PublicKeyPath, Socket, SslCa, SslCert, SslKey];

    /// <summary>Those that say whether TLS is used; where one was given, the files' are of no meaning.</summary>
    public static readonly IReadOnlyList<string> OfTls = [Ssl, SslMode, SslVerify];

    /// <summary>Those that say which files are read, and so cannot be in one.</summary>
    public static readonly IReadOnlyList<string> OfFiles = [DefaultsExtraFile, DefaultsFile, DefaultsGroupSuffix, NoDefaults];

    /// <summary>True for an option that is supported.</summary>
    public static bool IsSupported(string name) => Supported.ContainsKey(name);

    /// <summary>True for an option that is there or not.</summary>
    public static bool IsFlag(string name) => Supported.GetValueOrDefault(name) == Flags;

    /// <summary>The value as it is kept.</summary>
    /// <param name="name">The option's name, normalized.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/> for what would be ignored, or is none of the values.</exception>
    public static string Check(string name, string value)
    {
        if (!Supported.TryGetValue(name, out string[]? values))
            throw Unknown(name);
        CheckNoNul(name, value);
        string known = name switch { SslMode => ModeOf(value), Protocol => ProtocolOf(value), _ => values == Flags ? FlagOf(value) : value };
        if (values.Length > 0 && !values.Contains(known, StringComparer.Ordinal))
            throw NotUnderstood($"'{value}' is no {name} that is supported: it can be {string.Join(", ", values)}.");
        if (name == ConnectTimeout && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw NotUnderstood($"'{value}' is no number of seconds, and {name} is one.");
        if (Paths.Contains(name) && value.Length > 0 && !Path.IsPathFullyQualified(value))
            throw NotUnderstood($"'{value}' of {name} is a relative path, and nothing says to what.", "Give an absolute path.");
        return known;
    }

    /// <summary>Refuses a character that no name and no value can have.</summary>
    public static void CheckNoNul(string name, string? value)
    {
        if (value?.Contains('\0', StringComparison.Ordinal) == true)
            throw NotUnderstood($"The {name} has a NUL character.");
    }

    /// <summary>Reads a port.</summary>
    public static int PortOf(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536
        ? port
        : throw NotUnderstood("Its port is no number from 1 to 65535.");

    /// <summary>The error for a connection that makes no sense. Its text never repeats what was typed: a password may be in it.</summary>
    public static BackupException NotUnderstood(string why, string remedy = "") =>
        new(ErrorCode.ConnectionNotUnderstood, "The MySQL connection is not understood. " + why, remedy);

    private static BackupException Unknown(string name) => name switch
    {
        "login-path" => NotUnderstood(
            "The parameter 'login-path' is not supported here: that file hides its passwords without protecting them, and only the vendor's client reads it.",
            "Write an option file that nobody else may read, and name it with defaults-file."),
        _ when OptionNames.IsUnsupported(name) => NotUnderstood($"The parameter '{name}' is not supported here.", "Leave it out."),
        _ => NotUnderstood($"The parameter '{name}' is not known.", $"There are: {string.Join(", ", Supported.Keys.Order(StringComparer.Ordinal))}."),
    };

    /// <summary>The mode in MySQL's spelling; those of drivers are without underscores, or have words of their own.</summary>
    private static string ModeOf(string value) => value.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "NONE" or "DISABLED" or "DISABLE" => "DISABLED",
        "PREFERRED" or "PREFER" => "PREFERRED",
        "REQUIRED" or "REQUIRE" or "TRUST" => "REQUIRED",
        "VERIFYCA" => "VERIFY_CA",
        "VERIFYIDENTITY" or "VERIFYFULL" => "VERIFY_IDENTITY",
        _ => value,
    };

    private static string ProtocolOf(string value) => value.ToUpperInvariant() switch
    {
        "TCP" or "TCPIP" or "SOCKETS" => "TCP",
        "SOCKET" or "UNIX" or "UNIXSOCKET" => "SOCKET",
        _ => value,
    };

    private static string FlagOf(string value) => value.ToUpperInvariant() switch
    {
        "" or "1" or "ON" or "TRUE" or "YES" => "1",
        "0" or "OFF" or "FALSE" or "NO" => "0",
        _ => value,
    };
}
