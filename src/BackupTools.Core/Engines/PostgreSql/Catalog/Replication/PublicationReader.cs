using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Replication;

/// <summary>Reads publications, without what was added to them.</summary>
internal sealed class PublicationReader : ICatalogReader
{
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql(session.Version), row => Item(row, session.Version), cancellationToken);

    private static string Sql(int version) => $"""
        SELECT p.oid, p.pubname AS name, pg_catalog.pg_get_userbyid(p.pubowner) AS owner, p.puballtables AS all_tables,
               p.pubinsert AS inserts, p.pubupdate AS updates, p.pubdelete AS deletes, p.pubtruncate AS truncates,
               p.pubviaroot AS via_root, {(version >= 18 ? "p.pubgencols = 's'" : "false")} AS generated_columns
        FROM pg_catalog.pg_publication AS p
        WHERE {UserObjects.NotOfExtension("pg_publication", "p.oid")}
        ORDER BY p.pubname
        """;

    private static SchemaItem Item(CatalogRow row, int version)
    {
        string name = SqlText.Name(row.Text("name"));
        List<string> options = [$"publish = '{Operations(row)}'", $"publish_via_partition_root = {Truth(row.Flag("via_root"))}"];
        if (version >= 18)
            options.Add($"publish_generated_columns = {(row.Flag("generated_columns") ? "stored" : "none")}");
        return new SchemaItem
        {
            Kind = ItemKind.Publication,
            Id = new CatalogId("pg_publication", row.Oid("oid")),
            Name = row.Text("name"),
            Create = $"CREATE PUBLICATION {name}{(row.Flag("all_tables") ? " FOR ALL TABLES" : "")} "
                + $"WITH ({string.Join(", ", options)});\n",
            Address = $"PUBLICATION {name}",
            Owner = row.Text("owner"),
        };
    }

    private static string Operations(CatalogRow row)
    {
        (string Column, string Operation)[] all =
            [("inserts", "insert"), ("updates", "update"), ("deletes", "delete"), ("truncates", "truncate")];
        return string.Join(", ", all.Where(o => row.Flag(o.Column)).Select(o => o.Operation));
    }

    private static string Truth(bool value) => value ? "true" : "false";
}
