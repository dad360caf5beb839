namespace BackupTools.Backups;

/// <summary>Finds the newest full backup of each database, and what the history knows of it. A pure function.</summary>
public static class LastBackupSearch
{
    /// <summary>Finds them.</summary>
    /// <param name="backups">The backups of all storages.</param>
    /// <param name="history">The history, in the order in which things ended.</param>
    /// <param name="nowUtc">The present moment, UTC.</param>
    /// <param name="expected">The only databases that are asked about, those without backups among them; null for all that have backups.</param>
    /// <returns>One for each database, by name.</returns>
    public static IReadOnlyList<LastBackup> Find(
        IReadOnlyCollection<BackupInfo> backups, IReadOnlyCollection<HistoryEntry> history, DateTime nowUtc, IReadOnlyCollection<ExpectedDatabase>? expected = null)
    {
        IReadOnlyList<DatabaseGroup> groups = DatabaseGroups.Of(backups);
        IReadOnlyDictionary<string, HistoryEntry> proofs = HistoryFacts.FindProofs(history);
        ILookup<(string, string), HistoryEntry> attempts = history
            .Where(e => e.Is(HistoryKind.Backup) && e is { Engine: not null, Database: not null, Type: null or "Full" })
            .ToLookup(e => (e.Engine!.ToLowerInvariant(), e.Database!));
        IEnumerable<LastBackup> found = expected is null
            ? groups.Select(g => Describe(g, null))
            : expected.Distinct().Select(e => Describe(
                groups.FirstOrDefault(g => Is(g, e)) ?? new DatabaseGroup(e.Engine.ToLowerInvariant(), e.Server ?? "", e.Database, []), e.Server));
        return [.. found.OrderBy(l => l.Database, StringComparer.OrdinalIgnoreCase).ThenBy(l => l.Server, StringComparer.OrdinalIgnoreCase)];

        LastBackup Describe(DatabaseGroup group, string? askedUnder)
        {
            BackupInfo? newest = group.Backups.Where(b => b.IsFull).MaxBy(b => b.CreatedAtUtc);
            string? server = newest?.Server ?? group.Backups.Select(b => b.Server).FirstOrDefault(s => s is not null) ?? askedUnder;
            BackupInfo? proven = group.Backups.Where(b => b.IsFull && proofs.ContainsKey(b.Id)).MaxBy(b => b.CreatedAtUtc);
            HistoryEntry[] failures = [.. FindFailures(attempts[(group.Engine, group.Database)], group, server, newest)];
            return new LastBackup
            {
                Engine = group.Engine,
                Server = server,
                Database = group.Database,
                Backup = newest,
                Age = newest is null ? null : nowUtc - newest.CreatedAtUtc,
                ProvenAt = proven is null ? null : proofs[proven.Id].StartedAt,
                ProvenLevel = proven is null ? null : proofs[proven.Id].Level,
                ProvenBackupAt = proven?.CreatedAt,
                Failures = failures.Length,
                FailedAt = failures.LastOrDefault()?.StartedAt,
                FailedMessage = failures.LastOrDefault()?.Message,
            };
        }
    }

    /// <summary>The attempts at the end that failed, after the newest backup that there is.</summary>
    private static IEnumerable<HistoryEntry> FindFailures(IEnumerable<HistoryEntry> attempts, DatabaseGroup group, string? server, BackupInfo? newest) => attempts
        .Where(e => e.Server is null || e.Server == server || (e.ServerId is not null && e.ServerId == group.Server) || group.Backups.Any(b => b.Server == e.Server))
        .Reverse()
        .TakeWhile(e => !e.Succeeded)
        .Where(e => e.Result == nameof(HistoryResult.Failed) && (newest is null || e.StartedAtUtc > newest.CreatedAtUtc))
        .Reverse();

    private static bool Is(DatabaseGroup group, ExpectedDatabase expected) =>
        group.Engine.Equals(expected.Engine, StringComparison.OrdinalIgnoreCase)
        && group.Database == expected.Database
        && (expected.Server is null || group.Server.Length == 0 || group.Server == expected.Server || group.Backups.Any(b => b.Server == expected.Server));
}
