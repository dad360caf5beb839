namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>
/// Tells which options of foreign servers, user mappings and connection strings hold a secret. An archive keeps none:
/// whoever restores sets them anew.
/// </summary>
internal static class SecretNames
{
    /// <summary>
    /// How such names end in the libraries and wrappers in use: <c>password</c>, <c>sslpassword</c>,
    /// <c>scram_client_key</c>, <c>secret_access_key</c>, <c>oauth_client_secret</c> …
    /// </summary>
    private static readonly string[] Endings =
    [
        "password", "passwd", "passcode", "passphrase", "pwd", "secret", "token", "credential", "credentials",
        "secret_key", "access_key", "private_key", "api_key", "apikey", "client_key", "server_key",
    ];

    /// <summary>True where the option's name says that its value is a secret.</summary>
    public static bool Contains(string name) =>
        name.Equals("pass", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(Endings, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
