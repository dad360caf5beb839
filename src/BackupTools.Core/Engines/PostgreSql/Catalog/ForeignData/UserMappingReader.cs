using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.ForeignData;

/// <summary>
/// Reads user mappings, through the view that every role may read: it shows a role the options of those mappings only
/// that the role may use.
/// </summary>
internal sealed class UserMappingReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT m.umid AS oid, m.umuser <> 0 AS is_role, m.usename AS name, s.srvname AS server, s.oid AS server_oid,
               {ForeignOptions.Columns("m.umoptions")}
        FROM pg_catalog.pg_user_mappings AS m
        JOIN pg_catalog.pg_foreign_server AS s ON s.oid = m.srvid
        WHERE {UserObjects.NotOfExtension("pg_user_mapping", "m.umid")}
        ORDER BY s.srvname, m.usename
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        bool isRole = row.Flag("is_role");
        string name = row.Text("name");
        CatalogId server = new("pg_foreign_server", row.Oid("server_oid"));
        SchemaItem item = new()
        {
            Kind = ItemKind.UserMapping,
            Id = new CatalogId("pg_user_mapping", row.Oid("oid")),
            Name = $"{name} SERVER {row.Text("server")}",
            Create = $"CREATE USER MAPPING FOR {(isRole ? SqlText.Name(name) : "PUBLIC")} "
                + $"SERVER {SqlText.Name(row.Text("server"))}{ForeignOptions.Clause(row)};\n",
            Parent = server,
            Roles = isRole ? [name] : [],
        };
        item.DependsOn.Add(server);
        return item;
    }
}
