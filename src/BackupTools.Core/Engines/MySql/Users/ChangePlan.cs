using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Users;

/// <summary>How to change an account or a role.</summary>
internal static class ChangePlan
{
    /// <summary>Works it out.</summary>
    public static async Task<UserPlan> MakeAsync(ControlSession session, DbConnectionInfo connection, UserChange request, CancellationToken cancellationToken)
    {
        UserAttributes attributes = request.Attributes;
        AccountRules.CheckAttributes(attributes);
        AccountSet set = await AccountSet.ReadAsync(session, connection, cancellationToken);
        Account account = set.RequireOwn(request.Name);
        AccountName name = account.Name;
        if (name.Host is null)
            AccountRules.CheckRole(attributes, name.Text);
        List<AccountName> join = [.. attributes.MemberOf.Select(r => set.Require(r).Name).Distinct()];
        List<AccountName> leave = [.. attributes.NotMemberOf.Select(r => set.Require(r).Name).Distinct()];
        AccountName newName = attributes.NewName is { } wanted ? AccountName.OfRequest(wanted, name.Host) : name;
        if (newName != name)
            await RefuseRenamingAsync(session, set, account, newName, cancellationToken);
        if (!request.Force && Weakens(attributes, account, set, newName))
            UserRules.RefuseWeakening(name.Text, name == set.Me, set.IsLastSuperuser(account));

        string database = session.Settings.Database ?? "";
        List<string> warnings = [];
        AccountClauses clauses = await ClausesAsync(session, attributes, account, set, warnings, cancellationToken);
        List<UserStep> steps = clauses.IsEmpty ? [] : [clauses.After($"ALTER USER {name.Sql}", database)];
        PrivilegeState state = PrivilegeState.Of(account);
        if (attributes.Superuser == false && account.IsSuperuser)
        {
            List<GrantLine> grants = await GrantListing.ReadAsync(session, name, database: null, cancellationToken);
            state = state with { OnServer = [.. grants.Where(g => g.Database is null && g.Proxied is null).SelectMany(g => g.Privileges).Select(p => p.Name).Distinct()] };
            warnings.Add($"'{name}' has no privilege on the server as a whole any more but what is given to it here; what it has in databases stays.");
        }

        steps.AddRange(PrivilegeSteps.Of(attributes, state, name, database));
        RoleSteps roles = Memberships(set, account, join, leave, session.Version.IsMariaDb, database);
        steps.AddRange(roles.Steps);
        if (newName != name)
            steps.Add(new UserStep($"RENAME USER {name.Sql} TO {newName.Sql}", database));
        return new UserPlan(newName.Text, steps, [.. warnings, .. roles.Warnings]);
    }

    private static async Task<AccountClauses> ClausesAsync(
        ControlSession session, UserAttributes attributes, Account account, AccountSet set, List<string> warnings, CancellationToken cancellationToken)
    {
        AccountClauses clauses = new(session.Version);
        if (attributes.Password is { } password)
        {
            PasswordPolicy policy = await PasswordPolicy.ReadAsync(session, cancellationToken);
            string plugin = PluginFor(account, policy);
            clauses.SetLogins([policy.Make(plugin, UserPlanner.PlainText(password))]);
            if (account.Logins.FirstOrDefault(l => l.Plugin != plugin && !PasswordHash.IsOfPassword(l.Plugin)) is { } other)
                warnings.Add($"'{account.Name}' logs in with {other.Plugin} so far, and with {plugin} then.");
            if (policy.Warning is { } warning)
                warnings.Add(warning);
        }

        bool? isLocked = attributes.Locked ?? !attributes.CanLogin;
        if (isLocked == false && account.IsLocked && account.IsOpen && attributes.Password is null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{account.Name}' has no password, and MySQL and MariaDB would let anybody in as it.",
                $"Give it one with {Setting.Password} at the same time.", account.Name.Text);
        }

        if (attributes.ConnectionLimit is { } limit)
            clauses.SetSessionLimit(limit);
        if (attributes.ValidUntil is { } end)
            clauses.Add(AccountRules.PasswordEnd(end, attributes.Password is null ? account.PasswordChanged : set.Now, set.Now, warnings));
        if (isLocked is { } locks && locks != account.IsLocked)
            clauses.Add(locks ? "ACCOUNT LOCK" : "ACCOUNT UNLOCK");
        return clauses;
    }

    /// <summary>The account's own plug-in where it is one for passwords that the server still has, or else the server's choice.</summary>
    private static string PluginFor(Account account, PasswordPolicy policy) =>
        account.Logins.Select(l => l.Plugin).FirstOrDefault(p => p is not ("" or "mysql_old_password") && PasswordHash.IsOfPassword(p) && policy.Has(p)) ?? policy.DefaultPlugin;

    private static bool Weakens(UserAttributes attributes, Account account, AccountSet set, AccountName newName) =>
        (account.IsSuperuser && (attributes.Superuser == false || attributes.CreateDatabase == false || attributes.Replication == false))
        || (attributes.CreateRole == false && account.CanCreateUser) || (!account.IsLocked && (attributes.Locked == true || attributes.CanLogin == false))
        || attributes.ValidUntil <= set.Now || newName.Host != account.Name.Host;

    private static async Task RefuseRenamingAsync(
        ControlSession session, AccountSet set, Account account, AccountName newName, CancellationToken cancellationToken)
    {
        AccountName name = account.Name;
        if (name.Host is null || set.Memberships.Any(m => m.Role == name))
            throw new BackupException(ErrorCode.CapabilityMissing, $"'{name}' is a role, and the server renames none that somebody has.", "Make another role, and give it to the members of this one.", name.Text);
        AccountRules.CheckName(newName, session.Version);
        set.RequireFree(newName);
        if (await Definers.FindAsync(session, name, cancellationToken) is { Count: > 0 } programs)
        {
            throw new BackupException(
                ErrorCode.UserOwnsObjects, $"'{name}' is the definer of {Definers.List(programs)}, which would not find it under another name.",
                "Make these anew with another DEFINER, or copy the user.", name.Text);
        }
    }

    private static RoleSteps Memberships(AccountSet set, Account account, List<AccountName> join, List<AccountName> leave, bool isMariaDb, string database)
    {
        RoleSteps steps = new(isMariaDb, database);
        AccountName name = account.Name;
        HashSet<AccountName> has = [.. set.Memberships.Where(m => m.Member == name).Select(m => m.Role)];
        foreach (AccountName role in join.Where(r => !has.Contains(r)))
            steps.Grant(role, name);
        foreach (AccountName role in leave)
        {
            if (has.Contains(role))
                steps.Revoke(role, name);
            else
                steps.Warnings.Add($"'{name}' is no member of '{role}'.");
        }

        List<AccountName> on = [.. set.Defaults.Where(d => d.Member == name).Select(d => d.Role)];
        List<AccountName> then = [.. on.Except(leave)];
        if (!isMariaDb || then.Count == 0)
            then = [.. then.Union(join)];
        if (!account.IsRole && !then.SequenceEqual(on))
            steps.TurnOn(then, name);
        return steps;
    }
}
