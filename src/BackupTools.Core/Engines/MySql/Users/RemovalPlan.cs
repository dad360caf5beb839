using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Users;

/// <summary>How to remove an account or a role. What was granted to it goes with it; it owns nothing, but views and programs may work in its name.</summary>
internal static class RemovalPlan
{
    /// <summary>Works it out.</summary>
    public static async Task<UserPlan> MakeAsync(
        ControlSession session, DbConnectionInfo connection, UserRemoval request, CancellationToken cancellationToken)
    {
        UserRules.CheckRemoval(request);
        AccountSet set = await AccountSet.ReadAsync(session, connection, cancellationToken);
        Account account = set.RequireOwn(request.Name);
        AccountName name = account.Name;
        if (request.ReassignTo is { } heir && set.Require(heir).Name == name)
            throw UserRules.InheritsFromItself(name.Text);
        UserRules.RefuseRemoval(name.Text, name == set.Me, set.IsLastSuperuser(account), request.Force);
        if (await Definers.FindAsync(session, name, cancellationToken) is { Count: > 0 } programs)
        {
            throw new BackupException(
                ErrorCode.UserOwnsObjects, $"'{name}' is the definer of {Definers.List(programs)}, which would fail without it.",
                $"Make these anew with another DEFINER, or drop them; on MySQL and MariaDB {Setting.ReassignTo} and {Setting.DropOwned} do neither.", name.Text);
        }

        long sessions = (await session.QueryAsync(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = @p0", row => row.Number(0) ?? 0, cancellationToken, name.User))[0];
        string drop = name.Host is null ? "DROP ROLE" : "DROP USER";
        return new UserPlan(
            null, [new UserStep($"{drop} {name.Sql}", session.Settings.Database ?? "")],
            sessions == 0 || name.Host is null ? [] : [UserRules.OpenSessions(name.User, sessions)]);
    }
}
