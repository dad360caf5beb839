namespace BackupTools.Backups;

/// <summary>The backups of one database of one server.</summary>
/// <param name="Engine">The engine's permanent name.</param>
/// <param name="Server">The server's own identifier, or else the name it was asked for under; empty where nothing is known.</param>
/// <param name="Database">The database's name.</param>
/// <param name="Backups">Its backups of every type, in the order they came in.</param>
internal sealed record DatabaseGroup(string Engine, string Server, string Database, IReadOnlyList<BackupInfo> Backups);

/// <summary>
/// Which backups are of the same database. A server is known by its own identifier, or else by the name it was asked for
/// under; what was backed up before servers were recorded counts as of the only server that has backups of such a database,
/// where there is only one.
/// </summary>
internal static class DatabaseGroups
{
    /// <summary>The databases that the backups are of.</summary>
    public static IReadOnlyList<DatabaseGroup> Of(IReadOnlyCollection<BackupInfo> backups)
    {
        Dictionary<string, string> identifiers = [];
        foreach (BackupInfo backup in backups.Where(b => b is { Server: not null, ServerId: not null }).OrderBy(b => b.CreatedAtUtc))
            identifiers[backup.Server!] = backup.ServerId!;

        List<DatabaseGroup> groups = [];
        foreach (IGrouping<(string Engine, string Database), BackupInfo> database in backups.GroupBy(b => (b.Engine.ToLowerInvariant(), b.Database)))
        {
            ILookup<string, BackupInfo> servers = database.ToLookup(ServerOf);
            string[] known = [.. servers.Select(s => s.Key).Where(k => k.Length > 0)];
            if (known.Length <= 1)
                groups.Add(new DatabaseGroup(database.Key.Engine, known.FirstOrDefault(""), database.Key.Database, [.. database]));
            else
                groups.AddRange(servers.Select(s => new DatabaseGroup(database.Key.Engine, s.Key, database.Key.Database, [.. s])));
        }

        return groups;

        string ServerOf(BackupInfo backup) =>
            backup.ServerId ?? (backup.Server is { } name ? identifiers.GetValueOrDefault(name, name) : "");
    }
}
