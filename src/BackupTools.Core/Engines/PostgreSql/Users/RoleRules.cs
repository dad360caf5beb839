using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Users;

/// <summary>What must be true before a role is changed.</summary>
internal static class RoleRules
{
    /// <summary>The server cuts longer names without an error, and so would mean another role.</summary>
    private const int MaxNameBytes = 63;

    /// <summary>Refuses what cannot be the name of a role.</summary>
    public static void CheckName(string name)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{name}' cannot be the name of a user of PostgreSQL.",
                $"Give one of 1 to {MaxNameBytes} bytes.", name);
        }
    }

    /// <summary>Refuses what PostgreSQL has not, and what contradicts itself.</summary>
    public static void CheckAttributes(UserAttributes attributes)
    {
        if (attributes.Locked is not null)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, "PostgreSQL has no lock for users.", $"Take away the login with {Setting.CanLogin}, or end the password with {Setting.ValidUntil}.");
        }

        UserRules.CheckAttributes(attributes);
    }

    /// <summary>The role, or an error that names what may have been meant.</summary>
    public static async Task<DbUser> RequireAsync(
        CatalogSession session, DbConnectionInfo connection, string name, CancellationToken cancellationToken) =>
        await RoleListing.FindAsync(session, connection, name, cancellationToken)
            ?? throw UserRules.NotFound(name, connection, await RoleListing.NamesAsync(session, cancellationToken));

    /// <summary>Refuses names that no role has.</summary>
    public static async Task RequireAllAsync(
        CatalogSession session, DbConnectionInfo connection, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
            return;
        List<string> known = await RoleListing.NamesAsync(session, cancellationToken);
        if (names.FirstOrDefault(n => !known.Contains(n)) is { } missing)
            throw UserRules.NotFound(missing, connection, known);
    }

    /// <summary>Refuses a name that a role has.</summary>
    public static async Task RequireFreeAsync(
        CatalogSession session, DbConnectionInfo connection, string name, CancellationToken cancellationToken)
    {
        CheckName(name);
        if (await RoleListing.FindAsync(session, connection, name, cancellationToken) is not null)
            throw UserRules.Exists(name, connection);
    }

    /// <summary>The role that the session is, and whether another superuser can log in.</summary>
    public static async Task<(string Me, bool HasOtherSuperuser)> LookAroundAsync(CatalogSession session, string name, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"""
            SELECT session_user::text AS me, EXISTS (SELECT FROM pg_catalog.pg_roles r
                WHERE r.rolsuper AND r.rolcanlogin AND r.rolname::text <> {Text.SqlText.Literal(name)}
                AND (r.rolvaliduntil IS NULL OR r.rolvaliduntil > pg_catalog.now())) AS other
            """,
            row => (row.Text("me"), row.Flag("other")), cancellationToken))[0];
}
