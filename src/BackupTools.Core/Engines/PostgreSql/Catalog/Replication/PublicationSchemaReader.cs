using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Replication;

/// <summary>Reads which schemas are in which publications, which they can be from version 15 on.</summary>
internal sealed class PublicationSchemaReader : ICatalogReader
{
    private const string Sql = """
        SELECT r.oid, p.oid AS publication_oid, p.pubname AS publication, n.oid AS schema_oid, n.nspname AS schema
        FROM pg_catalog.pg_publication_namespace AS r
        JOIN pg_catalog.pg_publication AS p ON p.oid = r.pnpubid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = r.pnnspid
        ORDER BY p.pubname, n.nspname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        session.Version < 15 ? [] : await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string publication = row.Text("publication");
        string schema = row.Text("schema");
        SchemaItem item = new()
        {
            Kind = ItemKind.PublicationSchema,
            Id = new CatalogId("pg_publication_namespace", row.Oid("oid")),
            Schema = schema,
            Name = $"{publication} {schema}",
            Create = $"ALTER PUBLICATION {SqlText.Name(publication)} ADD TABLES IN SCHEMA {SqlText.Name(schema)};\n",
            Parent = new CatalogId("pg_publication", row.Oid("publication_oid")),
        };
        item.DependsOn.Add(new CatalogId("pg_publication", row.Oid("publication_oid")));
        item.DependsOn.Add(new CatalogId("pg_namespace", row.Oid("schema_oid")));
        return item;
    }
}
