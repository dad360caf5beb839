using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>Reads what was granted to an account by name: on the server, on databases, and in the session's database.</summary>
internal static class GrantListing
{
    /// <summary>Reads it.</summary>
    /// <param name="session">A session.</param>
    /// <param name="account">The account.</param>
    /// <param name="database">The database whose objects are meant; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<List<GrantLine>> ReadAsync(ControlSession session, AccountName account, string? database, CancellationToken cancellationToken)
    {
        List<string> lines;
        try
        {
            lines = await session.QueryAsync($"SHOW GRANTS FOR {account.Sql}", row => row.TextOrEmpty(0), cancellationToken);
        }
        catch (BackupException e) when (e.InnerException is ServerException { Number: ErrorNumber.NoSuchGrant })
        {
            return []; // Removed in the meantime.
        }

        List<GrantLine> grants = [];
        foreach (string line in lines)
        {
            try
            {
                // MariaDB lists with a role what it has from others.
                if (PrivilegeText.Parse(line) is { } grant && grant.Grantee == account && !IsNothing(grant))
                    grants.Add(grant);
            }
            catch (FormatException e)
            {
                throw new BackupException(
                    ErrorCode.DatabaseReadFailed, $"The server {session.Context.Server} tells of a grant that cannot be: {line}.",
                    "Check that it is the right server.", account.Text, e);
            }
        }

        return database is null ? grants : [.. grants.Where(g => g.Object is null || g.Database == database)];
    }

    /// <summary>The grants as the product's are, in a firm order.</summary>
    public static IReadOnlyList<DbGrant> Describe(IEnumerable<GrantLine> lines) =>
    [
        .. lines.SelectMany(Describe).OrderBy(g => g.Kind, StringComparer.Ordinal).ThenBy(g => g.Name, StringComparer.Ordinal).ThenBy(g => g.Column, StringComparer.Ordinal),
    ];

    private static bool IsNothing(GrantLine grant) => !grant.IsGrantable && grant.Privileges is [{ Name: "USAGE" }];

    private static IEnumerable<DbGrant> Describe(GrantLine line)
    {
        (string kind, string name) = line switch
        {
            { Proxied: { } account } => ("account", account.Text),
            { Database: null } => ("server", "*.*"),
            { IsRevoke: true } => ("partial revoke", line.Database),
            { Object: null } => ("database", line.Database),
            { Keyword: "" } => ("table", $"{line.Database}.{line.Object}"),
            _ => (line.Keyword.ToLowerInvariant(), $"{line.Database}.{line.Object}"),
        };
        DbGrant Of(string? column, IEnumerable<string> privileges) => new(
            line.Object is null ? null : line.Database, kind, name, column, [.. privileges.Order(StringComparer.Ordinal)], line.IsGrantable) { Target = line.Target };
        string[] whole = [.. line.Privileges.Where(p => p.Columns.Count == 0).Select(p => p.Name)];
        if (whole.Length > 0)
            yield return Of(null, whole);
        foreach (IGrouping<string, string> column in line.Privileges.SelectMany(p => p.Columns.Select(c => (Column: c, p.Name))).GroupBy(p => p.Column, p => p.Name))
            yield return Of(column.Key, column);
    }
}
