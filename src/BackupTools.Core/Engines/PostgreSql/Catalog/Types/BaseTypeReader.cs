using System.Globalization;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Types;

/// <summary>
/// Reads base types. Their input and output functions take or return the type itself: a shell of the type stands in,
/// and the full definition follows the functions.
/// </summary>
internal sealed class BaseTypeReader : ICatalogReader
{
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql(session.Version), Item, cancellationToken);

    private static string Sql(int version)
    {
        string subscript = version >= 14 ? "t.typsubscript::pg_catalog.regproc::text" : "NULL::text";
        return $"""
            SELECT {TypeQuery.Columns},
                   t.typinput::pg_catalog.regproc::text AS input, t.typoutput::pg_catalog.regproc::text AS output,
                   t.typreceive::pg_catalog.regproc::text AS receive, t.typsend::pg_catalog.regproc::text AS send,
                   t.typmodin::pg_catalog.regproc::text AS typmod_in, t.typmodout::pg_catalog.regproc::text AS typmod_out,
                   t.typanalyze::pg_catalog.regproc::text AS analyze, {subscript} AS subscript,
                   t.typlen AS length, t.typbyval AS by_value, t.typalign AS alignment, t.typstorage AS storage,
                   t.typcategory AS category, t.typispreferred AS preferred, t.typdelim AS delimiter,
                   CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END AS element,
                   t.typcollation <> 0 AS collatable, t.typdefault AS default_literal,
                   pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass) AS default_expression
            FROM {TypeQuery.From}
            WHERE t.typtype = 'b' AND t.typisdefined AND {TypeQuery.Filter}
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS e WHERE e.typarray = t.oid)
            ORDER BY n.nspname, t.typname
            """;
    }

    private static SchemaItem Item(CatalogRow row)
    {
        string create = $"CREATE TYPE {TypeQuery.Name(row)} {Definition(row)};\n";
        return TypeQuery.Item(ItemKind.BaseType, row, create, $"CREATE TYPE {TypeQuery.Name(row)};\n", create);
    }

    private static DefinitionList Definition(CatalogRow row)
    {
        long length = row.Number("length");
        return new DefinitionList()
            .Add("INPUT", row.Text("input"))
            .Add("OUTPUT", row.Text("output"))
            .Add("RECEIVE", row.Text("receive"))
            .Add("SEND", row.Text("send"))
            .Add("TYPMOD_IN", row.Text("typmod_in"))
            .Add("TYPMOD_OUT", row.Text("typmod_out"))
            .Add("ANALYZE", row.Text("analyze"))
            .Add("SUBSCRIPT", row.TextOrNull("subscript"))
            .Add("INTERNALLENGTH", length < 0 ? "VARIABLE" : length.ToString(CultureInfo.InvariantCulture))
            .AddIf(row.Flag("by_value"), "PASSEDBYVALUE")
            .Add("ALIGNMENT", Alignment(row.Text("alignment")))
            .Add("STORAGE", Storage(row.Text("storage")))
            .AddLiteral("CATEGORY", row.Text("category"))
            .AddIf(row.Flag("preferred"), "PREFERRED = true")
            .AddLiteral("DELIMITER", row.Text("delimiter"))
            .Add("ELEMENT", row.TextOrNull("element"))
            .AddIf(row.Flag("collatable"), "COLLATABLE = true")
            .Add("DEFAULT", Default(row));
    }

    private static string? Default(CatalogRow row) =>
        row.TextOrNull("default_expression") ?? (row.TextOrNull("default_literal") is string text ? SqlText.Literal(text) : null);

    private static string Alignment(string code) => code switch
    {
        "c" => "char",
        "s" => "int2",
        "i" => "int4",
        _ => "double",
    };

    private static string Storage(string code) => code switch
    {
        "p" => "plain",
        "e" => "external",
        "x" => "extended",
        _ => "main",
    };
}
