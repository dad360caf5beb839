using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Users;

/// <summary>How to make an account like another one: with its login, limits, rules and roles, and with the grants that the destination understands.</summary>
internal static partial class CopyPlan
{
    /// <summary>Works it out; the source is read, the destination asked for what it has.</summary>
    public static async Task<UserPlan> MakeAsync(DbConnectionInfo destination, UserCopy request, CancellationToken cancellationToken)
    {
        UserRules.CheckAttributes(new UserAttributes { Password = request.Password });
        CopyOriginal original = await UserSession.RunAsync(
            request.Source, session => CopyOriginal.ReadAsync(session, request, cancellationToken), cancellationToken);
        return await UserSession.RunAsync(
            destination,
            async session =>
            {
                AccountSet set = await AccountSet.ReadAsync(session, destination, cancellationToken);
                AccountName name = NameOf(original, request, session.Version.IsMariaDb);
                AccountRules.CheckName(name, session.Version);
                set.RequireFree(name);
                PasswordPolicy policy = await PasswordPolicy.ReadAsync(session, cancellationToken);
                CopyGrants grants = await CopyGrants.ReadAsync(session, original, cancellationToken);
                return Make(original, request, name, session, set, policy, grants);
            },
            cancellationToken);
    }

    private static AccountName NameOf(CopyOriginal original, UserCopy request, bool isMariaDb)
    {
        AccountName own = original.Account.Name;
        bool isMariaDbRole = isMariaDb && original.Account.IsRole;
        AccountName name = request.NewName == request.Name ? own : AccountName.OfRequest(request.NewName, isMariaDbRole ? null : own.Host ?? AccountName.AnyHost);
        return isMariaDbRole ? name with { Host = null } : name with { Host = name.Host ?? AccountName.AnyHost };
    }

    private static UserPlan Make(
        CopyOriginal original, UserCopy request, AccountName name, ControlSession session, AccountSet set, PasswordPolicy policy, CopyGrants grants)
    {
        Account account = original.Account;
        string database = session.Settings.Database ?? "";
        List<string> warnings = [];
        AccountClauses clauses = new(session.Version);
        List<UserStep> steps = [];
        if (account.IsRole)
        {
            if (request.Password is not null)
                throw new BackupException(ErrorCode.InvalidArgument, $"'{account.Name}' is a role, which has no password.", $"Leave out {Setting.Password}.", account.Name.Text);
            steps.Add(UserPlanner.CreateRole(name, database));
        }
        else
        {
            bool isLocked = account.IsLocked | !SetLogin(clauses, original, request, name, session.Version, policy, warnings);
            warnings.AddRange(clauses.CopyFrom(account).Select(l => $"'{name}' does not get {l}, which {session.Version.Product} does not know."));
            if (account.PasswordDays > 0)
                warnings.Add($"The password of '{name}' counts from now on, and ends {Figures.Count(account.PasswordDays.Value, "day")} later.");
            if (account.IsExpired)
                clauses.Add("PASSWORD EXPIRE");
            if (isLocked)
                clauses.Add("ACCOUNT LOCK");
            steps.Add(clauses.After($"CREATE USER {name.Sql}", database) with { Undo = $"DROP USER {name.Sql}" });
        }

        steps.AddRange(grants.Steps(name, database, request.WithGrants, warnings));
        RoleSteps roles = Memberships(original, name, set, session.Version.IsMariaDb, database);
        return new UserPlan(name.Text, [.. steps, .. roles.Steps], [.. warnings, .. roles.Warnings]);
    }

    /// <summary>Says how the copy logs in. Returns false where it could not be taken over; then nobody is to get in.</summary>
    private static bool SetLogin(
        AccountClauses clauses, CopyOriginal original, UserCopy request, AccountName name, ServerVersion version, PasswordPolicy policy, List<string> warnings)
    {
        Account account = original.Account;
        if (request.Password is { } password)
        {
            string own = account.Logins[0].Plugin;
            clauses.SetLogins([policy.Make(PasswordHash.IsKnown(own) && policy.Has(own) ? own : policy.DefaultPlugin, UserPlanner.PlainText(password))]);
            if (policy.Warning is { } warning)
                warnings.Add(warning);
            return true;
        }

        string? obstacle = FindObstacle(account, original.IsMariaDb, version, policy);
        if (obstacle is not null)
        {
            warnings.Add($"The password of '{account.Name}' cannot be taken over: {obstacle}. '{name}' is locked until it is given one with {Setting.Password} and unlocked.");
            return false;
        }

        policy.RefuseRules();
        clauses.SetLogins(account.Logins);
        if (account.OtherLogin is { } other)
            warnings.Add($"'{account.Name}' has {other}, which '{name}' does not get.");
        return true;
    }

    /// <summary>Why the server cannot take the account's login over, as the end of a sentence; null where it can.</summary>
    public static string? FindObstacle(Account account, bool isOfMariaDb, ServerVersion version, PasswordPolicy policy)
    {
        if (account.OtherLogin == "a second factor")
            return "it has a second factor";
        if (account.IsOpen)
            return "it has none";
        if (account.Logins.FirstOrDefault(l => !policy.Has(l.Plugin)) is { } unknown)
            return $"it logs in with {unknown.Plugin}, which the server does not have";
        if (isOfMariaDb != version.IsMariaDb && account.Logins.FirstOrDefault(l => l.Plugin != PasswordHash.Native) is { } other)
            return $"it logs in with {other.Plugin}, which differs there";
        return account.Logins.All(l => PluginName().IsMatch(l.Plugin) && (!version.IsMariaDb || StoredText().IsMatch(l.Stored))) ? null : "it is kept in a form that cannot be sent";
    }

    private static RoleSteps Memberships(CopyOriginal original, AccountName name, AccountSet set, bool isMariaDb, string database)
    {
        RoleSteps steps = new(isMariaDb, database);
        List<AccountName> on = [];
        foreach (Membership membership in original.Memberships)
        {
            AccountName role = isMariaDb ? membership.Role with { Host = null } : membership.Role with { Host = membership.Role.Host ?? AccountName.AnyHost };
            if (!set.Accounts.Any(a => a.Name == role))
            {
                steps.Warnings.Add($"'{original.Account.Name}' is a member of '{membership.Role}', which is not there; '{name}' becomes none.");
                continue;
            }

            steps.Grant(role, name, membership.IsAdmin);
            if (original.Defaults.Contains(membership.Role))
                on.Add(role);
        }

        if (on.Count > 0 && !original.Account.IsRole)
            steps.TurnOn(on, name);
        return steps;
    }

    [GeneratedRegex("^[A-Za-z0-9_]{1,64}$")]
    private static partial Regex PluginName();

    [GeneratedRegex("^[ -~]{0,1000}$")]
    private static partial Regex StoredText();
}
