using System.Globalization;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Catalog;

/// <summary>
/// Reads the roles that a schema names. Each is made only where it is missing, with its settings and the memberships in
/// others of them: a role that is there keeps what it has.
/// </summary>
internal static class RoleReader
{
    /// <summary>The roles, as items that each depend on those that they are members of.</summary>
    /// <param name="session">The session.</param>
    /// <param name="names">The roles that are named.</param>
    /// <param name="includePasswordHashes">True to read the password hashes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> where the hashes may not be read.</exception>
    public static async Task<IReadOnlyList<SchemaItem>> ReadAsync(
        CatalogSession session, IReadOnlyCollection<string> names, bool includePasswordHashes, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
            return [];
        string list = string.Join(", ", names.Select(SqlText.Literal));
        List<Membership> memberships = await session.QueryAsync(MembershipQuery(session.Version, list), Membership.Read, cancellationToken);
        ILookup<uint, Membership> byMember = memberships.ToLookup(m => m.Member);
        try
        {
            return await session.QueryAsync(RoleQuery(list, includePasswordHashes), r => ReadRole(r, byMember), cancellationToken);
        }
        catch (PostgresException e) when (includePasswordHashes && e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, "The password hashes of roles may not be read.",
                "Back up as a superuser, or without them.", inner: e);
        }
    }

    private static string RoleQuery(string names, bool includePasswordHashes) =>
        $"""
        SELECT r.oid, r.rolname AS name, r.rolsuper AS super, r.rolinherit AS inherit, r.rolcreaterole AS create_role,
               r.rolcreatedb AS create_db, r.rolcanlogin AS login, r.rolreplication AS replication, r.rolbypassrls AS bypass_rls,
               r.rolconnlimit AS connection_limit, r.rolvaliduntil::text AS valid_until, {(includePasswordHashes ? "p.rolpassword" : "NULL::text")} AS password,
               s.setconfig AS settings, pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment
        FROM pg_catalog.pg_roles r LEFT JOIN pg_catalog.pg_db_role_setting s ON s.setrole = r.oid AND s.setdatabase = 0
             {(includePasswordHashes ? "LEFT JOIN pg_catalog.pg_authid p ON p.oid = r.oid" : "")}
        WHERE r.rolname IN ({names})
        """;

    private static string MembershipQuery(int version, string names) =>
        $"""
        SELECT m.member, m.roleid AS role, r.rolname AS name, pg_catalog.bool_or(m.admin_option) AS admin,
               {(version >= 16 ? "pg_catalog.bool_or(m.inherit_option)" : "NULL::bool")} AS inherit,
               {(version >= 16 ? "pg_catalog.bool_or(m.set_option)" : "NULL::bool")} AS set
        FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.roleid JOIN pg_catalog.pg_roles u ON u.oid = m.member
        WHERE u.rolname IN ({names}) AND (r.rolname IN ({names}) OR r.rolname ~ '^pg_')
        GROUP BY m.member, m.roleid, r.rolname
        ORDER BY r.rolname
        """;

    private static SchemaItem ReadRole(CatalogRow row, ILookup<uint, Membership> memberships)
    {
        string name = row.Text("name");
        string quoted = SqlText.Name(name);
        uint oid = row.Oid("oid");
        StringBuilder text = new($"BEGIN\nIF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {SqlText.Literal(name)}) THEN\n");
        text.Append(CultureInfo.InvariantCulture, $"CREATE ROLE {quoted}");
        foreach ((string column, string attribute) in new[]
            {
                ("super", "SUPERUSER"), ("inherit", "INHERIT"), ("create_role", "CREATEROLE"), ("create_db", "CREATEDB"),
                ("login", "LOGIN"), ("replication", "REPLICATION"), ("bypass_rls", "BYPASSRLS"),
            })
        {
            text.Append(row.Flag(column) ? " " : " NO").Append(attribute);
        }

        if (row.Number("connection_limit") != -1)
            text.Append(" CONNECTION LIMIT ").Append(row.Number("connection_limit"));
        if (row.TextOrNull("password") is { } password)
            text.Append(" PASSWORD ").Append(SqlText.Literal(password));
        if (row.TextOrNull("valid_until") is { } until)
            text.Append(" VALID UNTIL ").Append(SqlText.Literal(until));
        text.Append(";\n");
        foreach (string setting in row.Texts("settings"))
            text.Append(CultureInfo.InvariantCulture, $"ALTER ROLE {quoted} {SettingText.Write(setting)};\n");
        foreach (Membership membership in memberships[oid])
            text.Append(CultureInfo.InvariantCulture, $"GRANT {SqlText.Name(membership.Name)} TO {quoted}{membership.Options};\n");
        if (row.TextOrNull("comment") is { } comment)
            text.Append(CultureInfo.InvariantCulture, $"COMMENT ON ROLE {quoted} IS {SqlText.Literal(comment)};\n");
        SchemaItem item = new()
        {
            Kind = ItemKind.Role, Id = new CatalogId("pg_authid", oid), Name = name, Roles = [name],
            Create = $"DO {SqlText.DollarQuoted(text.Append("END IF;\nEND").ToString())};\n",
        };
        item.DependsOn.AddRange(memberships[oid].Select(m => new CatalogId("pg_authid", m.Role)));
        return item;
    }

    private sealed record Membership(uint Member, uint Role, string Name, string Options)
    {
        public static Membership Read(CatalogRow row)
        {
            List<string> options = [];
            if (row.IsNull("inherit"))
            {
                if (row.Flag("admin"))
                    options.Add("ADMIN OPTION");
            }
            else
            {
                options.Add($"ADMIN {Word(row, "admin")}");
                options.Add($"INHERIT {Word(row, "inherit")}");
                options.Add($"SET {Word(row, "set")}");
            }

            return new Membership(
                row.Oid("member"), row.Oid("role"), row.Text("name"), options.Count == 0 ? "" : " WITH " + string.Join(", ", options));
        }

        private static string Word(CatalogRow row, string column) => row.Flag(column) ? "TRUE" : "FALSE";
    }
}
