using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Catalog.Routines;

/// <summary>
/// Reads casts, between types of the system too. Those that came with a range type, to its multirange type, are left to
/// it.
/// </summary>
internal sealed class CastReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT c.oid, pg_catalog.format_type(c.castsource, NULL) AS source, pg_catalog.format_type(c.casttarget, NULL) AS target,
               c.castmethod AS method, c.castcontext AS context, c.castfunc::pg_catalog.regprocedure::text AS function
        FROM pg_catalog.pg_cast AS c
        WHERE c.oid >= {UserObjects.FirstOid} AND {UserObjects.StandsAlone("pg_cast", "c.oid")}
        ORDER BY source, target
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = $"{row.Text("source")} AS {row.Text("target")}";
        return new SchemaItem
        {
            Kind = ItemKind.Cast,
            Id = new CatalogId("pg_cast", row.Oid("oid")),
            Name = name,
            Create = $"CREATE CAST ({name}) {Method(row)}{Context(row.Text("context"))};\n",
            Section = Section.PreData,
            Address = $"CAST ({name})",
        };
    }

    private static string Method(CatalogRow row) => row.Text("method") switch
    {
        "b" => "WITHOUT FUNCTION",
        "i" => "WITH INOUT",
        _ => $"WITH FUNCTION {row.Text("function")}",
    };

    private static string Context(string code) => code switch
    {
        "a" => " AS ASSIGNMENT",
        "i" => " AS IMPLICIT",
        _ => "",
    };
}
