using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Rules, but for those that are a view's query.</summary>
internal sealed class RuleReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT w.oid, w.rulename AS name, n.nspname AS schema, c.relname AS table_name, c.oid AS table,
            w.ev_enabled::text AS state, pg_get_ruledef(w.oid) AS definition
        FROM pg_rewrite w
        JOIN pg_class c ON c.oid = w.ev_class
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE w.ev_type <> '1' AND {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_class", "c.oid")}
        ORDER BY n.nspname, c.relname, w.rulename
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string table = SqlText.Name(row.Text("schema"), row.Text("table_name"));
        string rule = "RULE " + SqlText.Name(row.Text("name"));
        return new SchemaItem
        {
            Kind = ItemKind.Rule,
            Id = new CatalogId("pg_rewrite", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = row.Text("definition") + "\n" + EnabledState.Set(row.Text("state"), table, rule),
            Address = $"{rule} ON {table}",
            Parent = RelationIds.Relation(row.Oid("table")),
            DependsOn = { RelationIds.Relation(row.Oid("table")) },
        };
    }
}
