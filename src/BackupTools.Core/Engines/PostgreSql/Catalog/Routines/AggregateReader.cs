using System.Globalization;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Routines;

/// <summary>Reads aggregate functions: plain, ordered-set and hypothetical-set ones.</summary>
internal sealed class AggregateReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT p.oid, n.nspname AS schema, p.proname AS name, pg_catalog.pg_get_userbyid(p.proowner) AS owner,
               pg_catalog.oidvectortypes(p.proargtypes) AS types,
               pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
               pg_catalog.pg_get_function_identity_arguments(p.oid) AS identity_arguments,
               p.proparallel AS parallel, a.aggkind AS kind,
               a.aggtransfn::pg_catalog.regproc::text AS transition, pg_catalog.format_type(a.aggtranstype, NULL) AS state,
               a.aggtransspace AS space, a.agginitval AS initial,
               a.aggfinalfn::pg_catalog.regproc::text AS final, a.aggfinalextra AS final_extra, a.aggfinalmodify AS final_modify,
               a.aggcombinefn::pg_catalog.regproc::text AS combine,
               a.aggserialfn::pg_catalog.regproc::text AS serial, a.aggdeserialfn::pg_catalog.regproc::text AS deserial,
               a.aggmtransfn::pg_catalog.regproc::text AS moving_transition,
               a.aggminvtransfn::pg_catalog.regproc::text AS moving_inverse,
               pg_catalog.format_type(a.aggmtranstype, NULL) AS moving_state, a.aggmtransspace AS moving_space,
               a.aggminitval AS moving_initial, a.aggmfinalfn::pg_catalog.regproc::text AS moving_final,
               a.aggmfinalextra AS moving_final_extra, a.aggmfinalmodify AS moving_final_modify,
               'OPERATOR(' || pg_catalog.quote_ident(sn.nspname) || '.' || s.oprname || ')' AS sort_operator
        FROM pg_catalog.pg_aggregate AS a
        JOIN pg_catalog.pg_proc AS p ON p.oid = a.aggfnoid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        LEFT JOIN pg_catalog.pg_operator AS s ON s.oid = a.aggsortop
        LEFT JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.oprnamespace
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_proc", "p.oid")}
        ORDER BY n.nspname, p.proname, types
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = SqlText.Name(row.Text("schema"), row.Text("name"));
        return new SchemaItem
        {
            Kind = ItemKind.Aggregate,
            Id = new CatalogId("pg_proc", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = $"{row.Text("name")}({row.Text("types")})",
            Create = $"CREATE AGGREGATE {name}({Arguments(row.Text("arguments"))}) {Definition(row)};\n",
            Address = $"AGGREGATE {name}({Arguments(row.Text("identity_arguments"))})",
            Owner = row.Text("owner"),
        };
    }

    private static string Arguments(string arguments) => arguments.Length == 0 ? "*" : arguments;

    private static DefinitionList Definition(CatalogRow row)
    {
        bool moving = row.Text("moving_transition") != "-";
        return new DefinitionList()
            .Add("SFUNC", row.Text("transition"))
            .Add("STYPE", row.Text("state"))
            .Add("SSPACE", Space(row.Number("space")))
            .Add("FINALFUNC", row.Text("final"))
            .AddIf(row.Flag("final_extra"), "FINALFUNC_EXTRA")
            .Add("FINALFUNC_MODIFY", Modify(row.Text("final_modify")))
            .Add("COMBINEFUNC", row.Text("combine"))
            .Add("SERIALFUNC", row.Text("serial"))
            .Add("DESERIALFUNC", row.Text("deserial"))
            .AddLiteral("INITCOND", row.TextOrNull("initial"))
            .Add("MSFUNC", row.Text("moving_transition"))
            .Add("MINVFUNC", row.Text("moving_inverse"))
            .Add("MSTYPE", moving ? row.Text("moving_state") : null)
            .Add("MSSPACE", Space(row.Number("moving_space")))
            .Add("MFINALFUNC", row.Text("moving_final"))
            .AddIf(row.Flag("moving_final_extra"), "MFINALFUNC_EXTRA")
            .Add("MFINALFUNC_MODIFY", moving ? Modify(row.Text("moving_final_modify")) : null)
            .AddLiteral("MINITCOND", row.TextOrNull("moving_initial"))
            .Add("SORTOP", row.TextOrNull("sort_operator"))
            .Add("PARALLEL", Parallel(row.Text("parallel")))
            .AddIf(row.Text("kind") == "h", "HYPOTHETICAL");
    }

    private static string? Space(long bytes) => bytes == 0 ? null : bytes.ToString(CultureInfo.InvariantCulture);

    private static string Modify(string code) => code switch
    {
        "r" => "READ_ONLY",
        "s" => "SHAREABLE",
        _ => "READ_WRITE",
    };

    private static string Parallel(string code) => code switch
    {
        "s" => "SAFE",
        "r" => "RESTRICTED",
        _ => "UNSAFE",
    };
}
