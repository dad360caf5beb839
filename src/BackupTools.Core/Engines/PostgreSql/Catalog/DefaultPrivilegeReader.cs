using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>Reads <c>ALTER DEFAULT PRIVILEGES</c>.</summary>
internal sealed class DefaultPrivilegeReader : ICatalogReader
{
    private const string Query =
        """
        SELECT d.oid, d.defaclobjtype AS type, pg_catalog.pg_get_userbyid(d.defaclrole) AS role, n.nspname AS schema, e.is_wanted,
               CASE WHEN e.grantor IS NOT NULL THEN pg_catalog.pg_get_userbyid(e.grantor) END AS grantor,
               CASE WHEN e.grantee <> 0 THEN pg_catalog.pg_get_userbyid(e.grantee) END AS grantee,
               e.privilege_type AS privilege, e.is_grantable
        FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
             LEFT JOIN LATERAL (
                 SELECT true AS is_wanted, w.* FROM pg_catalog.aclexplode(d.defaclacl) WITH ORDINALITY AS w
                 UNION ALL
                 SELECT false, i.* FROM pg_catalog.aclexplode(CASE WHEN d.defaclnamespace = 0 THEN pg_catalog.acldefault(
                     CASE d.defaclobjtype WHEN 'S' THEN 's'::"char" ELSE d.defaclobjtype END, d.defaclrole) END) WITH ORDINALITY AS i) e ON true
        ORDER BY role, schema, type, d.oid, e.is_wanted, e.ordinality
        """;

    public async Task<IReadOnlyList<SchemaItem>> ReadAsync(CatalogSession session, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<char, IReadOnlyList<string>> all = await PrivilegeReader.ReadAllPrivilegesAsync(session, cancellationToken);
        List<AclRow> rows = await session.QueryAsync(Query, Read, cancellationToken);
        List<SchemaItem> items = [];
        foreach (IGrouping<CatalogId, AclRow> group in rows.GroupBy(r => r.Id))
        {
            AclRow first = group.First();
            items.Add(new SchemaItem
            {
                Kind = ItemKind.DefaultPrivileges, Id = first.Id, Schema = first.Schema, Name = first.FullName,
                Create = GrantStatements.Write(
                    first.Target, first.Owner, all[first.Type == 'S' ? 's' : first.Type], AclRow.Items(group.Where(r => r.IsInitial)),
                    AclRow.Items(group.Where(r => r.IsWanted))),
                Roles = [first.Owner, .. group.Select(r => r.Grantee).OfType<string>()],
            });
        }

        return items;
    }

    private static AclRow Read(CatalogRow row)
    {
        char type = row.Text("type")[0];
        string role = row.Text("role");
        string? schema = row.TextOrNull("schema");
        string objects = type switch
        {
            'r' => "TABLES",
            'S' => "SEQUENCES",
            'f' => "FUNCTIONS",
            'T' => "TYPES",
            'n' => "SCHEMAS",
            _ => "LARGE OBJECTS",
        };
        string prefix = $"ALTER DEFAULT PRIVILEGES FOR ROLE {SqlText.Name(role)} {(schema is null ? "" : $"IN SCHEMA {SqlText.Name(schema)} ")}";
        return new AclRow
        {
            Id = new CatalogId("pg_default_acl", row.Oid("oid")),
            Type = type,
            Schema = schema,
            Name = role,
            FullName = $"{role} {objects.ToLowerInvariant()}",
            Owner = role,
            Target = new GrantTarget(objects, Prefix: prefix),
            IsWanted = row.Flag("is_wanted"),
            Grantor = row.TextOrNull("grantor"),
            Grantee = row.TextOrNull("grantee"),
            Privilege = row.TextOrNull("privilege"),
            IsGrantable = row.Flag("is_grantable"),
        };
    }
}
