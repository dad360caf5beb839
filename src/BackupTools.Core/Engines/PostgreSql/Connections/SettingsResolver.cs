using System.Globalization;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>
/// Fills in what a connection leaves open, in libpq's order: what was given, the service file, the environment, the
/// defaults.
/// </summary>
internal static class SettingsResolver
{
    private const int DefaultPort = 5432;

    /// <summary>Where libpq has no limit; a job that hangs at the door for ever helps nobody.</summary>
    private const int DefaultConnectTimeout = 30;

    /// <summary>What is longer is no limit, and more than a timer can count.</summary>
    private const int LongestConnectTimeout = 7 * 24 * 60 * 60;

    private static readonly (string Variable, string Name)[] Variables =
    [
        ("PGHOST", "host"), ("PGPORT", "port"), ("PGDATABASE", "dbname"), ("PGUSER", "user"), ("PGPASSWORD", "password"),
        ("PGPASSFILE", ConnectionOptions.PassFile), ("PGCHANNELBINDING", ConnectionOptions.ChannelBinding),
        ("PGREQUIREAUTH", ConnectionOptions.RequireAuth), ("PGOPTIONS", ConnectionOptions.StartupOptions),
        ("PGAPPNAME", ConnectionOptions.ApplicationName), ("PGSSLMODE", ConnectionOptions.SslMode),
        ("PGSSLNEGOTIATION", "sslnegotiation"), ("PGSSLCERT", ConnectionOptions.SslCert),
        ("PGSSLKEY", ConnectionOptions.SslKey), ("PGSSLROOTCERT", ConnectionOptions.SslRootCert),
        ("PGGSSENCMODE", "gssencmode"), ("PGKRBSRVNAME", ConnectionOptions.KerberosServiceName),
        ("PGCONNECT_TIMEOUT", ConnectionOptions.ConnectTimeout),
        ("PGTARGETSESSIONATTRS", ConnectionOptions.TargetSessionAttributes),
    ];

    /// <summary>Those that decide which server it is or how safe the connection, so that they cannot be passed over.</summary>
    private static readonly string[] UnsupportedVariables =
        ["PGHOSTADDR", "PGREQUIREPEER", "PGSSLCRL", "PGSSLCRLDIR", "PGSSLMINPROTOCOLVERSION", "PGSSLMAXPROTOCOLVERSION"];

    /// <summary>Fills in what is missing.</summary>
    /// <param name="info">What was given.</param>
    /// <param name="system">The environment and the files.</param>
    public static ServerSettings Resolve(DbConnectionInfo info, ISystemSettings system)
    {
        Dictionary<string, string> values = Gather(info, system);
        string user = values.GetValueOrDefault("user") ?? system.UserName;
        string database = values.GetValueOrDefault("dbname") ?? user;
        (TlsMode tls, string? root) = Tls(values, system);
        SecureString? password = info.GetPassword();
        string? Value(string name) => values.GetValueOrDefault(name);
        return new ServerSettings
        {
            Addresses = [.. Addresses(info, values, system).Select(a => WithPassword(password, values, a, database, user, system))],
            UserName = user,
            Database = database,
            ApplicationName = Value(ConnectionOptions.ApplicationName) ?? "BackupTools",
            ConnectTimeout = Number(values, ConnectionOptions.ConnectTimeout) switch
            {
                null => TimeSpan.FromSeconds(DefaultConnectTimeout),
                <= 0 or > LongestConnectTimeout => null,
                int seconds => TimeSpan.FromSeconds(seconds),
            },
            StartupOptions = Value(ConnectionOptions.StartupOptions),
            TargetSession = Value(ConnectionOptions.TargetSessionAttributes) ?? "any",
            TlsMode = tls,
            RootCertificate = root,
            ClientCertificate = Value(ConnectionOptions.SslCert) ?? UserFiles.Certificate(system, "postgresql.crt"),
            ClientKey = Value(ConnectionOptions.SslKey) ?? UserFiles.Certificate(system, "postgresql.key"),
            ChannelBinding = Value(ConnectionOptions.ChannelBinding) ?? "prefer",
            RequireAuth = Value(ConnectionOptions.RequireAuth),
            KerberosServiceName = Value(ConnectionOptions.KerberosServiceName) ?? "postgres",
            KeepAlive = Value(ConnectionOptions.KeepAlives) == "0" ? null : new KeepAlive(
                Number(values, ConnectionOptions.KeepAlivesIdle),
                Number(values, ConnectionOptions.KeepAlivesInterval),
                Number(values, ConnectionOptions.KeepAlivesCount)),
        };
    }

    /// <summary>
    /// The connection with the database that it, its service or the environment names. That libpq falls back on the
    /// user's name is for sessions only: what is backed up or restored is never guessed.
    /// </summary>
    public static DbConnectionInfo NameDatabase(DbConnectionInfo info, ISystemSettings system) =>
        info.Database is null ? info with { Database = Gather(info, system).GetValueOrDefault("dbname") } : info;

