using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Triggers; those that partitions got from their partitioned table only where they fire at other times.</summary>
internal sealed class TriggerReader : ICatalogReader
{
    /// <summary>The triggers of the tables above, of which this is a part.</summary>
    private const string Wholes = """
        ARRAY(
            WITH RECURSIVE up AS (
                SELECT g.tgparentid AS oid
                UNION ALL
                SELECT x.tgparentid FROM up JOIN pg_trigger x ON x.oid = up.oid WHERE x.tgparentid <> 0
            )
            SELECT oid FROM up)
        """;

    /// <summary>A trigger on an extension's table is a user's where its function is no extension's.</summary>
    private static readonly string Sql = $"""
        SELECT g.oid, g.tgname AS name, n.nspname AS schema, c.relname AS table_name, c.oid AS table,
            g.tgenabled::text AS state, CASE WHEN g.tgparentid <> 0 THEN {Wholes} END AS wholes, g.tgconstraint AS constraint, pg_get_triggerdef(g.oid, false) AS definition
        FROM pg_trigger g
        JOIN pg_class c ON c.oid = g.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_trigger w ON w.oid = g.tgparentid
        LEFT JOIN pg_constraint k ON k.oid = g.tgconstraint AND k.contype = 'f'
        WHERE {UserObjects.InUserSchema("n")}
            AND ((g.tgparentid = 0 AND NOT g.tgisinternal) OR (w.tgenabled <> g.tgenabled AND k.oid IS NULL))
            AND NOT ({UserObjects.OfExtension("pg_class", "c.oid")}
                AND (g.tgfoid < {UserObjects.FirstOid} OR {UserObjects.OfExtension("pg_proc", "g.tgfoid")}))
            AND {UserObjects.NotOfExtension("pg_trigger", "g.oid")}
        ORDER BY n.nspname, c.relname, g.tgname
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, row => row.IsNull("wholes") ? Own(row) : Cloned(row), cancellationToken);

    private static SchemaItem Own(CatalogRow row)
    {
        string table = Table(row);
        string trigger = Trigger(row);
        SchemaItem item = new()
        {
            Kind = ItemKind.Trigger,
            Id = new CatalogId("pg_trigger", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = row.Text("definition") + ";\n" + EnabledState.Set(row.Text("state"), table, trigger),
            Address = $"{trigger} ON {table}",
            Parent = RelationIds.Relation(row.Oid("table")),
            DependsOn = { RelationIds.Relation(row.Oid("table")) },
        };
        if (row.Oid("constraint") is not 0 and uint constraint)
            item.AlsoMakes.Add(RelationIds.Constraint(constraint));
        return item;
    }

    /// <summary>
    /// The partition has the trigger as soon as the partitioned table has it; only its state is set, and that after the
    /// states of all above it, which are handed down.
    /// </summary>
    private static SchemaItem Cloned(CatalogRow row)
    {
        SchemaItem item = new()
        {
            Kind = ItemKind.Trigger,
            Id = new CatalogId("pg_trigger", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = $"ALTER TABLE {Table(row)} {EnabledState.Word(row.Text("state"))} {Trigger(row)};\n",
            Address = $"{Trigger(row)} ON {Table(row)}",
            Parent = RelationIds.Relation(row.Oid("table")),
            DependsOn = { RelationIds.Relation(row.Oid("table")), RelationIds.Attachment(row.Oid("table")) },
        };
        item.DependsOn.AddRange(row.Oids("wholes").Select(oid => new CatalogId("pg_trigger", oid)));
        return item;
    }

    private static string Table(CatalogRow row) => SqlText.Name(row.Text("schema"), row.Text("table_name"));

    private static string Trigger(CatalogRow row) => "TRIGGER " + SqlText.Name(row.Text("name"));
}
