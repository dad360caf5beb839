using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>
/// Reads collations. The version of the library that gave them is not kept: the target notes its own.
/// </summary>
internal sealed class CollationReader : ICatalogReader
{
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql(session.Version), Item, cancellationToken);

    private static string Sql(int version)
    {
        string locale = version switch
        {
            >= 17 => "c.colllocale",
            >= 15 => "c.colliculocale",
            _ => "CASE WHEN c.collprovider = 'i' THEN c.collcollate END",
        };
        return $"""
            SELECT c.oid, n.nspname AS schema, c.collname AS name, pg_catalog.pg_get_userbyid(c.collowner) AS owner,
                   c.collprovider AS provider, c.collisdeterministic AS deterministic,
                   c.collcollate AS lc_collate, c.collctype AS lc_ctype, {locale} AS locale,
                   {(version >= 16 ? "c.collicurules" : "NULL::text")} AS rules
            FROM pg_catalog.pg_collation AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
            WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_collation", "c.oid")}
            ORDER BY n.nspname, c.collname
            """;
    }

    private static SchemaItem Item(CatalogRow row)
    {
        string name = SqlText.Name(row.Text("schema"), row.Text("name"));
        return new SchemaItem
        {
            Kind = ItemKind.Collation,
            Id = new CatalogId("pg_collation", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = $"CREATE COLLATION {name} {Definition(row)};\n",
            Address = $"COLLATION {name}",
            Owner = row.Text("owner"),
        };
    }

    private static DefinitionList Definition(CatalogRow row)
    {
        string provider = row.Text("provider") switch
        {
            "i" => "icu",
            "b" => "builtin",
            _ => "libc",
        };
        DefinitionList definition = new DefinitionList()
            .Add("PROVIDER", provider)
            .AddIf(!row.Flag("deterministic"), "DETERMINISTIC = false");
        if (provider == "libc")
            definition.AddLiteral("LC_COLLATE", row.Text("lc_collate")).AddLiteral("LC_CTYPE", row.Text("lc_ctype"));
        else
            definition.AddLiteral("LOCALE", row.Text("locale"));
        return definition.AddLiteral("RULES", row.TextOrNull("rules"));
    }
}
