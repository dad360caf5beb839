using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Which tables have row security, and which have it for their owner too.</summary>
internal sealed class RowSecurityReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relrowsecurity AS is_enabled, c.relforcerowsecurity AS is_forced
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE (c.relrowsecurity OR c.relforcerowsecurity) AND {UserObjects.InUserSchema("n")}
        ORDER BY n.nspname, c.relname
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string table = SqlText.Name(row.Text("schema"), row.Text("name"));
        return new SchemaItem
        {
            Kind = ItemKind.RowSecurity,
            Id = RelationIds.RowSecurity(row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = (row.Flag("is_enabled") ? $"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n" : "")
                + (row.Flag("is_forced") ? $"ALTER TABLE ONLY {table} FORCE ROW LEVEL SECURITY;\n" : ""),
            Parent = RelationIds.Relation(row.Oid("oid")),
            DependsOn = { RelationIds.Relation(row.Oid("oid")) },
        };
    }
}
