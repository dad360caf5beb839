using System.Globalization;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Connections;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// Finds what killed trial restores have left. Their databases have the time in their names, because when the restore has
/// ended they have the comment of the archive. One counts as left where the role owns it, nobody is connected to it, and
/// its name is more than a day old by the server's clock: between its two steps a living trial has no session in it.
/// </summary>
internal static class ScratchLeftovers
{
    private const string Prefix = "backuptools_scratch_";

    private const string Query =
        $"""
        SELECT d.datname::text AS name FROM pg_catalog.pg_database d
        WHERE d.datdba = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
          AND CASE WHEN d.datname::text ~ '^{Prefix}[0-9]{"{14}"}_[0-9a-f]{"{8}"}'
              THEN pg_catalog.substring(d.datname::text, {"{0}"}, 14)
                  < pg_catalog.to_char((pg_catalog.now() AT TIME ZONE 'UTC') - '1 day'::interval, 'YYYYMMDDHH24MISS') END
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname)
        ORDER BY d.datname
        """;

    /// <summary>What the name of a new scratch database begins with.</summary>
    public static string NewPrefix() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{DateTime.UtcNow:yyyyMMddHHmmss}_");

    /// <summary>The databases that trial restores have left.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(TargetServer server, CancellationToken cancellationToken)
    {
        string query = Query.Replace("{0}", (Prefix.Length + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        await using NpgsqlConnection control = await server.OpenMaintenanceControlAsync(cancellationToken);
        return await PostgreSqlErrors.GuardAsync(
            control, "Looking for what earlier trial restores have left",
            () => new CatalogSession(control).QueryAsync(query, r => r.Text("name"), cancellationToken));
    }
}
