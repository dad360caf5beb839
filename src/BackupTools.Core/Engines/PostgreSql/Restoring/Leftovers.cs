using BackupTools.Engines.PostgreSql.Catalog;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// Finds what killed restores have left. A database counts as left where it has our mark, a temporary name for the same
/// target, the restoring role as its owner, no session (a living restore always has one in it), and its mark is more than an hour
/// old by the server's clock.
/// </summary>
internal static class Leftovers
{
    private const string Query =
        """
        SELECT d.datname::text AS name FROM pg_catalog.pg_database d
        WHERE pg_catalog.starts_with(d.datname::text, {0}) AND d.datdba = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
          AND CASE WHEN pg_catalog.starts_with(pg_catalog.shobj_description(d.oid, 'pg_database'), {1})
              THEN (pg_catalog.substring(pg_catalog.shobj_description(d.oid, 'pg_database'), 'begun (.*)Z$') || '+00')::timestamptz
                   < pg_catalog.now() - '1 hour'::interval END
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname)
        ORDER BY d.datname
        """;

    /// <summary>The databases that restores to this target have left.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(CatalogSession session, string target, CancellationToken cancellationToken)
    {
        string name = WorkDatabase.MakeName(target, WorkDatabase.Infix);
        string beginning = name[..(name.LastIndexOf(WorkDatabase.Infix, StringComparison.Ordinal) + WorkDatabase.Infix.Length)];
        string query = Query.Replace("{0}", SqlText.Literal(beginning), StringComparison.Ordinal)
            .Replace("{1}", SqlText.Literal(WorkDatabase.Mark), StringComparison.Ordinal);
        return await session.QueryAsync(query, r => r.Text("name"), cancellationToken);
    }
}
