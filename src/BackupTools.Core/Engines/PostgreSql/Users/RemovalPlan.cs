using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Users;

/// <summary>
/// How to remove a role: in each database where it owns something or something was granted to it, what it owns goes to somebody or is
/// dropped, and the grants are revoked; the role itself goes at the end.
/// </summary>
internal static class RemovalPlan
{
    /// <summary>Works it out.</summary>
    public static async Task<UserPlan> MakeAsync(
        CatalogSession session, DbConnectionInfo connection, UserRemoval request, CancellationToken cancellationToken)
    {
        UserRules.CheckRemoval(request);
        DbUser user = await RoleRules.RequireAsync(session, connection, request.Name, cancellationToken);
        await RoleRules.RequireAllAsync(session, connection, request.ReassignTo is null ? [] : [request.ReassignTo], cancellationToken);
        await RefuseProtectedAsync(session, user, request, cancellationToken);
        List<Trace> traces = await FindTracesAsync(session, user.Name, cancellationToken);
        string shared = await FindSharedAsync(session, user.Name, cancellationToken);
        RefuseUndecided(request, traces, shared);
        long sessions = (await session.QueryAsync(
            $"SELECT count(*) AS n FROM pg_catalog.pg_stat_activity a WHERE a.usename::text = {SqlText.Literal(user.Name)}", row => row.Number("n"), cancellationToken))[0];

        // The session's own database comes last, so that what is done there and the end of the role are one transaction.
        string here = session.Connection.Database!;
        List<string> databases = [.. traces.Where(t => t.Database is not null && t.Database != here).Select(t => t.Database!).Order(StringComparer.Ordinal)];
        if (traces.Count > 0)
            databases.Add(here);
        List<UserStep> steps = [.. databases.SelectMany(d => StepsIn(d, request)), new($"DROP ROLE {SqlText.Name(user.Name)}", here)];
        return new UserPlan(
            null, steps,
            sessions == 0 ? [] : [UserRules.OpenSessions(user.Name, sessions)]);
    }

    private static async Task RefuseProtectedAsync(
        CatalogSession session, DbUser user, UserRemoval request, CancellationToken cancellationToken)
    {
        (string me, bool hasOther) = await RoleRules.LookAroundAsync(session, user.Name, cancellationToken);
        UserRules.RefuseRemoval(user.Name, me == user.Name, user.Superuser && !hasOther, request.Force);
    }

    /// <summary>What the role owns is dropped or kept only where somebody has said so.</summary>
    private static void RefuseUndecided(UserRemoval request, List<Trace> traces, string shared)
    {
        string[] owned = [.. traces.Where(t => t.Owned > 0 && t.Database is not null).Select(t => $"{Figures.Count(t.Owned, "object")} in the database '{t.Database}'")];
        if (request.ReassignTo is null && !request.DropOwned && owned.Length + shared.Length > 0)
        {
            throw new BackupException(
                ErrorCode.UserOwnsObjects, $"'{request.Name}' owns {string.Join(", ", owned.Append(shared).Where(o => o.Length > 0))}.",
                $"Say who gets that with {Setting.ReassignTo}, or that it is dropped with {Setting.DropOwned}.", request.Name);
        }

        if (request.DropOwned && shared.Length > 0)
        {
            throw new BackupException(
                ErrorCode.UserOwnsObjects, $"'{request.Name}' owns {shared}, which {Setting.DropOwned} does not drop.",
                $"Give them to another user, drop them, or use {Setting.ReassignTo}.", request.Name);
        }

        if (traces.FirstOrDefault(t => !t.IsOpen) is { } closed)
        {
            throw new BackupException(
                ErrorCode.UserOwnsObjects, $"'{request.Name}' owns or may use objects in the database '{closed.Database}', which takes no connections.",
                "Let it take connections (ALLOW_CONNECTIONS), or drop it.", closed.Database);
        }
    }

    private static IEnumerable<UserStep> StepsIn(string database, UserRemoval request)
    {
        string name = SqlText.Name(request.Name);
        if (request.ReassignTo is { } heir)
            yield return new UserStep($"REASSIGN OWNED BY {name} TO {SqlText.Name(heir)}", database);
        string drop = $"DROP OWNED BY {name}";
        yield return request.DropOwned ? new UserStep(drop, database) : new UserStep(drop, database) { Statement = StillOwnsNothing(request.Name) + drop };
    }

    /// <summary>DROP OWNED revokes what was granted; should the role have come to own something since the planning, it is refused.</summary>
    private static string StillOwnsNothing(string name)
    {
        string body =
            $"""
            BEGIN
            IF EXISTS (SELECT FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
                WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND r.rolname::text = {SqlText.Literal(name)} AND s.deptype = 'o'
                AND s.dbid IN (0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())))
            THEN RAISE EXCEPTION 'the user owns objects by now';
            END IF;
            END
            """;
        return $"DO {SqlText.DollarQuoted(body)}; ";
    }

    private static Task<List<Trace>> FindTracesAsync(CatalogSession session, string name, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        SELECT d.datname::text AS database, coalesce(d.datallowconn, true) AS is_open, count(*) FILTER (WHERE s.deptype = 'o') AS owned
        FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid LEFT JOIN pg_catalog.pg_database d ON d.oid = s.dbid
        WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND r.rolname::text = {SqlText.Literal(name)}
        GROUP BY d.datname, d.datallowconn
        """,
        row => new Trace(row.TextOrNull("database"), row.Flag("is_open"), row.Number("owned")), cancellationToken);

    /// <summary>The databases and tablespaces that it owns, as the end of a sentence; empty where there are none.</summary>
    private static async Task<string> FindSharedAsync(CatalogSession session, string name, CancellationToken cancellationToken)
    {
        List<string> found = await session.QueryAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SELECT 'the database ''' || d.datname::text || '''' AS what FROM pg_catalog.pg_database d WHERE pg_catalog.pg_get_userbyid(d.datdba)::text = {SqlText.Literal(name)}
                UNION ALL SELECT 'the tablespace ''' || t.spcname::text || '''' FROM pg_catalog.pg_tablespace t WHERE pg_catalog.pg_get_userbyid(t.spcowner)::text = {SqlText.Literal(name)}
                """),
            row => row.Text("what"), cancellationToken);
        return string.Join(", ", found);
    }

    /// <summary>What a database knows of the role.</summary>
    /// <param name="Database">The database; null for what belongs to the server.</param>
    /// <param name="IsOpen">True where it takes connections.</param>
    /// <param name="Owned">How many objects there the role owns.</param>
    private sealed record Trace(string? Database, bool IsOpen, long Owned);
}
