using System.Collections.Frozen;
using System.Globalization;
using BackupTools.Abstractions;

namespace BackupTools.Engines.MongoDb.Connections;

/// <summary>The parameters of a connection beside hosts, user, password and database, by the names that the server's makers give them in URIs.</summary>
internal static class ConnectionOptions
{
    public const string AuthMechanism = "authMechanism";
    public const string AuthSource = "authSource";
    public const string ConnectTimeout = "connectTimeoutMS";
    public const string DirectConnection = "directConnection";
    public const string Hosts = "hosts";
    public const string ReadPreference = "readPreference";
    public const string ReplicaSet = "replicaSet";
    public const string ServerSelectionTimeout = "serverSelectionTimeoutMS";
    public const string Srv = "srv";
    public const string Tls = "tls";
    public const string TlsCaFile = "tlsCAFile";
    public const string TlsCertificateFile = "tlsCertificateKeyFile";
    public const string TlsInsecure = "tlsInsecure";

    private const int LongestHost = 255;
    private static readonly string[] Flags = ["false", "true"];

    /// <summary>What is supported; with a list, only these values.</summary>
    private static readonly FrozenDictionary<string, string[]> Supported = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        [AuthMechanism] = ["SCRAM-SHA-1", "SCRAM-SHA-256", "MONGODB-X509", "PLAIN"],
        [AuthSource] = [],
        [ConnectTimeout] = [],
        [DirectConnection] = Flags,
        [Hosts] = [],
        [ReadPreference] = ["primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"],
        [ReplicaSet] = [],
        [ServerSelectionTimeout] = [],
        [Srv] = Flags,
        [Tls] = Flags,
        [TlsCaFile] = [],
        [TlsCertificateFile] = [],
        [TlsInsecure] = Flags,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What URIs have that are handed out for applications, and what changes nothing for a backup: how often an application tries again, how
    /// many connections it keeps, what it calls itself.
    /// </summary>
    private static readonly FrozenSet<string> WithoutMeaning = new[]
    {
        "appName", "compressors", "heartbeatFrequencyMS", "journal", "localThresholdMS", "maxIdleTimeMS", "maxPoolSize", "minPoolSize", "retryReads", "retryWrites",
        "socketTimeoutMS", "uuidRepresentation", "w", "waitQueueTimeoutMS", "wtimeoutMS", "zlibCompressionLevel", "readConcernLevel", "maxConnecting",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that are paths of files.</summary>
    public static readonly IReadOnlyList<string> Paths = [TlsCaFile, TlsCertificateFile];

    /// <summary>True for an option that says nothing to a backup, and is taken so that an application's URI can be used as it is.</summary>
    public static bool IsWithoutMeaning(string name) => WithoutMeaning.Contains(name);

    /// <summary>An option's name as its makers write it.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/> where it is not known.</exception>
    public static string Normalize(string name)
    {
        string known = name.Equals("ssl", StringComparison.OrdinalIgnoreCase) ? Tls : name;
        return Supported.Keys.FirstOrDefault(k => k.Equals(known, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(name);
    }

    /// <summary>The value as it is kept.</summary>
    /// <param name="name">The option's name, normalized.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/> for what is none of the values.</exception>
    public static string Check(string name, string value)
    {
        string[] values = Supported[name];
        CheckNoNul(name, value);
        string known = values.FirstOrDefault(v => v.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? value;
        if (values.Length > 0 && !values.Contains(known, StringComparer.Ordinal))
            throw NotUnderstood($"What it says is no {name} that is supported: it can be {string.Join(", ", values)}.");
        if (name is ConnectTimeout or ServerSelectionTimeout && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw NotUnderstood($"What it says as {name} is no number of milliseconds.");
        if (Paths.Contains(name) && !Path.IsPathFullyQualified(value))
            throw NotUnderstood($"The path of {name} is a relative one, and nothing says to what.", "Give an absolute path.");
        if (name == Hosts)
            _ = ServerHost.List(value);
        return known;
    }

    /// <summary>Refuses a character that no name and no value can have.</summary>
    public static void CheckNoNul(string name, string? value)
    {
        if (value?.Contains('\0', StringComparison.Ordinal) == true)
            throw NotUnderstood($"The {name} has a NUL character.");
    }

    /// <summary>Refuses what is no name of a host.</summary>
    public static string CheckHost(string host)
    {
        CheckNoNul("host", host);
        if (host.Length is 0 or > LongestHost)
            throw NotUnderstood($"Its host is empty, or has more than {LongestHost} characters.");
        if (host.Contains('/', StringComparison.Ordinal))
            throw NotUnderstood("Its host is the path of a socket, and connections here are over TCP.", "Name the host and the port.");
        return host;
    }

    /// <summary>Reads a port.</summary>
    public static int PortOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536
        ? port
        : throw NotUnderstood("Its port is no number from 1 to 65535.");

    /// <summary>The error for a connection that makes no sense. Its text never repeats what was typed: a password may be in it.</summary>
    public static BackupException NotUnderstood(string why, string remedy = "") =>
        new(ErrorCode.ConnectionNotUnderstood, "The MongoDB connection is not understood. " + why, remedy);

    private static BackupException Unknown(string name) => name.ToLowerInvariant() switch
    {
        "tlscertificatekeyfilepassword" => NotUnderstood(
            "The parameter 'tlsCertificateKeyFilePassword' is not supported: it would be a secret in a text.", "Use a key file that only its owner may read, without a password."),
        "authmechanismproperties" or "readpreferencetags" or "maxstalenessseconds" or "proxyhost" or "loadbalanced" or "srvmaxhosts" or "srvservicename"
            or "tlsallowinvalidcertificates" or "tlsallowinvalidhostnames" => NotUnderstood($"The parameter '{name}' is not supported here.", "Leave it out."),
        _ => NotUnderstood($"The parameter '{name}' is not known.", $"There are: {string.Join(", ", Supported.Keys.Except([Hosts, Srv]).Order(StringComparer.Ordinal))}."),
    };
}
