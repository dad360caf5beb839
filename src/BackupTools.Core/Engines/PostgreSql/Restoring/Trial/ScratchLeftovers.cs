using System.Globalization;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Trial;

/// <summary>
/// Finds what killed trial restores have left. Their databases have their mark in their names, because when the restore has
/// ended they have the comment of the archive: the time, and whether a session holds a lock as long as the trial lives. One
/// counts as left where the role owns it, nobody is connected to it, and nobody holds its lock; without a lock, where
/// its name is more than a day old by the server's clock: between its two steps a living trial has no session in it.
/// </summary>
internal static class ScratchLeftovers
{
    private const string Prefix = "backuptools_scratch_";

    /// <summary>What follows the time where there is a lock.</summary>
    private const string Held = "l";

    /// <summary>The condition that the trial is dead that made the name <c>d.datname</c>.</summary>
    private static readonly string IsDead = string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        CASE WHEN d.datname::text ~ '^{{Prefix}}[0-9]{14}{{Held}}_[0-9a-f]{8}$' THEN {{RestoreLock.IsFree}}
              WHEN d.datname::text ~ '^{{Prefix}}[0-9]{14}_[0-9a-f]{8}'
              THEN pg_catalog.substring(d.datname::text, {{Prefix.Length + 1}}, 14)
                  < pg_catalog.to_char((pg_catalog.now() AT TIME ZONE 'UTC') - '1 day'::interval, 'YYYYMMDDHH24MISS') END
        """);

    private static readonly string Query =
        $"""
        SELECT d.datname::text AS name FROM pg_catalog.pg_database d
        WHERE d.datdba = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
          AND {IsDead}
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname)
        ORDER BY d.datname
        """;

    /// <summary>A role counts as left where it has our comment besides, and no rights that we do not give.</summary>
    private static readonly string RolesQuery =
        $"""
        SELECT d.datname::text AS name FROM (SELECT r.rolname AS datname, r.* FROM pg_catalog.pg_roles r) d
        WHERE NOT d.rolsuper AND NOT d.rolcreaterole AND {IsDead}
          AND pg_catalog.shobj_description(d.oid, 'pg_authid') = {SqlText.Literal(TrialRole.Mark)}
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.usesysid = d.oid)
        ORDER BY d.datname
        """;

    /// <summary>What the name of a new scratch database begins with.</summary>
    /// <param name="isHeld">True where a session holds its lock.</param>
    public static string NewPrefix(bool isHeld) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{DateTime.UtcNow:yyyyMMddHHmmss}{(isHeld ? Held : "")}_");

    /// <summary>The databases that trial restores have left.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Query, r => r.Text("name"), cancellationToken);

    /// <summary>The roles that trial restores have left.</summary>
    public static async Task<IReadOnlyList<string>> FindRolesAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(RolesQuery, r => r.Text("name"), cancellationToken);
}
