using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Reads what constraints use.</summary>
internal static class ConstraintNeeds
{
    /// <summary>What each check constraint with a comment uses, by the constraint's oid.</summary>
    public static async Task<ILookup<uint, CatalogId>> ReadCommentedChecksAsync(
        CatalogSession session, CancellationToken cancellationToken)
    {
        List<(uint Constraint, CatalogId Need)> needs = await session.QueryAsync(
            Needs,
            row => (row.Oid("constraint"), new CatalogId(row.Text("catalog"), row.Oid("oid"), (int)row.Number("sub_id"))),
            cancellationToken);
        return needs.ToLookup(n => n.Constraint, n => n.Need);
    }

    /// <summary>The check constraints that use, directly or not, what cannot be made before the table itself, or may read others.</summary>
    public static async Task<HashSet<uint>> ReadChecksThatNeedTheirTableAsync(
        CatalogSession session, CancellationToken cancellationToken)
    {
        List<uint> constraints = await session.QueryAsync(ChecksThatNeedTheirTable, row => row.Oid("constraint"), cancellationToken);
        return [.. constraints];
    }

    /// <summary>
    /// The condition that a function is written by its user, so that it may read tables, whose rows must be there first. Nobody can
    /// know that it does not.
    /// </summary>
    /// <param name="oid">The function's oid.</param>
    public static string RunsCode(string oid) =>
        $"EXISTS (SELECT FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.oid = {oid} AND l.lanname NOT IN ('c', 'internal'))";

    private static readonly string ChecksThatNeedTheirTable = $"""
        WITH RECURSIVE used AS (
            SELECT k.oid AS constraint, k.conrelid AS relation, d.refclassid AS class, d.refobjid AS oid
            FROM pg_constraint k
            JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid
            WHERE k.contype = 'c' AND k.conrelid <> 0 AND d.refobjid >= {UserObjects.FirstOid}
                AND NOT (d.refclassid = 'pg_class'::regclass AND d.refobjid = k.conrelid)
            UNION
            SELECT u.constraint, u.relation, d.refclassid, d.refobjid
            FROM used u
            JOIN pg_depend d ON d.classid = u.class AND d.objid = u.oid AND d.refobjid >= {UserObjects.FirstOid}
        )
        SELECT DISTINCT u.constraint FROM used u
        WHERE (u.class = 'pg_class'::regclass AND u.oid = u.relation) OR (u.class = 'pg_proc'::regclass AND {RunsCode("u.oid")})
        """;

    private static readonly string Needs = $"""
        SELECT k.oid AS constraint, t.relname AS catalog, d.refobjid AS oid, d.refobjsubid AS sub_id
        FROM pg_constraint k
        JOIN pg_depend d ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid
        JOIN pg_class t ON t.oid = d.refclassid
        WHERE k.contype = 'c' AND k.conrelid <> 0 AND {RelationSql.Commented("pg_constraint", "k.oid")}
        """;
}
