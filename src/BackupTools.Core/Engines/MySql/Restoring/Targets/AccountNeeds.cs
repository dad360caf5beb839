using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Users;

namespace BackupTools.Engines.MySql.Restoring.Targets;

/// <summary>Finds the accounts that a restore needs and the server does not have.</summary>
internal static class AccountNeeds
{
    /// <summary>Those that are to be made; none where that was not asked for.</summary>
    /// <param name="session">A session on the target's server.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="contents">What is restored.</param>
    /// <param name="described">The accounts in the archive; null where it knows none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.RoleMissing"/>, naming the definers that are missing.</exception>
    public static async Task<IReadOnlyList<SchemaAccount>> FindAsync(
        ControlSession session, RestoreRequest request, RestoreContents contents, IReadOnlyList<SchemaAccount>? described, CancellationToken cancellationToken)
    {
        bool creates = request.MissingRoles == MissingRoles.Create;
        HashSet<AccountName> definers = request.MissingRoles == MissingRoles.Skip
            ? []
            : [.. contents.Entries.Select(e => e.Definer).OfType<string>().Select(NeededAccounts.DefinerOf).Select(Key)];
        if (definers.Count == 0 && !creates)
            return [];
        AccountSet? set = null;
        bool isShown = await Denied.TryAsync(async () => set = await AccountSet.ReadAsync(session, request.Connection, cancellationToken));
        if (!isShown && creates)
        {
            throw new BackupException(
                ErrorCode.DatabaseAccessDenied, $"The accounts of the server {session.Context.Server} are not shown to the user '{session.Context.UserName}', who is to create those that are missing.",
                "Grant it SELECT on mysql.*, or use another account.", request.Connection.Database);
        }

        if (set is null)
            return [];
        HashSet<AccountName> existing = [.. set.Accounts.Select(a => Key(a.Name))];
        SchemaAccount[] absent = [.. (described ?? []).Where(a => NameOf(a) is var name && !existing.Contains(Key(name)) && !AccountSet.IsOfServer(name))];
        HashSet<AccountName> possible = creates ? [.. absent.Select(a => Key(NameOf(a)))] : [];
        string[] unknown = [.. definers.Where(d => !existing.Contains(d) && !possible.Contains(d)).Select(d => d.Text).Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new BackupException(
                ErrorCode.RoleMissing,
                $"The server does not have {Figures.Count(unknown.Length, "account")} in whose name programs of the backup work: {string.Join(", ", unknown)}.",
                creates ? $"The backup does not describe them: create them, or let the programs work in the name of others with {Setting.Definer}."
                    : $"Let them be created with {Setting.CreateRole}, or let the programs work in the name of others with {Setting.Definer}.",
                request.Connection.Database);
        }

        return creates ? [.. absent.Where(a => !request.NoPrivileges || definers.Contains(Key(NameOf(a))))] : [];
    }

    /// <summary>The account's name.</summary>
    public static AccountName NameOf(SchemaAccount account) => new(account.User, account.Host);

    /// <summary>Hosts are the same in upper and lower case.</summary>
    private static AccountName Key(AccountName name) => name with { Host = name.Host?.ToLowerInvariant() };
}
