using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog.TextSearch;

/// <summary>Reads text search parsers.</summary>
internal sealed class TextSearchParserReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT p.oid, n.nspname AS schema, p.prsname AS name, NULL::text AS owner,
               p.prsstart::pg_catalog.regproc::text AS start, p.prstoken::pg_catalog.regproc::text AS token,
               p.prsend::pg_catalog.regproc::text AS end, p.prsheadline::pg_catalog.regproc::text AS headline,
               p.prslextype::pg_catalog.regproc::text AS types
        FROM pg_catalog.pg_ts_parser AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_ts_parser", "p.oid")}
        ORDER BY n.nspname, p.prsname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row) => TextSearchQuery.Item(
        ItemKind.TextSearchParser, "pg_ts_parser", "PARSER", row, new DefinitionList()
            .Add("START", row.Text("start"))
            .Add("GETTOKEN", row.Text("token"))
            .Add("END", row.Text("end"))
            .Add("HEADLINE", row.Text("headline"))
            .Add("LEXTYPES", row.Text("types")));
}
