using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Operators;

/// <summary>
/// Reads operators. One that names a commutator or negator that is not there yet makes a shell of it, which that one's
/// own statement then fills.
/// </summary>
internal sealed class OperatorReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT o.oid, n.nspname AS schema, o.oprname AS name, pg_catalog.pg_get_userbyid(o.oprowner) AS owner,
               o.oprcode::pg_catalog.regproc::text AS function,
               CASE WHEN o.oprleft <> 0 THEN pg_catalog.format_type(o.oprleft, NULL) END AS left_type,
               CASE WHEN o.oprright <> 0 THEN pg_catalog.format_type(o.oprright, NULL) END AS right_type,
               cn.nspname AS commutator_schema, c.oprname AS commutator, cn.oid AS commutator_schema_oid,
               gn.nspname AS negator_schema, g.oprname AS negator, gn.oid AS negator_schema_oid,
               o.oprrest::pg_catalog.regproc::text AS restrict, o.oprjoin::pg_catalog.regproc::text AS join,
               o.oprcanhash AS hashes, o.oprcanmerge AS merges
        FROM pg_catalog.pg_operator AS o
        JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
        LEFT JOIN pg_catalog.pg_operator AS c ON c.oid = o.oprcom
        LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.oprnamespace
        LEFT JOIN pg_catalog.pg_operator AS g ON g.oid = o.oprnegate
        LEFT JOIN pg_catalog.pg_namespace AS gn ON gn.oid = g.oprnamespace
        WHERE o.oprcode <> 0 AND {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_operator", "o.oid")}
        ORDER BY n.nspname, o.oprname, o.oprleft, o.oprright
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string name = $"{SqlText.Name(row.Text("schema"))}.{row.Text("name")}";
        string types = $"({row.TextOrNull("left_type") ?? "NONE"}, {row.TextOrNull("right_type") ?? "NONE"})";
        DefinitionList definition = new DefinitionList()
            .Add("FUNCTION", row.Text("function"))
            .Add("LEFTARG", row.TextOrNull("left_type"))
            .Add("RIGHTARG", row.TextOrNull("right_type"))
            .Add("COMMUTATOR", Reference(row.TextOrNull("commutator_schema"), row.TextOrNull("commutator")))
            .Add("NEGATOR", Reference(row.TextOrNull("negator_schema"), row.TextOrNull("negator")))
            .Add("RESTRICT", row.Text("restrict"))
            .Add("JOIN", row.Text("join"))
            .AddIf(row.Flag("hashes"), "HASHES")
            .AddIf(row.Flag("merges"), "MERGES");
        SchemaItem item = new()
        {
            Kind = ItemKind.Operator,
            Id = new CatalogId("pg_operator", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name") + types,
            Create = $"CREATE OPERATOR {name} {definition};\n",
            Address = $"OPERATOR {name} {types}",
            Owner = row.Text("owner"),
        };
        foreach (string schema in (string[])["commutator_schema_oid", "negator_schema_oid"])
        {
            if (!row.IsNull(schema))
                item.DependsOn.Add(new CatalogId("pg_namespace", row.Oid(schema)));
        }

        return item;
    }

    private static string? Reference(string? schema, string? name) =>
        name is null ? null : $"OPERATOR({SqlText.Name(schema!)}.{name})";
}
