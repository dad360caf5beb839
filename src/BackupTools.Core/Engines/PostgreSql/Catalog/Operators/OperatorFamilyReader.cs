using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog.Operators;

/// <summary>Reads operator families, with the operators and functions that belong to no operator class.</summary>
internal sealed class OperatorFamilyReader : ICatalogReader
{
    private static readonly string Sql = $"""
        SELECT f.oid, n.nspname AS schema, f.opfname AS name, pg_catalog.pg_get_userbyid(f.opfowner) AS owner, a.amname AS method
        FROM pg_catalog.pg_opfamily AS f
        JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
        JOIN pg_catalog.pg_am AS a ON a.oid = f.opfmethod
        WHERE {UserObjects.InUserSchema("n")} AND {UserObjects.NotOfExtension("pg_opfamily", "f.oid")}
        ORDER BY n.nspname, f.opfname, a.amname
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        ILookup<CatalogId, OperatorMember> members = await OperatorMember.ReadAllAsync(session, cancellationToken);
        return await session.QueryAsync(Sql, row => Item(row, members), cancellationToken);
    }

    private static SchemaItem Item(CatalogRow row, ILookup<CatalogId, OperatorMember> members)
    {
        CatalogId id = new("pg_opfamily", row.Oid("oid"));
        string name = $"{SqlText.Name(row.Text("schema"), row.Text("name"))} USING {SqlText.Name(row.Text("method"))}";
        OperatorMember[] loose = [.. members[id]];
        string add = loose.Length == 0 ? ""
            : $"ALTER OPERATOR FAMILY {name} ADD\n    {string.Join(",\n    ", loose.Select(m => m.Clause))};\n";
        SchemaItem item = new()
        {
            Kind = ItemKind.OperatorFamily,
            Id = id,
            Schema = row.Text("schema"),
            Name = row.Text("name"),
            Create = $"CREATE OPERATOR FAMILY {name};\n{add}",
            Address = $"OPERATOR FAMILY {name}",
            Owner = row.Text("owner"),
        };
        item.AlsoMakes.AddRange(loose.Select(m => m.Id));
        return item;
    }
}
