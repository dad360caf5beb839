using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Users;

/// <summary>A role that somebody has.</summary>
/// <param name="Role">The role.</param>
/// <param name="Member">Who has it.</param>
/// <param name="IsAdmin">True where the member may give it to others.</param>
internal sealed record Membership(AccountName Role, AccountName Member, bool IsAdmin);

/// <summary>The accounts and roles of a server, and who has which role.</summary>
internal sealed class AccountSet
{
    /// <summary>What the servers bring along. Nobody logs in as one of these, and the server needs them as they are.</summary>
    private static readonly HashSet<string> OfServer = new(StringComparer.Ordinal) { "mysql.sys", "mysql.session", "mysql.infoschema", "mariadb.sys" };

    /// <summary>MariaDB's role that everybody has.</summary>
    public const string Everybody = "PUBLIC";

    private readonly DbConnectionInfo _connection;

    private AccountSet(DbConnectionInfo connection) => _connection = connection;

    /// <summary>All of them.</summary>
    public required IReadOnlyList<Account> Accounts { get; init; }

    /// <summary>Who has which role.</summary>
    public required IReadOnlyList<Membership> Memberships { get; init; }

    /// <summary>The roles that are turned on at login.</summary>
    public required IReadOnlyList<Membership> Defaults { get; init; }

    /// <summary>Who the session is.</summary>
    public required AccountName Me { get; init; }

    /// <summary>After how many days a password ends where its account says nothing; 0 for never.</summary>
    public required int PasswordDays { get; init; }

