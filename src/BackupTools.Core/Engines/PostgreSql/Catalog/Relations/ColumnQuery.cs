using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Reads the columns of all relations of some kinds at once.</summary>
internal static class ColumnQuery
{
    /// <summary>The columns by the oid of their relation, in the order of their numbers, without dropped ones.</summary>
    /// <param name="session">The session.</param>
    /// <param name="kinds">The kinds of relations, as a list of SQL constants.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<ILookup<uint, Column>> ReadAsync(
        CatalogSession session, string kinds, CancellationToken cancellationToken)
    {
        List<(uint Relation, Column Column)> columns = await session.QueryAsync(
            Sql(session.Version, kinds), row => (row.Oid("relation"), Read(row)), cancellationToken);
        return columns.ToLookup(c => c.Relation, c => c.Column);
    }

    private static string Sql(int version, string kinds)
    {
        string compression = version >= 14 ? "a.attcompression::text" : "''";
        return $"""
            SELECT a.attrelid AS relation, a.attnum AS number, a.attname AS name,
                format_type(a.atttypid, a.atttypmod) AS type,
                ln.nspname AS collation_schema, l.collname AS collation_name,
                a.attislocal AS is_local, a.attgenerated::text AS generated,
                d.oid AS default_oid, pg_get_expr(d.adbin, d.adrelid) AS default_expression,
                u.objid IS NOT NULL AS default_needs_others,
                a.attnotnull AS not_null, {NotNullColumns(version)},
                coalesce(a.attstattarget, -1) AS statistics_target, a.attstorage::text AS storage,
                t.typstorage::text AS type_storage, {compression} AS compression, a.attoptions AS options,
                CASE WHEN c.relkind = 'f' THEN {RelationSql.ForeignOptions("a.attfdwoptions")} END AS foreign_options
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
            LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN ({DefaultsThatNeedOthers}) u ON u.objid = d.oid
            {NotNullJoin(version)}
            WHERE c.relkind IN ({kinds}) AND {UserObjects.InUserSchema("n")}
            ORDER BY a.attrelid, a.attnum
            """;
    }

    private static readonly string DefaultsThatNeedOthers = $"""
        SELECT DISTINCT p.objid FROM pg_depend p JOIN pg_attrdef f ON f.oid = p.objid
        WHERE p.classid = 'pg_attrdef'::regclass AND p.refobjid >= {UserObjects.FirstOid}
            AND NOT (p.refclassid = 'pg_class'::regclass AND p.refobjid = f.adrelid)
        """;

    private static string NotNullColumns(int version) => version >= 18
        ? $"""
            k.oid AS not_null_oid, k.conname AS not_null_name, k.connoinherit AS not_null_no_inherit,
            k.conislocal AS not_null_is_local, k.convalidated AS not_null_is_valid,
            {RelationSql.Commented("pg_constraint", "k.oid")} AS not_null_is_commented
            """
        : "NULL::oid AS not_null_oid";

    private static string NotNullJoin(int version) => version >= 18
        ? "LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey[1] = a.attnum"
        : "";

    private static Column Read(CatalogRow row) => new()
    {
        Number = (int)row.Number("number"),
        Name = row.Text("name"),
        Type = row.Text("type"),
        Collation = row.IsNull("collation_name") ? null : SqlText.Name(row.Text("collation_schema"), row.Text("collation_name")),
        IsLocal = row.Flag("is_local"),
        Generated = row.Text("generated"),
        DefaultOid = row.Oid("default_oid"),
        Default = row.TextOrNull("default_expression"),
        DefaultNeedsOthers = row.Flag("default_needs_others"),
        NotNull = row.Flag("not_null"),
        NotNullConstraint = row.IsNull("not_null_oid") ? null : new NotNullConstraint(
            row.Oid("not_null_oid"), row.Text("not_null_name"), row.Flag("not_null_no_inherit"),
            row.Flag("not_null_is_local"), row.Flag("not_null_is_valid"), row.Flag("not_null_is_commented")),
        StatisticsTarget = row.Number("statistics_target"),
        Storage = row.Text("storage"),
        TypeStorage = row.Text("type_storage"),
        Compression = row.Text("compression"),
        Options = row.Texts("options"),
        ForeignOptions = row.TextOrNull("foreign_options"),
    };
}
