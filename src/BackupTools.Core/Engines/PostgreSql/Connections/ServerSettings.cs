using BackupTools.Abstractions;
using BackupTools.Engines.Shared;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Everything a connection needs, with nothing left open: what <see cref="SettingsResolver"/> makes of what the user gave.</summary>
internal sealed record ServerSettings
{
    /// <summary>libpq's value that means the authorities that the system trusts.</summary>
    public const string SystemRoots = "system";

    /// <summary>Where distributions put the Unix socket.</summary>
    public static readonly IReadOnlyList<string> SocketFolders = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

    /// <summary>The servers, to be tried in this order.</summary>
    public required IReadOnlyList<ServerAddress> Addresses { get; init; }

    /// <summary>The user's name.</summary>
    public required string UserName { get; init; }

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>What the server shows as the client's name.</summary>
    public string ApplicationName { get; init; } = "BackupTools";

    /// <summary>How long one server may take to answer; null for no limit.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>Command-line options for the server process.</summary>
    public string? StartupOptions { get; init; }

    /// <summary>True for a session that begins with the search path of the database, because what it runs is the user's own.</summary>
    public bool HasOwnSearchPath { get; init; }

    /// <summary>Which kind of server is wanted: libpq's <c>target_session_attrs</c>.</summary>
    public string TargetSession { get; init; } = "any";

    /// <summary>Whether TLS is used.</summary>
    public TlsMode TlsMode { get; init; } = TlsMode.Prefer;

    /// <summary>The file of trusted authorities, <see cref="SystemRoots"/>, or null.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>The file of the client's certificate.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The file of its key.</summary>
    public string? ClientKey { get; init; }

    /// <summary>libpq's <c>channel_binding</c>: disable, prefer or require.</summary>
    public string ChannelBinding { get; init; } = "prefer";

    /// <summary>libpq's <c>require_auth</c>; null where any method will do.</summary>
    public string? RequireAuth { get; init; }

    /// <summary>The service's name in Kerberos.</summary>
    public string KerberosServiceName { get; init; } = "postgres";

    /// <summary>How the system finds out that the other side is gone; null where it is not to look.</summary>
    public KeepAlive? KeepAlive { get; init; } = new(null, null, null);

    /// <summary>Fills in what the connection leaves open, from the service file, the environment and libpq's defaults.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    public static ServerSettings Resolve(DbConnectionInfo info) => SettingsResolver.Resolve(info, new SystemSettings());

    /// <summary>What a connection to one of the servers asks of TLS.</summary>
    public TlsRequest Tls(ServerAddress address) => new(address.Host, TlsMode)
    {
        RootCertificate = RootCertificate == SystemRoots ? null : RootCertificate,
        TrustsSystem = RootCertificate == SystemRoots,
        ClientCertificate = ClientCertificate,
        ClientKey = ClientKey,
        ModeSetting = ConnectionOptions.SslMode,
        RootSetting = ConnectionOptions.SslRootCert,
        RootRemedy = "name one, or give sslrootcert=system",
    };

    /// <summary>The same settings for one server only.</summary>
    public ServerSettings At(ServerAddress address) => this with { Addresses = [address] };

    /// <summary>The same settings for the very server that the connection has reached.</summary>
    public ServerSettings At(NpgsqlConnection connection) =>
        At(Addresses.First(a => a.Port == connection.Port && a.Host == connection.Host));
}
