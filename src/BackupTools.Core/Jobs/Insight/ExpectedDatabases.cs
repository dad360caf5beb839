using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>The databases of which there should be backups.</summary>
public static class ExpectedDatabases
{
    /// <summary>Asks the server, where the connection does not say it by itself.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="connection">The connection; one that names no database means all of its server.</param>
    /// <param name="patterns">The only databases that are meant, with wildcards; empty for all.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    public static async Task<IReadOnlyList<DatabaseInfo>> FindAsync(
        ComponentSet components, DbConnectionInfo connection, IReadOnlyList<string> patterns, CancellationToken cancellationToken)
    {
        DbConnectionInfo named = DatabaseSearch.NameDatabase(components, connection);
        IReadOnlyList<string> names = named is { Path: null, Database: null } ? ["*"] : named.Database is { } one && named.Path is null ? [one] : [];
        ChosenDatabases found = await DatabaseSearch.FindAsync(
            components, named, new DatabaseChoice { Names = names.Count > 0 ? names : null }, cancellationToken);
        if (found.Failures.Count > 0)
            throw found.Failures[0];
        return [.. found.Databases.Where(d => patterns.Count == 0 || patterns.Any(p =>
            p.Equals(d.Database, StringComparison.OrdinalIgnoreCase) || NamePattern.IsMatch(p, d.Database, ignoreCase: true)))];
    }
}
