using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>What there is to copy of an account.</summary>
/// <param name="Account">The account.</param>
/// <param name="IsMariaDb">True where it is one of MariaDB.</param>
/// <param name="Database">The database that the connection names, as the server writes it; null for none.</param>
/// <param name="KeepsWildcards">False where a name of a database in a grant is no pattern.</param>
/// <param name="Memberships">The roles that it has.</param>
/// <param name="Defaults">Those of them that are turned on at login.</param>
/// <param name="Grants">What was granted to it.</param>
internal sealed record CopyOriginal(
    Account Account, bool IsMariaDb, string? Database, bool KeepsWildcards, IReadOnlyList<Membership> Memberships, IReadOnlyList<AccountName> Defaults,
    IReadOnlyList<GrantLine> Grants)
{
    /// <summary>Reads it.</summary>
    public static async Task<CopyOriginal> ReadAsync(ControlSession session, UserCopy request, CancellationToken cancellationToken)
    {
        AccountSet set = await AccountSet.ReadAsync(session, request.Source, cancellationToken);
        Account account = set.RequireOwn(request.Name);
        string? database = await UserSession.DatabaseAsync(session, cancellationToken);
        return new CopyOriginal(
            account, session.Version.IsMariaDb, database, await KeepsWildcardsAsync(session, cancellationToken),
            [.. set.Memberships.Where(m => m.Member == account.Name)], [.. set.Defaults.Where(d => d.Member == account.Name).Select(d => d.Role)],
            await GrantListing.ReadAsync(session, account.Name, database, cancellationToken));
    }

    /// <summary>False on a MySQL whose partial_revokes is on: there a name of a database in a grant is no pattern.</summary>
    public static async Task<bool> KeepsWildcardsAsync(ControlSession session, CancellationToken cancellationToken) =>
        (await session.QueryAsync("SHOW GLOBAL VARIABLES LIKE 'partial_revokes'", row => row.TextOrEmpty(1), cancellationToken)).FirstOrDefault() != "ON";
}
