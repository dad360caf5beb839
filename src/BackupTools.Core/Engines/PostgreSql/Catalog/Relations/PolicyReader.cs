using System.Text;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Relations;

/// <summary>Policies of row security. A user may have given them to an extension's table too.</summary>
internal sealed class PolicyReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT p.oid, p.polname AS name, n.nspname AS schema, c.relname AS table_name, c.oid AS table,
            {UserObjects.OfExtension("pg_class", "c.oid")} AS table_is_member, p.polcmd::text AS command, p.polpermissive AS is_permissive,
            0 = ANY (p.polroles) AS is_public,
            ARRAY(SELECT r.rolname FROM pg_roles r WHERE r.oid = ANY (p.polroles) ORDER BY r.rolname) AS roles,
            pg_get_expr(p.polqual, p.polrelid) AS qualification, pg_get_expr(p.polwithcheck, p.polrelid) AS check
        FROM pg_policy p
        JOIN pg_class c ON c.oid = p.polrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {UserObjects.InUserSchema("n")}
        ORDER BY n.nspname, c.relname, p.polname
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken) =>
        await session.QueryAsync(Sql, Item, cancellationToken);

    private static SchemaItem Item(CatalogRow row)
    {
        string address = $"{SqlText.Name(row.Text("name"))} ON {SqlText.Name(row.Text("schema"), row.Text("table_name"))}";
        return new SchemaItem
        {
            Kind = ItemKind.Policy,
            Id = new CatalogId("pg_policy", row.Oid("oid")),
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = Create(row, address),
            Address = "POLICY " + address,
            Parent = RelationIds.Relation(row.Oid("table")),
            DependsOn = { RelationIds.Relation(row.Oid("table")) },
            Roles = row.Texts("roles"),
        };
    }

    private static string Create(CatalogRow row, string address)
    {
        StringBuilder sql = new();

        // The extension's script may have made it already.
        if (row.Flag("table_is_member"))
            sql.Append("DROP POLICY IF EXISTS ").Append(address).Append(";\n");
        sql.Append("CREATE POLICY ").Append(address)
            .Append(row.Flag("is_permissive") ? " AS PERMISSIVE" : " AS RESTRICTIVE")
            .Append(" FOR ").Append(Command(row.Text("command")))
            .Append(" TO ").Append(row.Flag("is_public") ? "PUBLIC" : string.Join(", ", row.Texts("roles").Select(SqlText.Name)));
        if (row.TextOrNull("qualification") is { } qualification)
            sql.Append("\n    USING (").Append(qualification).Append(')');
        if (row.TextOrNull("check") is { } check)
            sql.Append("\n    WITH CHECK (").Append(check).Append(')');
        return sql.Append(";\n").ToString();
    }

    private static string Command(string code) => code switch
    {
        "*" => "ALL",
        "r" => "SELECT",
        "a" => "INSERT",
        "w" => "UPDATE",
        "d" => "DELETE",
        _ => throw CatalogCodes.Unknown(code, "the command of a policy"),
    };
}
