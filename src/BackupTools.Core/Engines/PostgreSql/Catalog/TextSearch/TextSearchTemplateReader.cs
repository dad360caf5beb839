using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog.TextSearch;

/// <summary>Reads text search templates.</summary>
internal sealed class TextSearchTemplateReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT t.oid, n.nspname AS schema, t.tmplname AS name, NULL::text AS owner,
               t.tmplinit::pg_catalog.regproc::text AS init, t.tmpllexize::pg_catalog.regproc::text AS lexize
        FROM pg_catalog.pg_ts_template AS t
        JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_ts_template", "t.oid")}
        ORDER BY n.nspname, t.tmplname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row) => TextSearchQuery.Item(
        ItemKind.TextSearchTemplate, "pg_ts_template", "TEMPLATE", row, new DefinitionList()
            .Add("INIT", row.Text("init"))
            .Add("LEXIZE", row.Text("lexize")));
}
