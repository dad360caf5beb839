using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Users;

/// <summary>Reads the roles of a server.</summary>
internal static class RoleListing
{
    private const string Query =
        """
        SELECT r.oid, r.rolname::text AS name, r.rolsuper AS super, r.rolcreatedb AS create_db, r.rolcreaterole AS create_role,
            r.rolreplication AS replication, r.rolbypassrls AS bypass_rls, r.rolcanlogin AS login, r.rolconnlimit AS connection_limit,
            r.rolvaliduntil IS NOT NULL AND r.rolvaliduntil <> 'infinity' AS ends,
            CASE WHEN pg_catalog.isfinite(r.rolvaliduntil)
                THEN (pg_catalog.date_part('epoch', r.rolvaliduntil) * 1000)::pg_catalog.int8 END AS ends_at,
            ARRAY(SELECT DISTINCT g.rolname::text FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                WHERE m.member = r.oid ORDER BY 1) AS member_of,
            pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment
        FROM pg_catalog.pg_roles r
        """;

    /// <summary>Lists the roles with what was granted to them.</summary>
    public static Task<IReadOnlyList<DbUser>> ReadAsync(
        DbConnectionInfo connection, bool withSystemRoles, CancellationToken cancellationToken) => UserSession.RunAsync<IReadOnlyList<DbUser>>(
        connection,
        "Listing the users",
        async session =>
        {
            ILookup<uint, DbGrant> grants = await GrantListing.ReadAsync(session, cancellationToken);
            string condition = withSystemRoles ? "" : @" WHERE r.rolname::text !~ '^pg_'";
            return await session.QueryAsync(
                $"{Query}{condition} ORDER BY r.rolname", row => Describe(row, connection) with { Grants = [.. grants[row.Oid("oid")]] }, cancellationToken);
        },
        cancellationToken);

    /// <summary>Reads one role; null where there is none of that name.</summary>
    public static async Task<DbUser?> FindAsync(
        CatalogSession session, DbConnectionInfo connection, string name, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"{Query} WHERE r.rolname::text = {SqlText.Literal(name)}", row => Describe(row, connection), cancellationToken))
            .FirstOrDefault();

    /// <summary>The names of all roles.</summary>
    public static Task<List<string>> NamesAsync(CatalogSession session, CancellationToken cancellationToken) =>
        session.QueryAsync("SELECT r.rolname::text AS name FROM pg_catalog.pg_roles r ORDER BY 1", row => row.Text("name"), cancellationToken);

    private static DbUser Describe(CatalogRow row, DbConnectionInfo connection) => new()
    {
        Connection = connection,
        Name = row.Text("name"),
        Superuser = row.Flag("super"),
        CreateDatabase = row.Flag("create_db"),
        CreateRole = row.Flag("create_role"),
        Replication = row.Flag("replication"),
        BypassRls = row.Flag("bypass_rls"),
        CanLogin = row.Flag("login"),
        ConnectionLimit = row.Number("connection_limit") is var limit and >= 0 ? (int)limit : null,
        ValidUntil = row.Flag("ends") ? EndOf(row) : null,
        MemberOf = row.Texts("member_of"),
        Comment = row.TextOrNull("comment"),
    };

    /// <summary>The moment as .NET has it; what lies beyond its calendar is its end.</summary>
    private static DateTimeOffset EndOf(CatalogRow row)
    {
        if (row.IsNull("ends_at"))
            return DateTimeOffset.MinValue; // -infinity: it has never counted.
        long most = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), least = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(row.Number("ends_at"), least, most));
    }

    /// <summary>A moment as the server reads it.</summary>
    public static string Moment(DateTimeOffset moment) => moment == DateTimeOffset.MaxValue
        ? "infinity"
        : moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff+00", CultureInfo.InvariantCulture);
}
