using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>Reads composite types that stand on their own, not the row types of tables.</summary>
internal sealed class CompositeTypeReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT {TypeQuery.Columns}, c.oid AS relation, a.names, a.types
        FROM {TypeQuery.From}
        JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c'
        CROSS JOIN LATERAL (
            SELECT pg_catalog.array_agg(a.attname ORDER BY a.attnum) AS names,
                   pg_catalog.array_agg(pg_catalog.format_type(a.atttypid, a.atttypmod)
                       || CASE WHEN a.attcollation <> b.typcollation
                               THEN ' COLLATE ' || a.attcollation::pg_catalog.regcollation::text ELSE '' END
                       ORDER BY a.attnum) AS types
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_type AS b ON b.oid = a.atttypid
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS a
        WHERE t.typtype = 'c' AND {TypeQuery.Filter}
        ORDER BY n.nspname, t.typname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        IEnumerable<string> attributes = row.Texts("names").Zip(row.Texts("types"), (name, type) => $"\n    {SqlText.Name(name)} {type}");
        SchemaItem item = TypeQuery.Item(
            ItemKind.CompositeType, row, $"CREATE TYPE {TypeQuery.Name(row)} AS ({string.Join(',', attributes)}\n);\n");
        item.AlsoMakes.Add(new CatalogId("pg_class", row.Oid("relation")));
        return item;
    }
}
