using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.TextSearch;

/// <summary>Reads text search configurations, with the dictionaries that each type of token goes through.</summary>
internal sealed class TextSearchConfigurationReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT c.oid, n.nspname AS schema, c.cfgname AS name, pg_catalog.pg_get_userbyid(c.cfgowner) AS owner,
               pn.nspname AS parser_schema, p.prsname AS parser, m.tokens, m.dictionaries
        FROM pg_catalog.pg_ts_config AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
        JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
        JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.prsnamespace
        CROSS JOIN LATERAL (
            SELECT pg_catalog.array_agg(t.alias ORDER BY m.maptokentype) AS tokens,
                   pg_catalog.array_agg(m.dictionaries ORDER BY m.maptokentype) AS dictionaries
            FROM (SELECT m.maptokentype,
                         pg_catalog.string_agg(m.mapdict::pg_catalog.regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
                  FROM pg_catalog.pg_ts_config_map AS m
                  WHERE m.mapcfg = c.oid
                  GROUP BY m.maptokentype) AS m
            JOIN pg_catalog.ts_token_type(c.cfgparser) AS t ON t.tokid = m.maptokentype) AS m
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_ts_config", "c.oid")}
        ORDER BY n.nspname, c.cfgname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = SqlText.Name(row.Text("schema"), row.Text("name"));
        IEnumerable<string> mappings = row.Texts("tokens").Zip(row.Texts("dictionaries"), (token, dictionaries) =>
            $"ALTER TEXT SEARCH CONFIGURATION {name} ADD MAPPING FOR {SqlText.Name(token)} WITH {dictionaries};\n");
        return TextSearchQuery.Item(
            ItemKind.TextSearchConfiguration, "pg_ts_config", "CONFIGURATION", row,
            new DefinitionList().Add("PARSER", SqlText.Name(row.Text("parser_schema"), row.Text("parser"))),
            string.Concat(mappings));
    }
}