    /// <summary>The server's clock, or ours where that is ahead: what is past here is past.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="session">A session.</param>
    /// <param name="connection">What the session was opened with, for errors.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<AccountSet> ReadAsync(ControlSession session, DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        bool isMariaDb = session.Version.IsMariaDb;
        (string me, long days, long now) = (await AskAsync(
            session, "SELECT CURRENT_USER(), @@GLOBAL.default_password_lifetime, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)",
            row => (row.TextOrEmpty(0), row.Number(1) ?? 0, row.Number(2) ?? 0), cancellationToken))[0];
        List<string> rights = await AskAsync(session, "SHOW COLUMNS FROM mysql.user LIKE '%\\_priv'", row => row.TextOrEmpty(0), cancellationToken);
        List<Account> accounts = await AskAsync(
            session,
            isMariaDb
                ? "SELECT u.*, g.Priv AS priv FROM mysql.user u JOIN mysql.global_priv g ON g.Host = u.Host AND g.User = u.User ORDER BY u.User, u.Host"
                : "SELECT u.*, UNIX_TIMESTAMP(u.password_last_changed) AS changed_at FROM mysql.user u ORDER BY u.User, u.Host",
            row => AccountColumns.Read(row, rights, isMariaDb), cancellationToken);
        HashSet<string> roles = [.. accounts.Where(a => a.Name.Host is null).Select(a => a.Name.User)];
        List<Membership> memberships = await AskAsync(
            session,
            isMariaDb
                ? "SELECT Role, NULL, User, Host, Admin_option FROM mysql.roles_mapping ORDER BY Role"
                : "SELECT FROM_USER, FROM_HOST, TO_USER, TO_HOST, WITH_ADMIN_OPTION FROM mysql.role_edges ORDER BY FROM_USER, FROM_HOST",
            row => new Membership(
                new AccountName(row.TextOrEmpty(0), row.Text(1)),
                new AccountName(row.TextOrEmpty(2), isMariaDb && row.TextOrEmpty(3).Length == 0 && roles.Contains(row.TextOrEmpty(2)) ? null : row.TextOrEmpty(3)),
                row.Text(4) == "Y"),
            cancellationToken);
        List<Membership> defaults = isMariaDb
            ? [.. accounts.Where(a => a.DefaultRole is not null).Select(a => new Membership(new AccountName(a.DefaultRole!, null), a.Name, false))]
            : await AskAsync(
                session, "SELECT DEFAULT_ROLE_USER, DEFAULT_ROLE_HOST, USER, HOST FROM mysql.default_roles ORDER BY 1, 2",
                row => new Membership(new AccountName(row.TextOrEmpty(0), row.TextOrEmpty(1)), new AccountName(row.TextOrEmpty(2), row.TextOrEmpty(3)), false),
                cancellationToken);
        return new AccountSet(connection)
        {
            Accounts = accounts,
            Memberships = memberships,
            Defaults = defaults,
            Me = AccountName.OfCatalog(me),
            PasswordDays = (int)Math.Clamp(days, 0, ushort.MaxValue),
            Now = new[] { DateTimeOffset.FromUnixTimeMilliseconds(now), DateTimeOffset.UtcNow }.Max(),
        };
    }

    /// <summary>True for what the server brings along.</summary>
    public static bool IsOfServer(AccountName name) => (OfServer.Contains(name.User) && name.Host == "localhost")
        || (name.Host is null && name.User.Equals(Everybody, StringComparison.OrdinalIgnoreCase));

    /// <summary>The account that a name means.</summary>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.UserNotFound"/>; <see cref="ErrorCode.InvalidArgument"/> where it may mean several.
    /// </exception>
    public Account Require(string name)
    {
        List<AccountName> found = AccountName.Find(name, Accounts.Select(a => a.Name));
        return found.Count switch
        {
            0 => throw UserRules.NotFound(name, _connection, [.. Accounts.Where(a => !IsOfServer(a.Name)).Select(a => a.Name.User).Distinct()]),
            1 => Accounts.First(a => a.Name == found[0]),
            _ => throw new BackupException(
                ErrorCode.InvalidArgument, $"'{name}' may be any of {string.Join(", ", found.Select(f => f.Text))}.",
                "Say which one, with its host.", name),
        };
    }

    /// <summary>The account that a name means, where it may be changed.</summary>
    public Account RequireOwn(string name)
    {
        Account account = Require(name);
        return IsOfServer(account.Name)
            ? throw new BackupException(
                ErrorCode.UserProtected, $"'{account.Name}' belongs to the server, which needs it as it is.", "Make an account of your own.", account.Name.Text)
            : account;
    }

    /// <summary>Refuses a name that is taken.</summary>
    public void RequireFree(AccountName name)
    {
        if (Accounts.Any(a => a.Name == name))
            throw UserRules.Exists(name.Text, _connection);
    }

    /// <summary>True for the last superuser who can log in.</summary>
    public bool IsLastSuperuser(Account account) => account is { IsSuperuser: true, IsLocked: false, IsRole: false }
        && !Accounts.Any(a => a.IsSuperuser && a.Name != account.Name && !a.IsLocked && !a.IsRole && (EndOf(a) ?? DateTimeOffset.MaxValue) > Now);

    /// <summary>When its password counts no more; null for never.</summary>
    public DateTimeOffset? EndOf(Account account)
    {
        if (account.IsRole)
            return null;
        if (account.IsExpired)
            return account.PasswordChanged ?? DateTimeOffset.MinValue;
        int days = account.PasswordDays ?? PasswordDays;
        return days > 0 && account.PasswordChanged is { } changed && account.Logins.Any(l => PasswordHash.IsOfPassword(l.Plugin)) ? changed.AddDays(days) : null;
    }

    /// <summary>The account as the product's users are.</summary>
    public DbUser Describe(Account account, IReadOnlyList<DbGrant> grants) => new()
    {
        Connection = _connection,
        Name = account.Name.Text,
        ShortName = account.Name.User,
        Host = account.Name.Host,
        Superuser = account.IsSuperuser,
        CreateDatabase = account.CanCreate,
        CreateRole = account.CanCreateUser,
        Replication = account.CanReplicate,
        CanLogin = !account.IsRole && !account.IsLocked,
        Locked = account.Name.Host is null ? null : account.IsLocked,
        ConnectionLimit = account.ConnectionLimit,
        ValidUntil = EndOf(account),
        MemberOf = [.. Memberships.Where(m => m.Member == account.Name).Select(m => m.Role.Text)],
        Comment = account.Comment,
        Grants = grants,
    };

    private static async Task<List<T>> AskAsync<T>(ControlSession session, string sql, Func<CatalogRow, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await session.QueryAsync(sql, read, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.DatabaseAccessDenied)
        {
            throw new BackupException(
                e.Code, string.Create(CultureInfo.InvariantCulture, $"The accounts of the server {session.Context.Server} were not shown to the user '{session.Context.UserName}'."),
                "Grant it SELECT on mysql.*, or use another account.", session.Context.Server, e);
        }
    }
}