    private static Dictionary<string, string> Gather(DbConnectionInfo info, ISystemSettings system)
    {
        Dictionary<string, string> values = info.Options.ToDictionary(StringComparer.Ordinal);
        Add(values, "user", info.UserName);
        Add(values, "dbname", info.Database);
        string? service = values.GetValueOrDefault(ConnectionOptions.Service) ?? system.Variable("PGSERVICE");
        if (!string.IsNullOrEmpty(service))
        {
            foreach ((string name, string value) in ServiceFile.Read(service, system))
                Add(values, name, value);
        }

        foreach ((string variable, string name) in Variables)
            Add(values, name, system.Variable(variable));
        if (UnsupportedVariables.FirstOrDefault(v => !string.IsNullOrEmpty(system.Variable(v))) is { } unsupported)
            throw ConnectionOptions.NotUnderstood($"The environment variable {unsupported} is not supported here.", "Unset it.");
        foreach ((string name, string value) in values)
        {
            ConnectionOptions.CheckPath(name, value);
            if (name is "host" or "port" or "user" or "password" or "dbname")
                ConnectionOptions.CheckNoNul(name, value);
            else
                ConnectionOptions.Check(name, value);
        }

        return values;
    }

    private static void Add(Dictionary<string, string> values, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            values.TryAdd(name, value);
    }

    private static IReadOnlyList<ServerAddress> Addresses(
        DbConnectionInfo info, Dictionary<string, string> values, ISystemSettings system)
    {
        string? ports = info.Port?.ToString(CultureInfo.InvariantCulture) ?? values.GetValueOrDefault("port");
        string defaultHost = OperatingSystem.IsWindows()
            ? "localhost"
            : ServerSettings.SocketFolders.FirstOrDefault(f => HasSocket(f, ports, system)) ?? "localhost";
        if (!string.IsNullOrEmpty(info.Host))
        {
            // Several ports are for the hosts they were named with, and those are not these.
            int? one = ports?.Contains(',', StringComparison.Ordinal) == false ? HostList.Port(ports) : null;
            return HostList.Parse(info.Host, info.Port ?? one ?? DefaultPort, defaultHost);
        }

        (string? hosts, int? port) = HostList.Join(values.GetValueOrDefault("host"), ports);
        return HostList.Parse(hosts ?? "", port ?? DefaultPort, defaultHost);
    }

    private static bool HasSocket(string folder, string? ports, ISystemSettings system)
    {
        int port = ports is null || ports.Contains(',', StringComparison.Ordinal) ? DefaultPort : HostList.Port(ports) ?? DefaultPort;
        return system.SocketExists(new ServerAddress(folder, port).SocketPath);
    }

    private static ServerAddress WithPassword(
        SecureString? given, Dictionary<string, string> values, ServerAddress address, string database, string user, ISystemSettings system)
    {
        if (given is { Length: > 0 })
            return address with { Password = given };
        if (values.TryGetValue("password", out string? password))
            return address with { Password = SecureText.OrNull(password) };
        string? named = values.GetValueOrDefault(ConnectionOptions.PassFile);
        if ((named ?? UserFiles.PasswordFile(system)) is not { } path || (named is null && !system.FileExists(path)))
            return address;
        (string? found, PasswordFileProblem problem) = PasswordFile.Find(path, address, database, user, system);
        return found is null ? address with { PasswordFileProblem = problem } : address with { Password = SecureText.OrNull(found) };
    }

    private static (TlsMode Mode, string? Root) Tls(Dictionary<string, string> values, ISystemSettings system)
    {
        string? root = values.GetValueOrDefault(ConnectionOptions.SslRootCert);
        TlsMode? mode = values.GetValueOrDefault(ConnectionOptions.SslMode) switch
        {
            null => null,
            "disable" => TlsMode.Disable,
            "allow" => TlsMode.Allow,
            "prefer" => TlsMode.Prefer,
            "require" => TlsMode.Require,
            "verify-ca" => TlsMode.VerifyCa,
            _ => TlsMode.VerifyFull,
        };
        if (root == ServerSettings.SystemRoots)
        {
            return mode is null or TlsMode.VerifyFull
                ? (TlsMode.VerifyFull, root)
                : throw ConnectionOptions.NotUnderstood(
                    "With sslrootcert=system, a certificate of anybody is trusted, so its host name must be looked at.",
                    "Use sslmode=verify-full.");
        }

        root ??= UserFiles.Certificate(system, "root.crt");
        // With a file of authorities, libpq's require means verify-ca, and so it does here.
        if (mode == TlsMode.Require && root is not null && system.FileExists(root))
            mode = TlsMode.VerifyCa;
        return (mode ?? TlsMode.Prefer, root);
    }

    private static int? Number(Dictionary<string, string> values, string name) =>
        values.TryGetValue(name, out string? text) ? int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;
}
