using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>
/// Reads range types. The server makes constructor functions and, from version 14 on, a multirange type with them. A
/// canonical function takes the range type itself, so that a shell of the type can stand in.
/// </summary>
internal sealed class RangeTypeReader : ICatalogReader
{
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql(session.Version), Item, cancellationToken);

    private static string Sql(int version)
    {
        string multirange = version >= 14 ? "r.rngmultitypid" : "0::pg_catalog.oid";
        return $"""
            SELECT {TypeQuery.Columns}, pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,
                   CASE WHEN NOT o.opcdefault THEN pg_catalog.quote_ident(ocn.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END AS operator_class,
                   CASE WHEN r.rngcollation <> s.typcollation THEN r.rngcollation::pg_catalog.regcollation::text END AS collation,
                   r.rngcanonical::pg_catalog.regproc::text AS canonical, r.rngsubdiff::pg_catalog.regproc::text AS subtype_diff,
                   pg_catalog.quote_ident(mn.nspname) || '.' || pg_catalog.quote_ident(m.typname) AS multirange_name,
                   m.oid AS multirange, m.typarray AS multirange_array,
                   ARRAY(SELECT d.objid FROM pg_catalog.pg_depend AS d
                         WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'i'
                         AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid IN (t.oid, m.oid)) AS constructors
            FROM {TypeQuery.From}
            JOIN pg_catalog.pg_range AS r ON r.rngtypid = t.oid
            JOIN pg_catalog.pg_type AS s ON s.oid = r.rngsubtype
            JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc
            JOIN pg_catalog.pg_namespace AS ocn ON ocn.oid = o.opcnamespace
            LEFT JOIN pg_catalog.pg_type AS m ON m.oid = {multirange}
            LEFT JOIN pg_catalog.pg_namespace AS mn ON mn.oid = m.typnamespace
            WHERE t.typtype = 'r' AND {TypeQuery.Filter}
            ORDER BY n.nspname, t.typname
            """;
    }

    private static SchemaItem Item(CatalogRow row)
    {
        uint multirange = row.Oid("multirange");
        DefinitionList definition = new DefinitionList()
            .Add("SUBTYPE", row.Text("subtype"))
            .Add("SUBTYPE_OPCLASS", row.TextOrNull("operator_class"))
            .Add("COLLATION", row.TextOrNull("collation"))
            .Add("CANONICAL", row.Text("canonical"))
            .Add("SUBTYPE_DIFF", row.Text("subtype_diff"))
            .Add("MULTIRANGE_TYPE_NAME", multirange == 0 ? null : row.Text("multirange_name"));
        string create = $"CREATE TYPE {TypeQuery.Name(row)} AS RANGE {definition};\n";
        bool circular = row.Text("canonical") != "-";
        SchemaItem item = TypeQuery.Item(
            ItemKind.RangeType, row, create,
            circular ? $"CREATE TYPE {TypeQuery.Name(row)};\n" : null, circular ? create : null);
        if (multirange != 0)
        {
            item.AlsoMakes.Add(new CatalogId("pg_type", multirange));
            item.AlsoMakes.Add(new CatalogId("pg_type", row.Oid("multirange_array")));
        }

        item.AlsoMakes.AddRange(row.Oids("constructors").Select(oid => new CatalogId("pg_proc", oid)));
        return item;
    }
}
