using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Connections;

/// <summary>Decides on TLS by the options of both products.</summary>
internal static class TlsChoice
{
    /// <summary>
    /// MySQL's <c>ssl-mode</c>; MariaDB's <c>ssl</c> means <c>REQUIRED</c>, its <c>ssl-verify-server-cert</c> means <c>VERIFY_IDENTITY</c>, and of
    /// several the strictest counts. With a file of authorities and nothing else the clients of both check by it.
    /// </summary>
    /// <param name="value">The options.</param>
    public static TlsMode Of(Func<string, string?> value)
    {
        TlsMode? mode = value(ConnectionOptions.SslMode) switch
        {
            null => null,
            "DISABLED" => TlsMode.Disable,
            "PREFERRED" => TlsMode.Prefer,
            "REQUIRED" => TlsMode.Require,
            "VERIFY_CA" => TlsMode.VerifyCa,
            _ => TlsMode.VerifyFull,
        };
        bool? verifies = FlagOf(value(ConnectionOptions.SslVerify));
        bool? ssl = FlagOf(value(ConnectionOptions.Ssl));
        bool hasAuthorities = value(ConnectionOptions.SslCa) is not null;
        TlsMode? other = verifies == true ? TlsMode.VerifyFull
            : ssl == true ? hasAuthorities && verifies is null ? TlsMode.VerifyCa : TlsMode.Require
            : ssl == false ? TlsMode.Disable : null;
        TlsMode result = mode is null && other is null
            ? hasAuthorities && verifies is null ? TlsMode.VerifyCa : TlsMode.Prefer
            : (TlsMode)Math.Max((int)(mode ?? TlsMode.Disable), (int)(other ?? TlsMode.Disable));
        return result == TlsMode.VerifyCa && !hasAuthorities
            ? throw ConnectionOptions.NotUnderstood(
                "With ssl-mode=VERIFY_CA and no ssl-ca, a certificate of anybody whom the system trusts would do, so its host name must be looked at.",
                "Name the file of authorities with ssl-ca, or use ssl-mode=VERIFY_IDENTITY.")
            : result;
    }

    private static bool? FlagOf(string? value) => value is null ? null : value == "1";
}
