using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>What a server has for passwords.</summary>
internal sealed class PasswordPolicy
{
    private readonly HashSet<string> _plugins;
    private readonly Dictionary<string, string> _settings;
    private readonly string? _validation;

    private PasswordPolicy(HashSet<string> plugins, Dictionary<string, string> settings, string? validation, string defaultPlugin)
    {
        _plugins = plugins;
        _settings = settings;
        _validation = validation;
        DefaultPlugin = defaultPlugin;
    }

    /// <summary>The plug-in of an account for which none was chosen.</summary>
    public string DefaultPlugin { get; }

    /// <summary>What one should know of a password that only arrives as a hash; null for nothing.</summary>
    public string? Warning => _settings.ContainsKey("validate_password.policy") || _settings.ContainsKey("validate_password_policy")
        ? "The server's rules for passwords (validate_password) do not see this one: only its hash is sent."
        : null;

    /// <summary>Reads it.</summary>
    public static async Task<PasswordPolicy> ReadAsync(ControlSession session, CancellationToken cancellationToken)
    {
        List<(string Name, string Kind)> plugins = await session.QueryAsync(
            "SELECT PLUGIN_NAME, PLUGIN_TYPE FROM information_schema.PLUGINS WHERE PLUGIN_STATUS = 'ACTIVE' AND PLUGIN_TYPE IN ('AUTHENTICATION', 'PASSWORD VALIDATION')",
            row => (row.TextOrEmpty(0), row.TextOrEmpty(1)), cancellationToken);
        Dictionary<string, string> settings = new(StringComparer.OrdinalIgnoreCase);
        List<(string Name, string Value)> read = await session.QueryAsync(
            """
            SHOW GLOBAL VARIABLES WHERE Variable_name IN ('authentication_policy', 'default_authentication_plugin', 'strict_password_validation',
                'caching_sha2_password_digest_rounds', 'validate_password.policy', 'validate_password_policy',
                'caching_sha2_password_storage_format', 'caching_sha2_password_enforce_storage_format')
            """,
            row => (row.TextOrEmpty(0), row.TextOrEmpty(1)), cancellationToken);
        foreach ((string name, string value) in read)
            settings[name] = value;
        return new PasswordPolicy(
            [.. plugins.Where(p => p.Kind == "AUTHENTICATION").Select(p => p.Name)], settings,
            settings.GetValueOrDefault("strict_password_validation") == "ON" ? plugins.FirstOrDefault(p => p.Kind == "PASSWORD VALIDATION").Name : null,
            session.Version.IsMariaDb ? PasswordHash.Native : Default(settings));
    }

    /// <summary>True where the server lets accounts use the plug-in.</summary>
    public bool Has(string plugin) => _plugins.Contains(plugin);

    /// <summary>The form in which the server is to keep a password.</summary>
    /// <param name="plugin">The plug-in that is to check it.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> where the server takes none that is made here.</exception>
    public LoginWay Make(string plugin, string password)
    {
        RefuseRules();
        if (!PasswordHash.IsKnown(plugin))
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, $"Passwords of the plug-in {plugin} are not made here.",
                $"Set it with the server's own client, or use an account with {PasswordHash.CachingSha2} or {PasswordHash.Native}.", plugin);
        }

        if (plugin == PasswordHash.CachingSha2 && _settings.GetValueOrDefault("caching_sha2_password_enforce_storage_format") == "ON"
            && _settings.GetValueOrDefault("caching_sha2_password_storage_format") != "CRYPT5")
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, "The server keeps passwords in one form only, which is not made here (caching_sha2_password_enforce_storage_format).",
                "Turn that off while the password is set, or set it with the server's own client.", plugin);
        }

        int? rounds = int.TryParse(_settings.GetValueOrDefault("caching_sha2_password_digest_rounds"), NumberStyles.None, CultureInfo.InvariantCulture, out int set) ? set : null;
        return new LoginWay(plugin, PasswordHash.Make(plugin, password, rounds));
    }

    /// <summary>Refuses a hash where the server wants to see the password itself.</summary>
    public void RefuseRules()
    {
        if (_validation is { } rules)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, $"The server checks passwords with {rules} and takes none as a hash, the only form in which one is sent from here.",
                "Turn strict_password_validation off while it is set, or set it with the server's own client.", rules);
        }
    }

    /// <summary>The first factor: <c>*:plugin</c> names what is taken where an account says nothing, <c>plugin</c> what all must have.</summary>
    private static string Default(Dictionary<string, string> settings)
    {
        string named = settings.TryGetValue("authentication_policy", out string? policy)
            ? policy.Split(',')[0].Trim().TrimStart('*').TrimStart(':')
            : settings.GetValueOrDefault("default_authentication_plugin", "");
        return named.Length > 0 ? named : PasswordHash.CachingSha2;
    }
}
