using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Users;

/// <summary>Works out the statements of a request.</summary>
internal static class UserPlanner
{
    /// <summary>Works them out.</summary>
    public static Task<UserPlan> RunAsync(DbConnectionInfo connection, UserRequest request, CancellationToken cancellationToken) => request switch
    {
        UserCreation create => AskAsync(connection, session => CreateAsync(session, connection, create, cancellationToken), cancellationToken),
        UserChange change => AskAsync(connection, session => ChangeAsync(session, connection, change, cancellationToken), cancellationToken),
        UserRemoval remove => AskAsync(connection, session => RemovalPlan.MakeAsync(session, connection, remove, cancellationToken), cancellationToken),
        UserCopy copy => CopyPlan.MakeAsync(connection, copy, cancellationToken),
        _ => throw new ArgumentException($"{request.GetType().Name} is not known.", nameof(request)),
    };

    private static Task<UserPlan> AskAsync(
        DbConnectionInfo connection, Func<CatalogSession, Task<UserPlan>> ask, CancellationToken cancellationToken) =>
        UserSession.RunAsync(connection, "Planning a change of users", ask, cancellationToken);

    private static async Task<UserPlan> CreateAsync(
        CatalogSession session, DbConnectionInfo connection, UserCreation request, CancellationToken cancellationToken)
    {
        RoleRules.CheckAttributes(request.Attributes);
        await RoleRules.RequireFreeAsync(session, connection, request.Name, cancellationToken);
        await RoleRules.RequireAllAsync(session, connection, request.Attributes.MemberOf, cancellationToken);
        string database = session.Connection.Database!;
        UserAttributes attributes = request.Attributes with { CanLogin = request.Attributes.CanLogin ?? true };
        return new UserPlan(
            request.Name,
            [new RoleClauses(attributes).After($"CREATE ROLE {SqlText.Name(request.Name)}", database), .. Memberships(request.Name, attributes, database)], []);
    }

    private static async Task<UserPlan> ChangeAsync(
        CatalogSession session, DbConnectionInfo connection, UserChange request, CancellationToken cancellationToken)
    {
        UserAttributes attributes = request.Attributes;
        RoleRules.CheckAttributes(attributes);
        DbUser user = await RoleRules.RequireAsync(session, connection, request.Name, cancellationToken);
        await RoleRules.RequireAllAsync(session, connection, [.. attributes.MemberOf, .. attributes.NotMemberOf], cancellationToken);
        if (attributes.NewName is { } wanted && wanted != user.Name)
            await RoleRules.RequireFreeAsync(session, connection, wanted, cancellationToken);
        if (!request.Force)
            await RefuseWeakeningAsync(session, user, attributes, cancellationToken);

        string database = session.Connection.Database!, name = SqlText.Name(user.Name);
        RoleClauses clauses = new(attributes);
        List<UserStep> steps = clauses.IsEmpty ? [] : [clauses.After($"ALTER ROLE {name}", database)];
        steps.AddRange(Memberships(user.Name, attributes, database));
        if (attributes.NewName is { } newName && newName != user.Name)
            steps.Add(new UserStep($"ALTER ROLE {name} RENAME TO {SqlText.Name(newName)}", database));
        return new UserPlan(attributes.NewName ?? user.Name, steps, []);
    }

    /// <summary>Refuses to take from oneself what it takes to give it back, and from the last superuser what makes it one.</summary>
    private static async Task RefuseWeakeningAsync(
        CatalogSession session, DbUser user, UserAttributes attributes, CancellationToken cancellationToken)
    {
        bool weakens = (attributes.Superuser == false && user.Superuser) || (attributes.CanLogin == false && user.CanLogin)
            || (attributes.CreateRole == false && user.CreateRole) || attributes.ValidUntil <= DateTimeOffset.UtcNow || attributes.ConnectionLimit == 0;
        if (!weakens)
            return;
        (string me, bool hasOther) = await RoleRules.LookAroundAsync(session, user.Name, cancellationToken);
        UserRules.RefuseWeakening(user.Name, me == user.Name, user.Superuser && !hasOther);
    }

    private static IEnumerable<UserStep> Memberships(string user, UserAttributes attributes, string database) =>
    [
        .. attributes.MemberOf.Distinct(StringComparer.Ordinal).Select(r => new UserStep($"GRANT {SqlText.Name(r)} TO {SqlText.Name(user)}", database)),
        .. attributes.NotMemberOf.Distinct(StringComparer.Ordinal).Select(r => new UserStep($"REVOKE {SqlText.Name(r)} FROM {SqlText.Name(user)}", database)),
    ];
}
