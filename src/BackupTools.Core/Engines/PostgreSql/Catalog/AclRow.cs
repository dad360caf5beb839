using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>One privilege of one role on one object.</summary>
internal sealed record AclRow
{
    public required CatalogId Id { get; init; }

    /// <summary>The kind of object, as <c>acldefault</c> knows it.</summary>
    public required char Type { get; init; }

    public required string? Schema { get; init; }

    public required string Name { get; init; }

    /// <summary>The name with the arguments, for a function.</summary>
    public required string FullName { get; init; }

    public required string Owner { get; init; }

    public required GrantTarget Target { get; init; }

    public required bool IsWanted { get; init; }

    /// <summary>True where a new object of the kind has the privilege.</summary>
    public bool IsInitial => Privilege is not null && !IsWanted;

    public required string? Grantor { get; init; }

    public required string? Grantee { get; init; }

    /// <summary>The privilege; null where nobody has any.</summary>
    public required string? Privilege { get; init; }

    public required bool IsGrantable { get; init; }

    public static AclRow Read(CatalogRow row)
    {
        string? schema = row.TextOrNull("schema");
        string name = row.Text("name");
        string? arguments = row.TextOrNull("arguments");
        string signature = arguments is null ? "" : $"({arguments})";
        string keyword = row.Text("keyword");
        string address = keyword == "LARGE OBJECT" ? name : schema is null ? SqlText.Name(name) : SqlText.Name(schema, name) + signature;
        return new AclRow
        {
            Id = new CatalogId(row.Text("catalog"), row.Oid("oid"), (int)row.Number("subid")),
            Type = row.Text("type")[0],
            Schema = schema,
            Name = name,
            FullName = name + signature,
            Owner = row.Text("owner"),
            Target = new GrantTarget(keyword == "DATABASE" ? null : $"{keyword} {address}", row.TextOrNull("column")),
            IsWanted = row.Flag("is_wanted"),
            Grantor = row.TextOrNull("grantor"),
            Grantee = row.TextOrNull("grantee"),
            Privilege = row.TextOrNull("privilege"),
            IsGrantable = row.Flag("is_grantable"),
        };
    }

    /// <summary>The rows of one object, as grants from one role to another, in the order of the catalog.</summary>
    public static IReadOnlyList<AclItem> Items(IEnumerable<AclRow> rows) =>
    [
        .. rows.Where(r => r.Privilege is not null).GroupBy(r => (Grantor: r.Grantor!, r.Grantee)).Select(g => new AclItem(
            g.Key.Grantor, g.Key.Grantee, [.. g.Where(r => !r.IsGrantable).Select(r => r.Privilege!)],
            [.. g.Where(r => r.IsGrantable).Select(r => r.Privilege!)])),
    ];
}
