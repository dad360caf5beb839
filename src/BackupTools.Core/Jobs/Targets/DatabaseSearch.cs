using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Finds the databases that a connection and names mean.</summary>
public static class DatabaseSearch
{
    /// <summary>Asks the server.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="choice">Which databases are meant.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static async Task<ChosenDatabases> FindAsync(
        ComponentSet components, DbConnectionInfo connection, DatabaseChoice choice, CancellationToken cancellationToken)
    {
        bool isServer = connection.Path is null;
        DbConnectionInfo asked = choice.Names is not null && isServer ? connection with { Database = null } : connection;
        IReadOnlyList<DatabaseInfo> all = await components.GetEngine(connection.Engine).GetDatabasesAsync(asked, cancellationToken);
        string[] names = [.. all.Select(d => d.Database)];
        List<BackupException> failures = [];
        List<string> warnings = [];

        void Miss(BackupException miss, bool isFailure)
        {
            if (isFailure)
                failures.Add(miss);
            else
                warnings.Add(miss.Message);
        }

        HashSet<string> found = choice.Names is null ? [.. names] : [];
        foreach (string pattern in choice.Names ?? [])
        {
            IReadOnlyList<string> matches = NamePattern.Find(pattern, names, ignoreCase: true);
            if (matches.Count == 0)
                Miss(NoDatabase(connection, pattern, names), choice.MustMatch || !NamePattern.HasWildcards(pattern));
            found.UnionWith(matches);
        }

        bool hadSome = found.Count > 0;
        foreach (string pattern in choice.Excluded)
        {
            IReadOnlyList<string> matches = NamePattern.Find(pattern, names, ignoreCase: true);
            if (matches.Count == 0)
                warnings.Add($"'{connection.Display}' has no database '{pattern}' that could be left out.");
            found.ExceptWith(matches);
        }

        if (hadSome && found.Count == 0)
        {
            BackupException none = new(
                ErrorCode.DatabaseNotFound, $"Of the databases of '{connection.Display}' none is left.",
                $"Leave fewer of them out with {Setting.ExcludeDatabase}.", connection.Display);
            Miss(none, choice.MustMatch);
        }

        return new ChosenDatabases([.. all.Where(d => found.Contains(d.Database))], failures, warnings);
    }

    /// <summary>
    /// The connection where it says by itself which database is meant, without asking the server; null where that is to be
    /// asked. All databases of a server are meant only where that is said.
    /// </summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="choice">Which databases are meant.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where nothing names a database.</exception>
    public static DbConnectionInfo? FindNamed(ComponentSet components, DbConnectionInfo connection, DatabaseChoice choice)
    {
        if (choice.Excluded.Count > 0)
            return null;
        if (choice.Names is not null)
            return choice.Names is [var name] && name == connection.Database ? connection : null;
        DbConnectionInfo named = NameDatabase(components, connection);
        return named.Path is not null || named.Database is not null
            ? named
            : throw new BackupException(
                ErrorCode.InvalidArgument, $"'{connection.Display}' names no database.",
                $"Name it in the connection or with {Setting.Database}; {Setting.Database} * means all of the server.", connection.Display);
    }

    /// <summary>The connection with the database that a service or the environment names for it.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="connection">The connection.</param>
    public static DbConnectionInfo NameDatabase(ComponentSet components, DbConnectionInfo connection) =>
        components.GetEngine(connection.Engine).NameDatabase(connection);

    private static BackupException NoDatabase(DbConnectionInfo connection, string pattern, string[] names) => new(
        ErrorCode.DatabaseNotFound, $"'{connection.Display}' has no database '{pattern}'.",
        NameSuggestions.Remedy(pattern, names, "It has no databases that this user may connect to."), pattern);
}
