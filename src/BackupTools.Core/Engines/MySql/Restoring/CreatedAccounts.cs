using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Users;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>
/// The accounts that a restore has made because the server lacked them. They go again where the restore fails. What was granted to
/// them in the database is granted when that is there.
/// </summary>
internal sealed class CreatedAccounts(RestoreScope scope)
{
    private const int MostNamed = 10;

    private readonly List<UserStep> _made = [];

    /// <summary>What the user should know.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Makes them.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        if (scope.Accounts.Count == 0)
            return;
        await using ControlSession session = await OpenAsync(cancellationToken);
        PasswordPolicy policy = await PasswordPolicy.ReadAsync(session, cancellationToken);
        foreach (SchemaAccount account in scope.Accounts)
        {
            UserStep step = Making(account, session, policy);
            await UserExecution.RunAsync(session, step, cancellationToken);
            _made.Add(step);
        }
    }

    /// <summary>Gives them what was made of their roles, and what was granted to them; what the server refuses is a warning.</summary>
    public async Task GrantAsync(CancellationToken cancellationToken)
    {
        if (scope.Accounts.Count == 0)
            return;
        await using ControlSession session = await OpenAsync(cancellationToken);
        bool keepsWildcards = await CopyOriginal.KeepsWildcardsAsync(session, cancellationToken);
        HashSet<AccountName> made = [.. scope.Accounts.Select(AccountNeeds.NameOf)];
        foreach (SchemaAccount account in scope.Accounts)
        {
            AccountName name = AccountNeeds.NameOf(account);
            List<UserStep> steps = [];
            if (!scope.Request.NoPrivileges)
                steps.AddRange((account.Grants ?? []).Select(g => Granting(g, name, keepsWildcards)));
            steps.AddRange(Roles(account, name, made));
            foreach (UserStep step in steps)
                await TryAsync(session, step, cancellationToken);
            if (account.OnServer is { Count: > 0 } more)
            {
                string some = string.Join(", ", more.Take(MostNamed)) + (more.Count > MostNamed ? " …" : "");
                Warnings.Add($"'{name}' had privileges on the whole server where the backup was made ({some}), which a restore does not grant.");
            }
        }
    }

    /// <summary>Drops them.</summary>
    public async Task DropAsync()
    {
        if (_made.Count == 0)
            return;
        try
        {
            await using ControlSession session = await OpenAsync(CancellationToken.None);
            foreach (UserStep step in _made)
                await session.ExecuteAsync(step.Undo!, CancellationToken.None);
        }
        catch (BackupException e)
        {
            // The error that led here is the one to report.
            WorkLog.Verbose($"Accounts that were created stay: {e.Message}");
        }
    }

    private UserStep Making(SchemaAccount described, ControlSession session, PasswordPolicy policy)
    {
        AccountName name = AccountNeeds.NameOf(described);
        if (described.Role == true)
            return UserPlanner.CreateRole(name, scope.Target);
        Account account = new()
        {
            Name = name, IsRole = false, IsLocked = described.Locked == true, Logins = [.. (described.Logins ?? []).Select(l => new LoginWay(l.Plugin, l.Stored))],
            Limits = described.Limits ?? new Dictionary<string, string>(), Tls = described.Tls ?? "",
            TlsDetails = described.TlsDetails ?? new Dictionary<string, string>(),
        };
        AccountClauses clauses = new(session.Version);
        clauses.CopyFrom(account);
        string? obstacle = account.Logins.Count == 0
            ? "its password is not in the backup"
            : CopyPlan.FindObstacle(account, session.Version.IsMariaDb, session.Version, policy) is { } why ? $"its password cannot be taken over: {why}" : null;
        if (obstacle is null)
            clauses.SetLogins(account.Logins);
        else
            Warnings.Add($"The account '{name}' was created and is locked until it is given a password ({Setting.Password}) and unlocked: {obstacle}.");
        if (obstacle is not null || account.IsLocked)
            clauses.Add("ACCOUNT LOCK");
        return clauses.After($"CREATE USER {name.Sql}", scope.Target) with { Undo = $"DROP USER {name.Sql}" };
    }

    private UserStep Granting(SchemaGrant grant, AccountName name, bool keepsWildcards)
    {
        GrantLine line = new()
        {
            Privileges = [.. grant.Privileges.Select(p => new Privilege(p.Name, p.Columns ?? []))], Keyword = grant.Keyword ?? "", Object = grant.Object,
            Database = grant.Object is null && keepsWildcards ? DatabasePattern.Of(scope.Target) : scope.Target, IsGrantable = grant.Grantable == true, Grantee = name,
        };
        return new UserStep(line.Statement(name), scope.Target);
    }

    private List<UserStep> Roles(SchemaAccount account, AccountName name, HashSet<AccountName> made)
    {
        RoleSteps steps = new(scope.State.Version.IsMariaDb, scope.Target);
        List<AccountName> on = [];
        foreach (SchemaMembership membership in account.MemberOf ?? [])
        {
            AccountName role = new(membership.User, membership.Host);
            // One that is there may do what it likes on the server, and any account can be a role: an archive gives nobody that.
            if (!made.Contains(role))
            {
                Warnings.Add($"'{name}' was a member of '{role}', which this restore does not create: grant it where that is meant.");
                continue;
            }

            steps.Grant(role, name, membership.Admin == true);
            if (membership.Default == true)
                on.Add(role);
        }

        if (on.Count > 0 && account.Role != true)
            steps.TurnOn(on, name);
        Warnings.AddRange(steps.Warnings);
        return steps.Steps;
    }

    private async Task TryAsync(ControlSession session, UserStep step, CancellationToken cancellationToken)
    {
        try
        {
            await UserExecution.RunAsync(session, step, cancellationToken);
        }
        catch (BackupException e) when (e.Code != ErrorCode.ConnectionLost)
        {
            Warnings.Add(e.Message);
        }
    }

    private Task<ControlSession> OpenAsync(CancellationToken cancellationToken) => ControlSession.OpenAsync(scope.Server, scope.LockTimeout, cancellationToken);
}
