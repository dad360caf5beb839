using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>
/// Fills in what a connection leaves open: what was given comes first, then the option files, then the environment
/// (<c>MYSQL_PWD</c>, <c>MYSQL_HOST</c>, <c>MYSQL_TCP_PORT</c>, <c>MYSQL_UNIX_PORT</c>), then the clients' defaults.
/// </summary>
internal static class SettingsResolver
{
    private const int DefaultConnectTimeout = 30;
    private const int LongestConnectTimeout = 7 * 24 * 60 * 60;

    private static readonly string[] Sockets =
        ["/var/run/mysqld/mysqld.sock", "/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock"];

    /// <summary>The settings with nothing left open.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    public static ServerSettings Resolve(DbConnectionInfo info) => Resolve(info, new SystemSettings());

    /// <summary>The same on a given system.</summary>
    /// <param name="info">What was given.</param>
    /// <param name="system">The environment and the files.</param>
    public static ServerSettings Resolve(DbConnectionInfo info, ISystemSettings system)
    {
        Dictionary<string, string> options = Options(info, system);
        string? Value(string name) => options.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        return new ServerSettings
        {
            Address = AddressOf(info, Value, system),
            UserName = info.UserName ?? Value("user") ?? system.UserName,
            Password = info.GetPassword() ?? ConnectionText.Secure(Value("password") ?? system.Variable("MYSQL_PWD")),
            Database = info.Database ?? Value("database"),
            ConnectTimeout = TimeoutOf(Value(ConnectionOptions.ConnectTimeout)),
            TlsMode = Value(ConnectionOptions.SslMode) switch
            {
                "DISABLED" => TlsMode.Disable,
                "REQUIRED" => TlsMode.Require,
                "VERIFY_CA" => TlsMode.VerifyCa,
                "VERIFY_IDENTITY" => TlsMode.VerifyFull,
                // With a file of authorities the clients check by it, and so it is here.
                null when Value(ConnectionOptions.SslCa) is not null => TlsMode.VerifyCa,
                _ => TlsMode.Prefer,
            },
            RootCertificate = Value(ConnectionOptions.SslCa),
            ClientCertificate = Value(ConnectionOptions.SslCert),
            ClientKey = Value(ConnectionOptions.SslKey),
            ServerPublicKey = Value(ConnectionOptions.PublicKeyPath),
            AsksForPublicKey = Value(ConnectionOptions.GetPublicKey) == "1",
            AllowsClearText = Value(ConnectionOptions.EnableClearText) == "1",
        };
    }

    /// <summary>What was given, and behind it the option files.</summary>
    private static Dictionary<string, string> Options(DbConnectionInfo info, ISystemSettings system)
    {
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        foreach ((string name, string value) in OptionFile.Read(system, info.Options.GetValueOrDefault(ConnectionOptions.DefaultsFile)))
            options[name] = ConnectionOptions.IsSupported(name) ? ConnectionOptions.Check(name, value) : value;
        foreach ((string name, string value) in info.Options)
            options[ConnectionOptions.Normalize(name)] = ConnectionOptions.Check(ConnectionOptions.Normalize(name), value);
        foreach (string path in ConnectionOptions.Paths)
        {
            if (options.GetValueOrDefault(path) is { Length: > 0 } value && !Path.IsPathFullyQualified(value))
                throw ConnectionOptions.NotUnderstood($"'{value}' of {path} is a relative path, and nothing says to what.", "Give an absolute path.");
        }

        return options;
    }

    private static ServerAddress AddressOf(DbConnectionInfo info, Func<string, string?> value, ISystemSettings system)
    {
        if (info.Host is { } file && ServerAddress.IsSocketFile(file))
            return new ServerAddress(file, 0);
        if (info.Host is null or "localhost" && info.Port is null && value(ConnectionOptions.Socket) is { } socket)
            return new ServerAddress(socket, 0);
        string host = info.Host ?? value("host") ?? system.Variable("MYSQL_HOST") ?? "localhost";
        string? port = value("port") ?? system.Variable("MYSQL_TCP_PORT");
        // To the clients, localhost is the socket, unless a port is named.
        if (host == "localhost" && info.Port is null && !OperatingSystem.IsWindows()
            && Sockets.Prepend(system.Variable("MYSQL_UNIX_PORT") ?? "").FirstOrDefault(s => s.Length > 0 && system.FileExists(s)) is { } found)
        {
            return new ServerAddress(found, 0);
        }

        return new ServerAddress(host, info.Port ?? (string.IsNullOrEmpty(port) ? ServerAddress.DefaultPort : ConnectionText.PortOf(port)));
    }

    private static TimeSpan? TimeoutOf(string? seconds)
    {
        int number = seconds is null ? DefaultConnectTimeout : int.Parse(seconds, NumberStyles.None, CultureInfo.InvariantCulture);
        return number is <= 0 or > LongestConnectTimeout ? null : TimeSpan.FromSeconds(number);
    }
}
