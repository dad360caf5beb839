using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Inspection;

/// <summary>Finds what the user may not read; a backup would fail there.</summary>
internal static class BackupObstacles
{
    private const int MostNamed = 10;

    /// <summary>Finds it, a sentence for each kind.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        List<string> findings = [];
        await AddAsync(
            "The user may not read these tables",
            $"""
            SELECT n.nspname || '.' || c.relname AS name {TableListing.FromTables}
            AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE'))
            ORDER BY 1
            """);
        await AddAsync(
            "Row security would hide rows of these tables from the user",
            $"SELECT n.nspname || '.' || c.relname AS name {TableListing.FromTables} AND row_security_active(c.oid) ORDER BY 1");
        await AddAsync(
            "The user may not read these sequences",
            $"""
            SELECT n.nspname || '.' || c.relname AS name
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_class", "c.oid")}
            AND NOT (has_sequence_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE'))
            ORDER BY 1
            """);
        await AddAsync(
            "The user may not read these large objects",
            """
            SELECT o.oid::text AS name
            FROM pg_largeobject_metadata o, pg_roles r
            WHERE r.rolname = current_user AND NOT r.rolsuper AND current_setting('lo_compat_privileges') = 'off'
            AND NOT pg_has_role(o.lomowner, 'USAGE')
            AND NOT EXISTS (
                SELECT FROM aclexplode(o.lomacl) a
                WHERE a.privilege_type = 'SELECT' AND CASE WHEN a.grantee = 0 THEN true ELSE pg_has_role(a.grantee, 'USAGE') END)
            ORDER BY o.oid
            """);
        return findings;

        async Task AddAsync(string finding, string sql)
        {
            List<string> names = await session.QueryAsync(sql, row => row.Text("name"), cancellationToken);
            if (names.Count > 0)
            {
                string more = names.Count > MostNamed ? $" and {Figures.Count(names.Count - MostNamed, "other")}" : "";
                findings.Add($"{finding}: {string.Join(", ", names.Take(MostNamed))}{more}.");
            }
        }
    }
}
