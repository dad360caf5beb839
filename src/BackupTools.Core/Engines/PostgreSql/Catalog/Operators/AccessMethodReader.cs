using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Operators;

/// <summary>Reads access methods of tables and indexes.</summary>
internal sealed class AccessMethodReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT a.oid, a.amname AS name, a.amtype AS type, a.amhandler::pg_catalog.regproc::text AS handler
        FROM pg_catalog.pg_am AS a
        WHERE a.oid >= {UserObjects.FirstOid} AND {UserObjects.NotOfExtension("pg_am", "a.oid")}
        ORDER BY a.amname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = SqlText.Name(row.Text("name"));
        string type = row.Text("type") == "t" ? "TABLE" : "INDEX";
        return new SchemaItem
        {
            Kind = ItemKind.AccessMethod,
            Id = new CatalogId("pg_am", row.Oid("oid")),
            Name = row.Text("name"),
            Create = $"CREATE ACCESS METHOD {name} TYPE {type} HANDLER {row.Text("handler")};\n",
            Address = $"ACCESS METHOD {name}",
        };
    }
}
