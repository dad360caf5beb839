using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Replication;

/// <summary>Reads which tables are in which publications, with lists of columns and conditions of rows.</summary>
internal sealed class PublicationTableReader : ICatalogReader
{
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql(session.Version), Item, cancellationToken);

    private static string Sql(int version)
    {
        string partial = version >= 15
            ? """
              pg_catalog.pg_get_expr(r.prqual, r.prrelid) AS condition,
                     ARRAY(SELECT a.attname FROM pg_catalog.unnest(r.prattrs) WITH ORDINALITY AS l(attnum, n)
                           JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.prrelid AND a.attnum = l.attnum
                           ORDER BY l.n) AS columns
              """
            : "NULL::text AS condition, NULL::text[] AS columns";
        return $"""
            SELECT r.oid, p.oid AS publication_oid, p.pubname AS publication, c.oid AS table_oid, n.nspname AS schema,
                   c.relname AS name, {partial}
            FROM pg_catalog.pg_publication_rel AS r
            JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid
            JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE {UserObjects.NotOfExtension("pg_publication_rel", "r.oid")}
            ORDER BY p.pubname, n.nspname, c.relname
            """;
    }

    private static SchemaItem Item(CatalogRow row)
    {
        string publication = row.Text("publication");
        string columns = string.Join(", ", row.Texts("columns").Select(SqlText.Name));
        string condition = row.TextOrNull("condition") is string text ? $" WHERE ({text})" : "";
        SchemaItem item = new()
        {
            Kind = ItemKind.PublicationTable,
            Id = new CatalogId("pg_publication_rel", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = $"{publication} {row.Text("name")}",
            Create = $"ALTER PUBLICATION {SqlText.Name(publication)} ADD TABLE ONLY {SqlText.Name(row.Text("schema"), row.Text("name"))}"
                + $"{(columns.Length == 0 ? "" : $" ({columns})")}{condition};\n",
            Parent = new CatalogId("pg_publication", row.Oid("publication_oid")),
        };
        item.DependsOn.Add(new CatalogId("pg_publication", row.Oid("publication_oid")));
        item.DependsOn.Add(new CatalogId("pg_class", row.Oid("table_oid")));
        return item;
    }
}
