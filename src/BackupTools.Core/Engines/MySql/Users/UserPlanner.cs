using System.Net;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>Works out the statements of a request.</summary>
internal static class UserPlanner
{
    /// <summary>Works them out.</summary>
    public static Task<UserPlan> RunAsync(DbConnectionInfo connection, UserRequest request, CancellationToken cancellationToken) => request switch
    {
        UserCreation create => UserSession.RunAsync(connection, session => CreateAsync(session, connection, create, cancellationToken), cancellationToken),
        UserChange change => UserSession.RunAsync(connection, session => ChangePlan.MakeAsync(session, connection, change, cancellationToken), cancellationToken),
        UserRemoval remove => UserSession.RunAsync(connection, session => RemovalPlan.MakeAsync(session, connection, remove, cancellationToken), cancellationToken),
        UserCopy copy => CopyPlan.MakeAsync(connection, copy, cancellationToken),
        _ => throw new ArgumentException($"{request.GetType().Name} is not known.", nameof(request)),
    };

    /// <summary>The statement that makes a role.</summary>
    public static UserStep CreateRole(AccountName name, string database) => new($"CREATE ROLE {name.Sql}", database) { Undo = $"DROP ROLE {name.Sql}" };

    /// <summary>The password as text.</summary>
    public static string PlainText(System.Security.SecureString password) => new NetworkCredential("", password).Password;

    private static async Task<UserPlan> CreateAsync(
        ControlSession session, DbConnectionInfo connection, UserCreation request, CancellationToken cancellationToken)
    {
        UserAttributes attributes = request.Attributes;
        AccountRules.CheckAttributes(attributes);
        bool isMariaDb = session.Version.IsMariaDb, isMariaDbRole = isMariaDb && attributes.CanLogin == false;
        AccountName name = AccountName.OfRequest(request.Name, isMariaDbRole ? null : AccountName.AnyHost);
        AccountRules.CheckName(name, session.Version);
        if (isMariaDbRole)
            AccountRules.CheckRole(attributes, name.Text);
        if (isMariaDbRole && name.Host is not null)
            throw new BackupException(ErrorCode.InvalidArgument, $"'{name}' is to be a role, and roles of MariaDB have no host.", "Leave out the host.", name.Text);
        AccountSet set = await AccountSet.ReadAsync(session, connection, cancellationToken);
        set.RequireFree(name);
        List<AccountName> roles = [.. attributes.MemberOf.Distinct(StringComparer.Ordinal).Select(r => set.Require(r).Name).Distinct()];

        string database = session.Settings.Database ?? "";
        List<string> warnings = [];
        bool isPlainRole = attributes is { CanLogin: false, Password: null, ValidUntil: null, ConnectionLimit: null, Locked: null };
        UserStep make = isPlainRole
            ? CreateRole(name, database)
            : (await AccountAsync(session, attributes, set, warnings, cancellationToken)).After($"CREATE USER {name.Sql}", database) with { Undo = $"DROP USER {name.Sql}" };
        RoleSteps given = new(isMariaDb, database);
        foreach (AccountName role in roles)
            given.Grant(role, name);
        if (roles.Count > 0 && !isPlainRole)
            given.TurnOn(roles, name);
        return new UserPlan(name.Text, [make, .. PrivilegeSteps.Of(attributes, new PrivilegeState(), name, database), .. given.Steps], [.. warnings, .. given.Warnings]);
    }

    /// <summary>The clauses of a new account, which nobody may enter without a password.</summary>
    private static async Task<AccountClauses> AccountAsync(
        ControlSession session, UserAttributes attributes, AccountSet set, List<string> warnings, CancellationToken cancellationToken)
    {
        AccountClauses clauses = new(session.Version);
        bool isLocked = attributes.Locked == true || attributes.CanLogin == false;
        if (attributes.Password is { } password)
        {
            PasswordPolicy policy = await PasswordPolicy.ReadAsync(session, cancellationToken);
            clauses.SetLogins([policy.Make(policy.DefaultPlugin, PlainText(password))]);
            if (policy.Warning is { } warning)
                warnings.Add(warning);
        }
        else if (!isLocked)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "MySQL and MariaDB let anybody in as a user without a password.",
                $"Give one with {Setting.Password}, lock the user, or make a role with {Setting.CanLogin} turned off.");
        }

        if (attributes.ConnectionLimit is { } limit)
            clauses.SetSessionLimit(limit);
        if (attributes.ValidUntil is { } end)
            clauses.Add(AccountRules.PasswordEnd(end, set.Now, set.Now, warnings));
        if (isLocked)
            clauses.Add("ACCOUNT LOCK");
        return clauses;
    }
}
