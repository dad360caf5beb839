using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Routines;

/// <summary>Reads functions, window functions and procedures, as the server itself writes them.</summary>
internal sealed class RoutineReader : ICatalogReader
{
    private const string Replace = "CREATE OR REPLACE ";

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql(session.Version), Item, cancellationToken);

    private static string Sql(int version) => $"""
        SELECT p.oid, n.nspname AS schema, p.proname AS name, pg_catalog.pg_get_userbyid(p.proowner) AS owner,
               p.prokind AS kind, pg_catalog.pg_get_functiondef(p.oid) AS definition,
               {(version >= 14 ? "pg_catalog.pg_get_function_sqlbody(p.oid)" : "NULL::text")} AS body,
               pg_catalog.oidvectortypes(p.proargtypes) AS types,
               pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE p.prokind <> 'a' AND {UserObjects.InUserSchema("n")} AND {UserObjects.StandsAlone("pg_proc", "p.oid")}
        ORDER BY n.nspname, p.proname, types
        """;

    private static SchemaItem Item(CatalogRow row)
    {
        bool procedure = row.Text("kind") == "p";
        string definition = row.Text("definition").TrimEnd('\n') + ";\n";
        string? standIn = StandIn(definition, row.TextOrNull("body"));
        return new SchemaItem
        {
            Kind = procedure ? ItemKind.Procedure : ItemKind.Function,
            Id = new CatalogId("pg_proc", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = $"{row.Text("name")}({row.Text("types")})",
            Create = CreateOnly(definition),
            Address = (procedure ? "PROCEDURE " : "FUNCTION ")
                + $"{SqlText.Name(row.Text("schema"), row.Text("name"))}({row.Text("arguments")})",
            Owner = row.Text("owner"),
            StandIn = standIn is null ? null : CreateOnly(standIn),
            CreateAfterStandIn = standIn is null ? null : definition,
        };
    }

    /// <summary>
    /// The routine with an empty body in a string, which the server takes while <c>check_function_bodies</c> is off. Only
    /// a body in standard SQL is parsed when the routine is made, and can be part of a circle.
    /// </summary>
    private static string? StandIn(string definition, string? body)
    {
        if (body is null)
            return null;
        int start = definition.LastIndexOf(body, StringComparison.Ordinal);
        return definition[..start] + "AS '';\n";
    }

    private static string CreateOnly(string definition) =>
        string.Concat("CREATE ", definition.AsSpan(Replace.Length));
}
