using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>
/// The newest full backup of each database of each server. Copies of one backup are one. A server is known by its own
/// identifier, or else by the name it was asked for under; what was backed up before servers were recorded counts as of
/// the only server that has backups of such a database, where there is only one.
/// </summary>
internal static class LatestBackups
{
    /// <summary>They, oldest first.</summary>
    public static IReadOnlyList<BackupInfo> Of(IReadOnlyList<BackupInfo> backups)
    {
        Dictionary<string, string> identifiers = [];
        foreach (BackupInfo backup in backups.Where(b => b is { Server: not null, ServerId: not null }))
            identifiers[backup.Server!] = backup.ServerId!;

        List<BackupInfo> latest = [];
        foreach (IGrouping<(string, string), BackupInfo> database in backups
            .Where(b => b.IsFull)
            .GroupBy(b => (b.Engine.ToLowerInvariant(), b.Database)))
        {
            ILookup<string, BackupInfo> servers = database.ToLookup(ServerOf);
            bool isOne = servers.Count(s => s.Key.Length > 0) <= 1;
            latest.AddRange(isOne ? [Newest(database)] : servers.Select(s => Newest(s)));
        }

        return [.. latest.OrderBy(b => b.CreatedAtUtc).ThenBy(b => b.Name, StringComparer.Ordinal)];

        string ServerOf(BackupInfo backup) =>
            backup.ServerId ?? (backup.Server is { } name ? identifiers.GetValueOrDefault(name, name) : "");
    }

    private static BackupInfo Newest(IEnumerable<BackupInfo> backups) =>
        backups.Aggregate((best, next) => next.CreatedAtUtc > best.CreatedAtUtc ? next : best);
}
