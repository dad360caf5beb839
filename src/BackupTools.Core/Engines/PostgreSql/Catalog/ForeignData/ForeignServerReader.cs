using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.ForeignData;

/// <summary>Reads foreign servers.</summary>
internal sealed class ForeignServerReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT s.oid, s.srvname AS name, pg_catalog.pg_get_userbyid(s.srvowner) AS owner, s.srvtype AS type,
               s.srvversion AS version, w.fdwname AS wrapper, {ForeignOptions.Columns("s.srvoptions")}
        FROM pg_catalog.pg_foreign_server AS s
        JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
        WHERE {UserObjects.NotOfExtension("pg_foreign_server", "s.oid")}
        ORDER BY s.srvname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = SqlText.Name(row.Text("name"));
        return new SchemaItem
        {
            Kind = ItemKind.ForeignServer,
            Id = new CatalogId("pg_foreign_server", row.Oid("oid")),
            Name = row.Text("name"),
            Create = $"CREATE SERVER {name}{Part("TYPE", row.TextOrNull("type"))}{Part("VERSION", row.TextOrNull("version"))} "
                + $"FOREIGN DATA WRAPPER {SqlText.Name(row.Text("wrapper"))}{ForeignOptions.Clause(row)};\n",
            Address = $"SERVER {name}",
            Owner = row.Text("owner"),
        };
    }

    private static string Part(string keyword, string? value) => value is null ? "" : $" {keyword} {SqlText.Literal(value)}";
}
