using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Namespaces;

/// <summary>
/// Reads extensions. Their members are not read anywhere: the extension makes them. What every new database has
/// (<c>plpgsql</c>) is left out. No version is named, so that the target's own is installed.
/// </summary>
internal sealed class ExtensionReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT e.oid, e.extname AS name, n.nspname AS schema
        FROM pg_catalog.pg_extension AS e
        JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
        WHERE e.oid >= {UserObjects.FirstOid}
        ORDER BY e.extname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = SqlText.Name(row.Text("name"));
        return new SchemaItem
        {
            Kind = ItemKind.Extension,
            Id = new CatalogId("pg_extension", row.Oid("oid")),
            Name = row.Text("name"),
            Create = $"CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA {SqlText.Name(row.Text("schema"))};\n",
            Address = $"EXTENSION {name}",
        };
    }
}
