using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>Reads conversions between encodings.</summary>
internal sealed class ConversionReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT c.oid, n.nspname AS schema, c.conname AS name, pg_catalog.pg_get_userbyid(c.conowner) AS owner,
               c.condefault AS is_default, c.conproc::pg_catalog.regproc::text AS function,
               pg_catalog.pg_encoding_to_char(c.conforencoding) AS source, pg_catalog.pg_encoding_to_char(c.contoencoding) AS target
        FROM pg_catalog.pg_conversion AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_conversion", "c.oid")}
        ORDER BY n.nspname, c.conname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = SqlText.Name(row.Text("schema"), row.Text("name"));
        return new SchemaItem
        {
            Kind = ItemKind.Conversion,
            Id = new CatalogId("pg_conversion", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = $"CREATE {(row.Flag("is_default") ? "DEFAULT " : "")}CONVERSION {name} FOR {SqlText.Literal(row.Text("source"))} "
                + $"TO {SqlText.Literal(row.Text("target"))} FROM {row.Text("function")};\n",
            Address = $"CONVERSION {name}",
            Owner = row.Text("owner"),
        };
    }
}
