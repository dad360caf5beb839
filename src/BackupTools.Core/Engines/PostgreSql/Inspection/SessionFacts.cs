using System.Globalization;
using System.Net;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>What a session says of its server and its user.</summary>
/// <param name="ServerVersion">The server's version.</param>
/// <param name="UserName">The user.</param>
/// <param name="IsSuperuser">True for a superuser.</param>
/// <param name="IsEncrypted">True where the connection uses TLS.</param>
/// <param name="IsStandby">True where the server is in recovery.</param>
/// <param name="UnloggedTables">How many tables a standby has no rows of.</param>
/// <param name="FreeConnections">How many more sessions the user can open now.</param>
internal sealed record SessionFacts(
    string ServerVersion, string UserName, bool IsSuperuser, bool IsEncrypted, bool IsStandby, long UnloggedTables, long FreeConnections)
{
    /// <summary>A backup has a session for its view, and one for each worker.</summary>
    private const int UsefulConnections = 3;

    /// <summary>Asks for them.</summary>
    public static async Task<SessionFacts> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<SessionFacts> facts = await session.QueryAsync(
            """
            SELECT current_setting('server_version') AS version, current_user AS user_name, r.rolsuper,
                coalesce(s.ssl, false) AS ssl, pg_is_in_recovery() AS standby,
                (SELECT count(*) FROM pg_class c WHERE c.relkind = 'r' AND c.relpersistence = 'u') AS unlogged,
                least(
                    current_setting('max_connections')::int8 - u.server_sessions
                        - CASE WHEN r.rolsuper THEN 0 ELSE current_setting('superuser_reserved_connections')::int8
                            + coalesce(current_setting('reserved_connections', true), '0')::int8 END,
                    CASE WHEN r.rolsuper OR r.rolconnlimit < 0 THEN 1000000 ELSE r.rolconnlimit - u.user_sessions END,
                    CASE WHEN r.rolsuper OR d.datconnlimit < 0 THEN 1000000 ELSE d.datconnlimit - u.database_sessions END) AS free
            FROM pg_roles r
            JOIN pg_database d ON d.datname = current_database()
            LEFT JOIN pg_stat_ssl s ON s.pid = pg_backend_pid()
            CROSS JOIN (
                SELECT count(*) FILTER (WHERE a.backend_type IS NULL OR a.backend_type IN ('client backend', 'walsender')) AS server_sessions,
                    count(*) FILTER (WHERE a.usename = current_user) AS user_sessions,
                    count(*) FILTER (WHERE a.datname = current_database()) AS database_sessions
                FROM pg_stat_activity a) u
            WHERE r.rolname = current_user
            """,
            row => new SessionFacts(
                row.Text("version"), row.Text("user_name"), row.Flag("rolsuper"), row.Flag("ssl"), row.Flag("standby"),
                row.Number("unlogged"), row.Number("free")),
            cancellationToken);
        return facts[0];
    }

    /// <summary>What is worth knowing, a sentence each.</summary>
    public IEnumerable<string> Findings(DbConnectionInfo connection)
    {
        if (!IsSuperuser)
            yield return $"The user '{UserName}' is not a superuser, so password hashes of roles cannot be backed up.";
        if (!IsEncrypted && !IsLocal(connection.Host))
            yield return "The connection is not encrypted.";
        if (IsStandby)
            yield return "The server is a standby.";
        if (IsStandby && UnloggedTables > 0)
            yield return $"The rows of {Figures.Count(UnloggedTables, "unlogged table")} are not on a standby, and so cannot be backed up from it.";
        if (FreeConnections <= 0)
            yield return "No further connection is free, and a backup needs at least two.";
        else if (FreeConnections + 1 < UsefulConnections)
            yield return string.Create(CultureInfo.InvariantCulture, $"Only {FreeConnections + 1} connections are free, so a backup can use only {FreeConnections} worker.");
    }

    private static bool IsLocal(string? host) =>
        host is null or "localhost" || host.StartsWith('/') || host.StartsWith('@')
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
