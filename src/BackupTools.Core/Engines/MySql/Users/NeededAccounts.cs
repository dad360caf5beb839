using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>Reads the accounts that a database needs: those in whose name its programs work, and those with privileges in it.</summary>
internal static class NeededAccounts
{
    /// <summary>Reads them; null where the server does not show its accounts.</summary>
    /// <param name="session">A session in the database.</param>
    /// <param name="connection">What it was opened with.</param>
    /// <param name="entries">What is backed up.</param>
    /// <param name="isWhole">True where that is the whole database.</param>
    /// <param name="withHashes">True to read how they log in.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<SchemaAccount>?> ReadAsync(
        ControlSession session, DbConnectionInfo connection, IReadOnlyList<SchemaEntry> entries, bool isWhole, bool withHashes, CancellationToken cancellationToken)
    {
        List<SchemaAccount> accounts = [];
        bool isShown = await Denied.TryAsync(async () =>
        {
            AccountSet set = await AccountSet.ReadAsync(session, connection, cancellationToken);
            string? database = await UserSession.DatabaseAsync(session, cancellationToken);
            if (database is null)
                return;
            HashSet<AccountName> needed = [.. entries.Select(e => e.Definer).OfType<string>().Select(DefinerOf)];
            needed.UnionWith(await GranteesAsync(session, database, set, cancellationToken));
            foreach (Account account in set.Accounts.Where(a => needed.Contains(a.Name) && !AccountSet.IsOfServer(a.Name)))
            {
                List<GrantLine> lines = await GrantListing.ReadAsync(session, account.Name, database, cancellationToken);
                accounts.Add(Describe(account, set, lines, database, entries, isWhole, withHashes));
            }
        });
        if (!isShown && withHashes)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, $"The hashes of passwords are to be in the backup, and the server {session.Context.Server} does not show them to the user '{session.Context.UserName}'.",
                $"Grant it SELECT on mysql.*, or leave {Setting.IncludePasswordHash} out.", session.Context.Database);
        }

        return isShown ? accounts : null;
    }

    /// <summary>The account that a program's definer is; a role of MariaDB has no host.</summary>
    public static AccountName DefinerOf(string definer) =>
        AccountName.OfCatalog(definer) is var name && name.Host?.Length == 0 ? name with { Host = null } : AccountName.OfCatalog(definer);

    private static async Task<IEnumerable<AccountName>> GranteesAsync(ControlSession session, string database, AccountSet set, CancellationToken cancellationToken)
    {
        List<(string User, string Host, string Pattern, bool IsPattern)> found = await session.QueryAsync(
            """
            SELECT User, Host, Db, 1 FROM mysql.db UNION SELECT User, Host, Db, 0 FROM mysql.tables_priv
            UNION SELECT User, Host, Db, 0 FROM mysql.columns_priv UNION SELECT User, Host, Db, 0 FROM mysql.procs_priv
            """,
            row => (row.TextOrEmpty(0), row.TextOrEmpty(1), row.TextOrEmpty(2), row.Number(3) == 1), cancellationToken);
        HashSet<AccountName> known = [.. set.Accounts.Select(a => a.Name)];
        return found.Where(f => f.IsPattern ? DatabasePattern.Means(f.Pattern, database) : f.Pattern == database)
            .Select(f => new AccountName(f.User, f.Host) is var name && known.Contains(name) ? name : new AccountName(f.User, null));
    }

    private static SchemaAccount Describe(
        Account account, AccountSet set, List<GrantLine> lines, string database, IReadOnlyList<SchemaEntry> entries, bool isWhole, bool withHashes)
    {
        bool IsMeant(GrantLine line) => line is { IsRevoke: false, Proxied: null, Database: { } pattern }
            && (line.Object is { } name ? isWhole || entries.Any(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) : DatabasePattern.Means(pattern, database));
        HashSet<AccountName> on = [.. set.Defaults.Where(d => d.Member == account.Name).Select(d => d.Role)];
        SchemaMembership[] roles =
        [
            .. set.Memberships.Where(m => m.Member == account.Name)
                .Select(m => new SchemaMembership(m.Role.User, m.Role.Host, m.IsAdmin ? true : null, on.Contains(m.Role) ? true : null)),
        ];
        SchemaGrant[] grants =
        [
            .. lines.Where(IsMeant).Select(l => new SchemaGrant
            {
                Privileges = [.. l.Privileges.Select(p => new SchemaPrivilege(p.Name, p.Columns.Count == 0 ? null : p.Columns))],
                Keyword = l.Keyword.Length == 0 ? null : l.Keyword, Object = l.Object, Grantable = l.IsGrantable ? true : null,
            }),
        ];
        string[] onServer = [.. lines.Where(l => l.Database is null && l.Proxied is null).SelectMany(l => l.Privileges).Select(p => p.Name).Distinct()];
        return new SchemaAccount
        {
            User = account.Name.User,
            Host = account.Name.Host,
            Role = account.IsRole ? true : null,
            Locked = account.IsLocked && !account.IsRole ? true : null,
            Limits = account.Limits.Count == 0 ? null : account.Limits,
            Tls = account.Tls.Length == 0 ? null : account.Tls,
            TlsDetails = account.TlsDetails.Count == 0 ? null : account.TlsDetails,
            Logins = withHashes && !account.IsRole && account.OtherLogin is null && !account.IsOpen ? [.. account.Logins.Select(l => new SchemaLogin(l.Plugin, l.Stored))] : null,
            MemberOf = roles.Length == 0 ? null : roles,
            Grants = grants.Length == 0 ? null : grants,
            OnServer = onServer.Length == 0 ? null : onServer,
        };
    }
}
