using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Ordering;
using BackupTools.Engines.PostgreSql.Sessions;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>
/// Reads the privileges of everything in the database that differ from those that it has when it is made, and adds the
/// statements that grant them.
/// </summary>
internal static class PrivilegeReader
{
    private static readonly string[] ColumnPrivileges = ["INSERT", "REFERENCES", "SELECT", "UPDATE"];

    public static async Task AddAsync(CatalogSession session, AttachedSchema schema, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<char, IReadOnlyList<string>> all = await ReadAllPrivilegesAsync(session, cancellationToken);
        List<AclRow> rows = await session.QueryAsync(PrivilegeQuery.Text, AclRow.Read, cancellationToken);
        foreach (IGrouping<(CatalogId Id, string Owner), AclRow> group in rows.GroupBy(r => (r.Id, r.Owner)))
        {
            AclRow first = group.First();
            IReadOnlyList<AclItem> wanted = AclRow.Items(group.Where(r => r.IsWanted));
            IReadOnlyList<AclItem> initial = AclRow.Items(group.Where(r => r.IsInitial));
            IReadOnlyList<string> every = first.Id.SubId == 0 ? all[first.Type] : ColumnPrivileges;
            string text = first is { Id.Catalog: "pg_namespace", Name: "public" }
                ? OfSchemaPublic(session.Version, first, every, wanted)
                : GrantStatements.Write(first.Target, first.Owner, every, initial, wanted);
            if (text.Length > 0 && FindPlace(schema, first) is { } place)
            {
                place.AddPrivileges(text);
                foreach (AclRow row in group.Where(r => r.Privilege is not null))
                {
                    place.AddRole(row.Grantor);
                    place.AddRole(row.Grantee);
                }
            }
        }
    }

    /// <summary>
    /// What <c>ALL</c> means on each kind of object, by the letter that <c>acldefault</c> knows it by. On tables it means
    /// more from version 17 on, so that no list of privileges of an older server is all there is.
    /// </summary>
    public static async Task<IReadOnlyDictionary<char, IReadOnlyList<string>>> ReadAllPrivilegesAsync(
        CatalogSession session, CancellationToken cancellationToken)
    {
        List<(char Type, string Privilege)> rows = await session.QueryAsync(
            """
            SELECT t AS type, a.privilege_type
            FROM pg_catalog.unnest('{r,s,d,f,l,L,n,F,S,T}'::"char"[]) AS t, LATERAL pg_catalog.aclexplode(pg_catalog.acldefault(t, 10)) AS a
            WHERE a.grantee = 10
            """,
            r => (r.Text("type")[0], r.Text("privilege_type")), cancellationToken);
        if (session.Version < 17)
            rows.Add(('r', "MAINTAIN"));
        return rows.GroupBy(r => r.Type).ToDictionary(
            g => g.Key, IReadOnlyList<string> (g) => [.. g.Select(r => r.Privilege).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The item that the object is or is part of; a new one where the system or an extension made the object.</summary>
    private static ItemAttachments? FindPlace(AttachedSchema schema, AclRow row)
    {
        int? found = schema.Parts.Find(row.Id);
        bool isSystems = row.Id.Oid < CatalogId.FirstOfUser;
        if (found is { } index && schema.Items[index].Kind != ItemKind.Extension)
            return schema[index];
        if (found is null && !isSystems)
            return null;
        SchemaItem item = new()
        {
            Kind = ItemKind.Privileges, Id = row.Id, Schema = row.Schema, Name = row.FullName, Create = "",
        };
        if (found is { } extension)
            item.DependsOn.Add(schema.Items[extension].Id);
        return schema.Add(item);
    }

    /// <summary>
    /// Before version 15 a new database lets everybody create objects in the schema <c>public</c>; so that the result is
    /// the same on every target, what everybody has is taken away first.
    /// </summary>
    private static string OfSchemaPublic(int version, AclRow row, IReadOnlyList<string> all, IReadOnlyList<AclItem> wanted)
    {
        AclItem owners = new(row.Owner, row.Owner, all, []);
        AclItem everybodys = new(row.Owner, null, ["USAGE"], []);
        if (version >= 15 && GrantStatements.Write(row.Target, row.Owner, all, [owners, everybodys], wanted).Length == 0)
            return "";
        return row.Target.Statement("REVOKE ALL ON ", " FROM PUBLIC") + GrantStatements.Write(row.Target, row.Owner, all, [owners], wanted);
    }
}
