namespace BackupTools.Backups;

/// <summary>The newest full backup of each database of each server. Copies of one backup are one.</summary>
internal static class LatestBackups
{
    /// <summary>They, oldest first.</summary>
    public static IReadOnlyList<BackupInfo> Of(IReadOnlyList<BackupInfo> backups) =>
    [
        .. DatabaseGroups.Of(backups)
            .Select(d => Newest(d.Backups.Where(b => b.IsFull)))
            .OfType<BackupInfo>()
            .OrderBy(b => b.CreatedAtUtc)
            .ThenBy(b => b.Name, StringComparer.Ordinal),
    ];

    private static BackupInfo? Newest(IEnumerable<BackupInfo> backups) =>
        backups.Aggregate((BackupInfo?)null, (best, next) => best is null || next.CreatedAtUtc > best.CreatedAtUtc ? next : best);
}
