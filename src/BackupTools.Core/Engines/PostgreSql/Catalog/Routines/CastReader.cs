using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog.Routines;

/// <summary>
/// Reads casts, between types of the system too. Those that came with a range type, to its multirange type, are left to
/// it.
/// </summary>
internal sealed class CastReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT c.oid, pg_catalog.format_type(c.castsource, NULL) AS source, pg_catalog.format_type(c.casttarget, NULL) AS target,
               c.castmethod AS method, c.castcontext AS context, c.castfunc::pg_catalog.regprocedure::text AS function,
               ARRAY(SELECT b.oid FROM pg_catalog.pg_cast AS b
                     WHERE b.castmethod = 'b' AND b.castcontext = 'i' AND b.oid >= {UserObjects.FirstOid}
                           AND (b.castsource, b.casttarget) IN ((c.castsource, f.proargtypes[0]), (f.prorettype, c.casttarget))) AS coercions
        FROM pg_catalog.pg_cast AS c LEFT JOIN pg_catalog.pg_proc AS f ON f.oid = c.castfunc
        WHERE c.oid >= {UserObjects.FirstOid} AND {UserObjects.StandsAlone("pg_cast", "c.oid")}
        ORDER BY source, target
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = $"{row.Text("source")} AS {row.Text("target")}";
        SchemaItem item = new()
        {
            Kind = ItemKind.Cast,
            Id = new CatalogId("pg_cast", row.Oid("oid")),
            Name = name,
            Create = $"CREATE CAST ({name}) {Method(row)}{Context(row.Text("context"))};\n",
            Address = $"CAST ({name})",
        };

        // A function with other types than the cast's own is only accepted once those are known to have the same bytes, which
        // only servers from version 18 on say in pg_depend.
        item.DependsOn.AddRange(row.Oids("coercions").Select(oid => new CatalogId("pg_cast", oid)));
        return item;
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
