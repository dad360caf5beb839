namespace BackupTools.Backups;

/// <summary>Counts. A pure function.</summary>
public static class StatisticRules
{
    private const int NewestCount = 5;

    /// <summary>Counts.</summary>
    /// <param name="backups">The backups of all storages.</param>
    /// <param name="history">The history, in the order in which things ended.</param>
    public static BackupStatistic Count(IReadOnlyCollection<BackupInfo> backups, IReadOnlyCollection<HistoryEntry> history)
    {
        IReadOnlyList<DatabaseGroup> groups = DatabaseGroups.Of(backups);
        BackupInfo[] newestOfEach = [.. groups.Select(g => g.Backups.Where(b => b.IsFull).MaxBy(b => b.CreatedAtUtc)).OfType<BackupInfo>()];
        HistoryEntry[] attempts = [.. history.Where(e => e.Is(HistoryKind.Backup))];
        // Arrays, since PowerShell does not index the lists that the compiler makes.
        return new BackupStatistic
        {
            Databases = groups.Count,
            Backups = backups.DistinctBy(b => b.Id).Count(),
            Tables = newestOfEach.Sum(b => b.Tables ?? 0),
            SizeBytes = backups.Sum(b => b.SizeBytes),
            RawBytes = newestOfEach.Sum(b => b.RawBytes ?? 0),
            SuccessRate = RateOf(attempts),
            Newest = backups.DistinctBy(b => b.Id).OrderByDescending(b => b.CreatedAtUtc).Take(NewestCount).ToArray(),
            Restores = history.Where(e => e.Is(HistoryKind.Restore)).Reverse().ToArray(),
            ByDatabase = groups.Select(g => Count(g, attempts)).OrderBy(d => d.Database, StringComparer.OrdinalIgnoreCase).ThenBy(d => d.Server, StringComparer.Ordinal).ToArray(),
        };
    }

    private static DatabaseStatistic Count(DatabaseGroup group, HistoryEntry[] attempts)
    {
        string[] servers = [.. group.Backups.Select(b => b.Server).OfType<string>().Distinct()];
        BackupInfo[] full = [.. group.Backups.Where(b => b.IsFull).DistinctBy(b => b.Id)];
        return new DatabaseStatistic
        {
            Database = group.Database,
            Server = servers.LastOrDefault(),
            Backups = group.Backups.DistinctBy(b => b.Id).Count(),
            SizeBytes = group.Backups.Sum(b => b.SizeBytes),
            NewestAt = full.MaxBy(b => b.CreatedAtUtc)?.CreatedAt,
            GrowthPerDay = GrowthOf(full),
            SuccessRate = RateOf([.. attempts.Where(e => e.Database == group.Database && (e.Server is null || servers.Length == 0 || servers.Contains(e.Server)))]),
        };
    }

    private static double? RateOf(HistoryEntry[] attempts)
    {
        HistoryEntry[] ended = [.. attempts.Where(e => e.Result != nameof(HistoryResult.Stopped))];
        return ended.Length == 0 ? null : (double)ended.Count(e => e.Succeeded) / ended.Length;
    }

    /// <summary>The slope of the least squares.</summary>
    private static long? GrowthOf(BackupInfo[] full)
    {
        full = [.. full.Where(b => b.RawBytes is not null)];
        if (full.Length < 2)
            return null;
        DateTime origin = full.Min(b => b.CreatedAtUtc);
        double[] days = [.. full.Select(b => (b.CreatedAtUtc - origin).TotalDays)];
        double meanDay = days.Average();
        double meanSize = full.Average(b => (double)b.RawBytes!.Value);
        double spread = days.Sum(d => (d - meanDay) * (d - meanDay));
        double slope = full.Select((b, i) => (days[i] - meanDay) * (b.RawBytes!.Value - meanSize)).Sum() / spread;
        return double.IsFinite(slope) && Math.Abs(slope) < long.MaxValue ? (long)slope : null;
    }
}
