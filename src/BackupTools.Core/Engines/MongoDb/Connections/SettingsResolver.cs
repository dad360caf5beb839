using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MongoDb.Connections;

/// <summary>
/// Fills in what a connection leaves open: first from the environment (<c>MONGODB_URL</c>, <c>MONGODB_DB_NAME</c>), then as the servers' own
/// clients do: this machine, port 27017.
/// </summary>
internal static class SettingsResolver
{
    private const int LongestTimeout = 24 * 60 * 60 * 1000;

    /// <summary>The settings with nothing left open.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    public static ServerSettings Resolve(DbConnectionInfo info) => Resolve(info, new SystemSettings());

    /// <summary>The same on a given system.</summary>
    public static ServerSettings Resolve(DbConnectionInfo info, ISystemSettings system)
    {
        DbConnectionInfo filled = Fill(info, system);
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        foreach ((string name, string value) in filled.Options)
        {
            // What was not typed was not checked yet.
            if (!ConnectionOptions.IsWithoutMeaning(name))
                options[ConnectionOptions.Normalize(name)] = ConnectionOptions.Check(ConnectionOptions.Normalize(name), value);
        }

        string? Value(string name) => options.GetValueOrDefault(name);
        bool isSrv = Value(ConnectionOptions.Srv) == "true";
        IReadOnlyList<ServerHost> hosts = Value(ConnectionOptions.Hosts) is { } list
            ? ServerHost.List(list)
            : [new ServerHost(ConnectionOptions.CheckHost(filled.Host ?? "localhost"), filled.Port ?? ServerHost.DefaultPort)];
        ServerSettings result = new()
        {
            Hosts = hosts,
            IsSrv = isSrv,
            UserName = filled.UserName,
            Password = filled.GetPassword(),
            AuthSource = Value(ConnectionOptions.AuthSource),
            AuthMechanism = Value(ConnectionOptions.AuthMechanism),
            Database = filled.Database,
            ReplicaSet = Value(ConnectionOptions.ReplicaSet),
            IsDirect = Value(ConnectionOptions.DirectConnection) == "true",
            ReadPreference = Value(ConnectionOptions.ReadPreference) ?? "primary",
            ConnectTimeout = TimeoutOf(Value(ConnectionOptions.ServerSelectionTimeout) ?? Value(ConnectionOptions.ConnectTimeout)),
            TlsMode = TlsOf(Value, isSrv),
            RootCertificate = Value(ConnectionOptions.TlsCaFile),
            ClientCertificate = Value(ConnectionOptions.TlsCertificateFile),
        };
        Check(result);
        return result;
    }

    /// <summary>The connection with the database that it or the environment names.</summary>
    public static DbConnectionInfo NameDatabase(DbConnectionInfo info, ISystemSettings system) =>
        info.Database is null && Fill(info, system).Database is { } database ? info with { Database = database } : info;

    /// <summary>The connection; where it names no host, that of the environment, with what was given in place of its parts.</summary>
    private static DbConnectionInfo Fill(DbConnectionInfo info, ISystemSettings system)
    {
        if (info.Host is null && system.Variable("MONGODB_URL") is { Length: > 0 } url)
        {
            DbConnectionInfo named = ConnectionText.Parse(url);
            info = info with
            {
                Host = named.Host,
                Port = info.Port ?? named.Port,
                Database = info.Database ?? named.Database,
                Options = info.Options.Concat(named.Options.Where(o => !info.Options.ContainsKey(o.Key))).ToDictionary(o => o.Key, o => o.Value),
                UserName = info.UserName ?? named.UserName,
                Password = info.UserName is null && info.PasswordSource is null ? named.Password : info.Password,
            };
        }

        return info.Database is null && system.Variable("MONGODB_DB_NAME") is { Length: > 0 } database ? info with { Database = database } : info;
    }

    private static void Check(ServerSettings settings)
    {
        ConnectionOptions.CheckNoNul("user", settings.UserName);
        ConnectionOptions.CheckNoNul("database", settings.Database);
        if (settings is { IsDirect: true, Hosts.Count: > 1 } or { IsDirect: true, IsSrv: true })
            throw ConnectionOptions.NotUnderstood("directConnection=true is about one server, and it names several.", "Name one host, or leave directConnection out.");
        if (settings is { AuthMechanism: "MONGODB-X509", ClientCertificate: null })
            throw ConnectionOptions.NotUnderstood("MONGODB-X509 logs in with the client's certificate, and none is named.", $"Name it with {ConnectionOptions.TlsCertificateFile}.");
        if (settings is { AuthMechanism: "PLAIN", TlsMode: TlsMode.Disable })
        {
            throw new BackupException(
                ErrorCode.PasswordNotSent, $"The server {settings.Display} was not given the password of '{settings.UserName}': PLAIN sends it as it is, and the connection has no TLS.",
                "Use TLS (tls=true), or another mechanism.", settings.Display);
        }

        if (settings.UserName is null && settings.AuthMechanism is not (null or "MONGODB-X509"))
            throw ConnectionOptions.NotUnderstood($"{settings.AuthMechanism} needs a user.", "Name one in the URI, or give a credential.");
    }

    private static TlsMode TlsOf(Func<string, string?> value, bool isSrv)
    {
        bool isNamed = value(ConnectionOptions.TlsCaFile) is not null || value(ConnectionOptions.TlsCertificateFile) is not null || value(ConnectionOptions.TlsInsecure) == "true";
        bool isOn = value(ConnectionOptions.Tls) is { } given ? given == "true" : isSrv || isNamed;
        if (isNamed && !isOn)
            throw ConnectionOptions.NotUnderstood("It says tls=false, and names something of TLS beside it.", "Leave one of them out.");
        return !isOn ? TlsMode.Disable : value(ConnectionOptions.TlsInsecure) == "true" ? TlsMode.Require : TlsMode.VerifyFull;
    }

    private static TimeSpan TimeoutOf(string? milliseconds)
    {
        ServerSettings usual = new() { Hosts = [] };
        return milliseconds is null ? usual.ConnectTimeout
            : TimeSpan.FromMilliseconds(Math.Clamp(long.Parse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture), 1, LongestTimeout));
    }
}
