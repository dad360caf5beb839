using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Routines;

/// <summary>Reads transforms between types and procedural languages.</summary>
internal sealed class TransformReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT t.oid, pg_catalog.format_type(t.trftype, NULL) AS type, l.lanname AS language,
               t.trffromsql::pg_catalog.regprocedure::text AS from_sql, t.trftosql::pg_catalog.regprocedure::text AS to_sql
        FROM pg_catalog.pg_transform AS t
        JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang
        WHERE {UserObjects.NotOfExtension("pg_transform", "t.oid")}
        ORDER BY type, l.lanname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = $"FOR {row.Text("type")} LANGUAGE {SqlText.Name(row.Text("language"))}";
        string functions = string.Join(", ", Part("FROM", row.Text("from_sql")).Concat(Part("TO", row.Text("to_sql"))));
        return new SchemaItem
        {
            Kind = ItemKind.Transform,
            Id = new CatalogId("pg_transform", row.Oid("oid")),
            Name = $"{row.Text("type")} {row.Text("language")}",
            Create = $"CREATE TRANSFORM {name} ({functions});\n",
            Address = $"TRANSFORM {name}",
        };
    }

    private static IEnumerable<string> Part(string direction, string function) =>
        function == "-" ? [] : [$"{direction} SQL WITH FUNCTION {function}"];
}
