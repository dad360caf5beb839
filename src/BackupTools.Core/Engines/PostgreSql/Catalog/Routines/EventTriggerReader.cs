using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Routines;

/// <summary>Reads event triggers. They must come after everything else, lest they fire for it.</summary>
internal sealed class EventTriggerReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT e.oid, e.evtname AS name, pg_catalog.pg_get_userbyid(e.evtowner) AS owner, e.evtevent AS event,
               e.evtenabled AS enabled, e.evttags AS tags, e.evtfoid::pg_catalog.regproc::text AS function
        FROM pg_catalog.pg_event_trigger AS e
        WHERE {UserObjects.NotOfExtension("pg_event_trigger", "e.oid")}
        ORDER BY e.evtname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = SqlText.Name(row.Text("name"));
        string[] tags = row.Texts("tags");
        string when = tags.Length == 0 ? "" : $"\n    WHEN TAG IN ({string.Join(", ", tags.Select(SqlText.Literal))})";
        return new SchemaItem
        {
            Kind = ItemKind.EventTrigger,
            Id = new CatalogId("pg_event_trigger", row.Oid("oid")),
            Name = row.Text("name"),
            Create = $"CREATE EVENT TRIGGER {name} ON {row.Text("event")}{when}\n    EXECUTE FUNCTION {row.Text("function")}();\n"
                + Enabled(name, row.Text("enabled")),
            Address = $"EVENT TRIGGER {name}",
            Owner = row.Text("owner"),
        };
    }

    private static string Enabled(string name, string code) => code switch
    {
        "D" => $"ALTER EVENT TRIGGER {name} DISABLE;\n",
        "R" => $"ALTER EVENT TRIGGER {name} ENABLE REPLICA;\n",
        "A" => $"ALTER EVENT TRIGGER {name} ENABLE ALWAYS;\n",
        _ => "",
    };
}
