using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>What was granted on one server, as statements for another.</summary>
internal sealed class CopyGrants
{
    private const string MonitorOfMariaDb = "BINLOG MONITOR";
    private const string MonitorOfMySql = "REPLICATION CLIENT";

    private readonly CopyOriginal _original;
    private readonly HashSet<string> _known;
    private readonly ServerVersion _version;
    private readonly string? _database;
    private readonly bool _keepsWildcards;

    private CopyGrants(CopyOriginal original, HashSet<string> known, ServerVersion version, string? database, bool keepsWildcards)
    {
        _original = original;
        _known = known;
        _version = version;
        _database = database;
        _keepsWildcards = keepsWildcards;
    }

    /// <summary>Asks the destination what it knows.</summary>
    public static async Task<CopyGrants> ReadAsync(ControlSession session, CopyOriginal original, CancellationToken cancellationToken)
    {
        List<string> known = await session.QueryAsync("SHOW PRIVILEGES", row => row.TextOrEmpty(0).ToUpperInvariant(), cancellationToken);
        return new CopyGrants(
            original, [.. known, "ALL PRIVILEGES", session.Version.IsMariaDb ? MonitorOfMariaDb : MonitorOfMySql], session.Version,
            await UserSession.DatabaseAsync(session, cancellationToken), await CopyOriginal.KeepsWildcardsAsync(session, cancellationToken));
    }

    /// <summary>The statements; what the destination does not know is left out with a warning.</summary>
    /// <param name="name">The copy.</param>
    /// <param name="database">The database in which they are run.</param>
    /// <param name="withGrants">False for nothing but what makes a superuser, or a creator of databases or users, or a replica.</param>
    /// <param name="warnings">Gets what is left out.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> where the copy would have more than the original.</exception>
    public List<UserStep> Steps(AccountName name, string database, bool withGrants, List<string> warnings)
    {
        Account account = _original.Account;
        UserAttributes attributes = new()
        {
            Superuser = account.IsSuperuser ? true : null, CreateDatabase = account.CanCreate ? true : null,
            CreateRole = account.CanCreateUser ? true : null, Replication = account.CanReplicate ? true : null,
        };
        // Of the same product a superuser gets what it has, which may lack what has no column; of the other, all that there is.
        bool asWhole = account.IsSuperuser && _original.IsMariaDb != _version.IsMariaDb;
        List<UserStep> steps = [.. asWhole || (!withGrants && !account.IsSuperuser) ? PrivilegeSteps.Of(attributes, new PrivilegeState(), name, database) : []];
        foreach (GrantLine line in _original.Grants)
        {
            bool isOnServer = line.Database is null && line.Proxied is null;
            if (isOnServer ? asWhole || !(withGrants || account.IsSuperuser) : !withGrants)
                continue;
            if (line.IsRevoke && _keepsWildcards)
            {
                throw new BackupException(
                    ErrorCode.CapabilityMissing,
                    $"From '{account.Name}' privileges of the server are taken back in the database '{line.Database}', which the destination cannot do: the copy could do more.",
                    $"Turn partial_revokes on there, or copy without grants ({Setting.NoPrivileges}).", account.Name.Text);
            }

            if (Known(line, name, warnings) is { } known && Moved(known, name, warnings) is { } moved)
                steps.Add(new UserStep(moved.Statement(name), database) { IsOptional = true });
        }

        return steps;
    }

    private GrantLine? Known(GrantLine line, AccountName name, List<string> warnings)
    {
        List<Privilege> known = [];
        foreach (Privilege privilege in line.Privileges)
        {
            Privilege named = _version.IsMariaDb || privilege.Name != MonitorOfMariaDb ? privilege : privilege with { Name = MonitorOfMySql };
            named = _version.IsMariaDb && named.Name == MonitorOfMySql ? named with { Name = MonitorOfMariaDb } : named;
            if (_known.Contains(named.Name))
                known.Add(named);
        }

        string[] unknown = [.. line.Privileges.Select(p => p.Name).Where(p => !_known.Contains(p) && p is not (MonitorOfMariaDb or MonitorOfMySql)).Distinct()];
        if (unknown.Length > 0)
            warnings.Add($"'{name}' does not get {string.Join(", ", unknown)} on {line.Target}, which {_version.Product} {_version.Number} does not know.");
        return known.Count == 0 ? null : line with { Privileges = known };
    }

    /// <summary>A grant in the database that was read is one in the database that is written; patterns mean the same databases as before.</summary>
    private GrantLine? Moved(GrantLine line, AccountName name, List<string> warnings)
    {
        if (line.Database is not { } pattern || line.Proxied is not null)
            return line;
        bool isPattern = line.Object is null && !line.IsRevoke;
        // Who writes the name of a database means it, also where it would be a pattern.
        if (pattern == _original.Database)
            return line with { Database = _database ?? pattern };
        string? plain = !isPattern || !_original.KeepsWildcards ? pattern : DatabasePattern.Plain(pattern);
        if (plain is not null && plain == _original.Database)
            plain = _database ?? plain;
        if (plain is not null)
            return line with { Database = isPattern && _keepsWildcards && (plain != pattern || !_original.KeepsWildcards) ? DatabasePattern.Of(plain) : plain };
        if (_keepsWildcards)
            return line;
        warnings.Add($"'{name}' does not get {line.Target}: the destination takes no patterns of databases (partial_revokes).");
        return null;
    }
}
