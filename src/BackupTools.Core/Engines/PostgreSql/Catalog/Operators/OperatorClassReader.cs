using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Operators;

/// <summary>Reads operator classes.</summary>
internal sealed class OperatorClassReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT c.oid, n.nspname AS schema, c.opcname AS name, pg_catalog.pg_get_userbyid(c.opcowner) AS owner, a.amname AS method,
               c.opcdefault AS is_default, pg_catalog.format_type(c.opcintype, NULL) AS type,
               CASE WHEN c.opckeytype <> 0 THEN pg_catalog.format_type(c.opckeytype, NULL) END AS storage,
               fn.nspname AS family_schema, f.opfname AS family
        FROM pg_catalog.pg_opclass AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.opcnamespace
        JOIN pg_catalog.pg_am AS a ON a.oid = c.opcmethod
        JOIN pg_catalog.pg_opfamily AS f ON f.oid = c.opcfamily
        JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_opclass", "c.oid")}
        ORDER BY n.nspname, c.opcname, a.amname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        ILookup<CatalogId, OperatorMember> members = await OperatorMember.ReadAllAsync(session, cancellationToken);
        return await session.QueryAsync(Sql, row => Item(row, members), cancellationToken);
    }

    private static SchemaItem Item(CatalogRow row, ILookup<CatalogId, OperatorMember> members)
    {
        CatalogId id = new("pg_opclass", row.Oid("oid"));
        string name = SqlText.Name(row.Text("schema"), row.Text("name"));
        string method = SqlText.Name(row.Text("method"));
        OperatorMember[] own = [.. members[id]];
        List<string> clauses = [.. own.Select(m => m.Clause)];

        // The syntax wants one clause at least; to store the indexed type itself is what happens anyway.
        if (row.TextOrNull("storage") is string storage)
            clauses.Insert(0, $"STORAGE {storage}");
        else if (clauses.Count == 0)
            clauses.Add($"STORAGE {row.Text("type")}");

        SchemaItem item = new()
        {
            Kind = ItemKind.OperatorClass,
            Id = id,
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = $"CREATE OPERATOR CLASS {name}{(row.Flag("is_default") ? " DEFAULT" : "")} FOR TYPE {row.Text("type")} "
                + $"USING {method} FAMILY {SqlText.Name(row.Text("family_schema"), row.Text("family"))} AS\n    "
                + $"{string.Join(",\n    ", clauses)};\n",
            Address = $"OPERATOR CLASS {name} USING {method}",
            Owner = row.Text("owner"),
        };
        item.AlsoMakes.AddRange(own.Select(m => m.Id));
        return item;
    }
}
