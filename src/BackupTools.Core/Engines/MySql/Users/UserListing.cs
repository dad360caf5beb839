using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>Lists the accounts and roles of a server.</summary>
internal static class UserListing
{
    /// <summary>Lists them with what was granted to them.</summary>
    public static Task<IReadOnlyList<DbUser>> ReadAsync(DbConnectionInfo connection, bool withSystemRoles, CancellationToken cancellationToken) =>
        UserSession.RunAsync(connection, session => ReadAsync(session, connection, withSystemRoles, cancellationToken), cancellationToken);

    /// <summary>True where a name in a request means the user, alone or with others.</summary>
    public static bool IsMeant(string name, DbUser user) =>
        user.Name == name || AccountName.Find(name, [user.Host is { } host ? AccountName.OfRequest(user.Name, host) : new AccountName(user.Name, null)]).Count > 0;

    private static async Task<IReadOnlyList<DbUser>> ReadAsync(
        ControlSession session, DbConnectionInfo connection, bool withSystemRoles, CancellationToken cancellationToken)
    {
        AccountSet set = await AccountSet.ReadAsync(session, connection, cancellationToken);
        string? database = await UserSession.DatabaseAsync(session, cancellationToken);
        List<DbUser> users = [];
        foreach (Account account in set.Accounts.Where(a => withSystemRoles || !AccountSet.IsOfServer(a.Name)))
            users.Add(set.Describe(account, GrantListing.Describe(await GrantListing.ReadAsync(session, account.Name, database, cancellationToken))));
        return users;
    }
}
