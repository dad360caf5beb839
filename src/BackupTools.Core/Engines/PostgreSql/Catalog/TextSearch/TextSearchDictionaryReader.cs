using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.TextSearch;

/// <summary>Reads text search dictionaries. Their options are kept by the server as the SQL that gave them.</summary>
internal sealed class TextSearchDictionaryReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT d.oid, n.nspname AS schema, d.dictname AS name, pg_catalog.pg_get_userbyid(d.dictowner) AS owner,
               tn.nspname AS template_schema, t.tmplname AS template, d.dictinitoption AS options
        FROM pg_catalog.pg_ts_dict AS d
        JOIN pg_catalog.pg_namespace AS n ON n.oid = d.dictnamespace
        JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate
        JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.tmplnamespace
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_ts_dict", "d.oid")}
        ORDER BY n.nspname, d.dictname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string? options = row.TextOrNull("options");
        return TextSearchQuery.Item(
            ItemKind.TextSearchDictionary, "pg_ts_dict", "DICTIONARY", row, new DefinitionList()
                .Add("TEMPLATE", SqlText.Name(row.Text("template_schema"), row.Text("template")))
                .AddIf(!string.IsNullOrEmpty(options), options!));
    }
}
