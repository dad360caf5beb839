using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog.Operators;

/// <summary>An operator or support function of an operator class, or a loose one of an operator family.</summary>
/// <param name="Id">Its identity: a row of <c>pg_amop</c> or <c>pg_amproc</c>.</param>
/// <param name="Clause">Its SQL: <c>OPERATOR 1 …</c> or <c>FUNCTION 1 …</c>.</param>
internal sealed record OperatorMember(CatalogId Id, string Clause)
{
    /// <summary>Reads all members, by the operator class or family that has them.</summary>
    public static async Task<ILookup<CatalogId, OperatorMember>> ReadAllAsync(
        CatalogSession session, CancellationToken cancellationToken)
    {
        List<(CatalogId Owner, OperatorMember Member)> operators = await session.QueryAsync(
            OperatorsSql, row => Read(row, "pg_amop"), cancellationToken);
        List<(CatalogId Owner, OperatorMember Member)> functions = await session.QueryAsync(
            FunctionsSql, row => Read(row, "pg_amproc"), cancellationToken);
        return operators.Concat(functions).ToLookup(m => m.Owner, m => m.Member);
    }

    private static readonly string OperatorsSql = $"""
        SELECT o.oid, {OwnerColumns},
               'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::pg_catalog.regoperator::text
               || CASE WHEN o.amoppurpose = 'o' THEN ' FOR ORDER BY ' || pg_catalog.quote_ident(sn.nspname) || '.'
                            || pg_catalog.quote_ident(s.opfname) ELSE '' END AS clause
        FROM pg_catalog.pg_amop AS o
        JOIN {OwnerDependency("pg_amop")} ON d.objid = o.oid
        LEFT JOIN pg_catalog.pg_opfamily AS s ON s.oid = o.amopsortfamily
        LEFT JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.opfnamespace
        ORDER BY o.amopstrategy, o.oid
        """;

    private static readonly string FunctionsSql = $"""
        SELECT f.oid, {OwnerColumns},
               'FUNCTION ' || f.amprocnum || ' (' || pg_catalog.format_type(f.amproclefttype, NULL) || ', '
               || pg_catalog.format_type(f.amprocrighttype, NULL) || ') ' || f.amproc::pg_catalog.regprocedure::text AS clause
        FROM pg_catalog.pg_amproc AS f
        JOIN {OwnerDependency("pg_amproc")} ON d.objid = f.oid
        ORDER BY f.amprocnum, f.oid
        """;

    private const string OwnerColumns = "d.refclassid::pg_catalog.regclass::text AS owner_catalog, d.refobjid AS owner";

    /// <summary>
    /// The dependency on the class or family that the member is part of, in contrast to the operator or function that it
    /// names, or the family that it sorts by.
    /// </summary>
    private static string OwnerDependency(string catalog) => $"""
        (SELECT * FROM pg_catalog.pg_depend
              WHERE classid = 'pg_catalog.{catalog}'::pg_catalog.regclass AND deptype IN ('a', 'i')
              AND refclassid IN ('pg_catalog.pg_opclass'::pg_catalog.regclass, 'pg_catalog.pg_opfamily'::pg_catalog.regclass)) AS d
        """;

    private static (CatalogId Owner, OperatorMember Member) Read(CatalogRow row, string catalog) => (
        new CatalogId(row.Text("owner_catalog"), row.Oid("owner")),
        new OperatorMember(new CatalogId(catalog, row.Oid("oid")), row.Text("clause")));
}
