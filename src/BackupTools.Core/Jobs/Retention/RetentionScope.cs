using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Which backups of a storage a policy is applied to.</summary>
internal static class RetentionScope
{
    /// <summary>The condition.</summary>
    public static Func<BackupInfo, bool> Of(IReadOnlyList<BackupInfo> backups, RetentionJobOptions options)
    {
        HashSet<BackupInfo>? ofTheSameKind = options.JustMade.Count == 0 ? null : FindKinds(backups, options.JustMade);
        return backup =>
            (options.Names is null || options.Names.Contains(backup.Name))
            && (options.Databases.Count == 0 || options.Databases.Any(d => Is(backup.Database, d)))
            && (options.Servers.Count == 0 || options.Servers.Any(s => Is(backup.Server, s) || Is(backup.ServerId, s)))
            && (ofTheSameKind is null || ofTheSameKind.Contains(backup));
    }

    /// <summary>What has the same database, type and selection as one of those that were just made.</summary>
    private static HashSet<BackupInfo> FindKinds(IReadOnlyList<BackupInfo> backups, IReadOnlySet<string> justMade) =>
    [
        .. DatabaseGroups.Of(backups)
            .SelectMany(d => d.Backups.GroupBy(b => (b.Type, b.Selection)))
            .Where(kind => kind.Any(b => justMade.Contains(b.Id)))
            .SelectMany(kind => kind),
    ];

    private static bool Is(string? name, string pattern) =>
        name is not null && (pattern.Equals(name, StringComparison.OrdinalIgnoreCase) || NamePattern.IsMatch(pattern, name, ignoreCase: true));
}
