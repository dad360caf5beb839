using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Users;

/// <summary>How to make a role like another one: with its attributes, settings and memberships, and with the grants that find their objects.</summary>
internal static partial class CopyPlan
{
    /// <summary>Works it out; the source is read, the destination asked for what it has.</summary>
    public static async Task<UserPlan> MakeAsync(DbConnectionInfo destination, UserCopy request, CancellationToken cancellationToken)
    {
        RoleRules.CheckAttributes(new UserAttributes { Password = request.Password });
        Original original = await UserSession.RunAsync(
            request.Source, "Reading a user", session => ReadAsync(session, request, cancellationToken), cancellationToken);
        return await UserSession.RunAsync(
            destination,
            "Planning the copy of a user",
            async session =>
            {
                await RoleRules.RequireFreeAsync(session, destination, request.NewName, cancellationToken);
                HashSet<string> roles = [.. await RoleListing.NamesAsync(session, cancellationToken)];
                return Make(original, request, session.Connection.Database!, roles);
            },
            cancellationToken);
    }

    private static async Task<Original> ReadAsync(CatalogSession session, UserCopy request, CancellationToken cancellationToken)
    {
        DbUser user = await RoleRules.RequireAsync(session, request.Source, request.Name, cancellationToken);
        string condition = $"r.rolname::text = {SqlText.Literal(user.Name)}";
        (uint oid, string[] settings) = (await session.QueryAsync(
            $"""
            SELECT r.oid, s.setconfig AS settings FROM pg_catalog.pg_roles r
            LEFT JOIN pg_catalog.pg_db_role_setting s ON s.setrole = r.oid AND s.setdatabase = 0 WHERE {condition}
            """,
            row => (row.Oid("oid"), row.Texts("settings")), cancellationToken))[0];
        IEnumerable<DbGrant> grants = request.WithGrants ? (await GrantListing.ReadAsync(session, cancellationToken))[oid] : [];
        return new Original(
            user with { Grants = [.. grants] }, session.Connection.Database!, settings.Where(s => s.IndexOf('=', StringComparison.Ordinal) > 0).ToArray(),
            request.Password is null ? await ReadPasswordAsync(session, condition, cancellationToken) : null);
    }

    /// <summary>The password as the server keeps it; null where it has none or does not show it.</summary>
    private static async Task<string?> ReadPasswordAsync(CatalogSession session, string condition, CancellationToken cancellationToken)
    {
        try
        {
            string? stored = (await session.QueryAsync(
                $"SELECT r.rolpassword AS stored FROM pg_catalog.pg_authid r WHERE {condition}", row => row.TextOrNull("stored"), cancellationToken)).FirstOrDefault();
            return stored is not null && StoredPassword().IsMatch(stored) ? stored : null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }
    }

    private static UserPlan Make(Original original, UserCopy request, string database, HashSet<string> roles)
    {
        DbUser user = original.User;
        string name = SqlText.Name(request.NewName);
        List<string> warnings = [];
        RoleClauses clauses = new(new UserAttributes
        {
            Superuser = user.Superuser,
            CreateDatabase = user.CreateDatabase,
            CreateRole = user.CreateRole,
            Replication = user.Replication,
            BypassRls = user.BypassRls,
            CanLogin = user.CanLogin,
            ConnectionLimit = user.ConnectionLimit,
            ValidUntil = user.ValidUntil,
            Password = request.Password,
        });
        if (Usable(original, request) is { } stored)
            clauses.AddStored(stored);
        else if (request.Password is null && user.CanLogin)
            warnings.Add($"The password of '{user.Name}' could not be read, so '{request.NewName}' has none. Give it one with {Setting.Password}.");

        List<UserStep> steps = [clauses.After($"CREATE ROLE {name}", database)];
        steps.AddRange(original.Settings.Select(s => new UserStep($"ALTER ROLE {name} {SettingText.Write(s)}", database) { IsOptional = true }));
        foreach (string role in user.MemberOf)
        {
            if (roles.Contains(role))
                steps.Add(new UserStep($"GRANT {SqlText.Name(role)} TO {name}", database));
            else
                warnings.Add($"'{user.Name}' is a member of '{role}', which is not there; '{request.NewName}' becomes none.");
        }

        if (user.Comment is { } comment)
            steps.Add(new UserStep($"COMMENT ON ROLE {name} IS {SqlText.Literal(comment)}", database));
        steps.AddRange(user.Grants.Select(g => new UserStep(GrantListing.Statement(Moved(g, original.Database, database), request.NewName), database) { IsOptional = true }));
        return new UserPlan(request.NewName, steps, warnings);
    }

    /// <summary>The stored password where it works under the new name: MD5 has the name in it.</summary>
    private static string? Usable(Original original, UserCopy request) =>
        original.Stored is { } stored && (request.NewName == request.Name || !stored.StartsWith("md5", StringComparison.Ordinal)) ? stored : null;

    /// <summary>A grant on the database that was read is one on the database that is written.</summary>
    private static DbGrant Moved(DbGrant grant, string from, string to) =>
        grant.Kind == "database" && grant.Name == from ? grant with { Name = to, Target = $"DATABASE {SqlText.Name(to)}" } : grant;

    [GeneratedRegex(@"^(md5[0-9a-f]{32}|SCRAM-SHA-256\$[0-9]{1,10}:[A-Za-z0-9+/=]{1,200}\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44})$")]
    private static partial Regex StoredPassword();

    private sealed record Original(DbUser User, string Database, string[] Settings, string? Stored);
}
