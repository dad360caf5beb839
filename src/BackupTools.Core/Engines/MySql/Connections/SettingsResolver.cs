using System.Globalization;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>
/// Fills in what a connection leaves open, in the clients' order: what was given comes first, then the option files, of which a later
/// one goes before an earlier one, then the environment (<c>MYSQL_HOST</c>, <c>MYSQL_TCP_PORT</c>, <c>MYSQL_UNIX_PORT</c>,
/// <c>MYSQL_PWD</c>), then the clients' defaults. MySQL's manual says the same: first the environment is looked at, then the files,
/// then the command line, and what comes later takes precedence.
/// </summary>
internal static class SettingsResolver
{
    private const int DefaultConnectTimeout = 30;
    private const int LongestConnectTimeout = 7 * 24 * 60 * 60;

    /// <summary>The settings with nothing left open.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    public static ServerSettings Resolve(DbConnectionInfo info) => Resolve(info, new SystemSettings());

    /// <summary>The same on a given system.</summary>
    /// <param name="info">What was given.</param>
    /// <param name="system">The environment and the files.</param>
    public static ServerSettings Resolve(DbConnectionInfo info, ISystemSettings system)
    {
        (Dictionary<string, string> options, IReadOnlyList<string> ignored) = Gather(ref info, system);
        string? Value(string name) => options.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        SecureString? password = PasswordOf(info, options, system);
        ServerSettings result = new()
        {
            Address = AddressChoice.Of(info, Value, system),
            UserName = info.UserName ?? Value("user") ?? system.UserName,
            Password = password,
            Database = info.Database ?? Value("database"),
            ConnectTimeout = TimeoutOf(Value(ConnectionOptions.ConnectTimeout)),
            TlsMode = TlsChoice.Of(Value),
            RootCertificate = Value(ConnectionOptions.SslCa),
            ClientCertificate = Value(ConnectionOptions.SslCert),
            ClientKey = Value(ConnectionOptions.SslKey),
            ServerPublicKey = Value(ConnectionOptions.PublicKeyPath),
            AsksForPublicKey = Value(ConnectionOptions.GetPublicKey) == "1",
            AllowsClearText = Value(ConnectionOptions.EnableClearText) == "1",
            LoginAdvice = AdviceOf(ignored, password is null ? OptionFilePlaces.HiddenPasswords(system) : null),
        };
        ConnectionOptions.CheckNoNul("user", result.UserName);
        ConnectionOptions.CheckNoNul("database", result.Database);
        return result;
    }

    /// <summary>The connection with the database that it or an option file names; never one that nobody has named.</summary>
    /// <param name="info">What was given.</param>
    /// <param name="system">The environment and the files.</param>
    public static DbConnectionInfo NameDatabase(DbConnectionInfo info, ISystemSettings system) =>
        info.Database is null && Gather(ref info, system).Options.GetValueOrDefault("database") is { Length: > 0 } database ? info with { Database = database } : info;

    /// <summary>What was given, and behind it the option files.</summary>
    private static (Dictionary<string, string> Options, IReadOnlyList<string> Ignored) Gather(ref DbConnectionInfo info, ISystemSettings system)
    {
        // What was not typed was not checked yet, and may have the names of drivers.
        Dictionary<string, string> given = new(StringComparer.Ordinal);
        foreach ((string name, string value) in info.Options)
            given[OptionNames.Normalize(name)] = ConnectionOptions.Check(OptionNames.Normalize(name), value);
        info = info with { Options = given };
        (IReadOnlyDictionary<string, string> values, IReadOnlyList<string> ignored) = OptionFile.Read(system, given);
        Dictionary<string, string> options = new(values, StringComparer.Ordinal);
        if (ConnectionOptions.OfTls.Any(given.ContainsKey))
        {
            foreach (string name in ConnectionOptions.OfTls)
                options.Remove(name);
        }

        foreach ((string name, string value) in given)
            options[name] = value;
        return (options, ignored);
    }

    /// <summary>A password that a file leaves empty is none, and the environment's is not taken for it.</summary>
    private static SecureString? PasswordOf(DbConnectionInfo info, Dictionary<string, string> options, ISystemSettings system)
    {
        if (info.GetPassword() is { Length: > 0 } given)
            return given;
        string? text = options.GetValueOrDefault("password") ?? system.Variable("MYSQL_PWD");
        ConnectionOptions.CheckNoNul("password", text);
        return SecureText.OrNull(text);
    }

    private static string AdviceOf(IReadOnlyList<string> ignored, string? hidden)
    {
        string advice = string.Concat(ignored.Select(f => $" The option file '{f}' was ignored, because everybody may write it (chmod 600 '{f}')."));
        return hidden is null ? advice : $"{advice} The file '{hidden}' was not read: only the vendor's client reads it; give the password, or write it into ~/.my.cnf.";
    }

    private static TimeSpan? TimeoutOf(string? seconds)
    {
        int number = seconds is null ? DefaultConnectTimeout : int.Parse(seconds, NumberStyles.None, CultureInfo.InvariantCulture);
        return number is <= 0 or > LongestConnectTimeout ? null : TimeSpan.FromSeconds(number);
    }
}
