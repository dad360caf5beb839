using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Looks at backups and their history, and says what is wrong. A storage that cannot be reached is a finding and no error.</summary>
public static class HealthJob
{
    /// <summary>Looks.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">Where to look, and what is healthy.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <returns>The findings, the worst first; for a database with which all is well, one that says so.</returns>
    public static async Task<HealthSummary> RunAsync(ComponentSet components, HealthJobOptions options, CancellationToken cancellationToken)
    {
        DateTime now = options.Time.GetUtcNow().UtcDateTime;
        List<BackupInfo> backups = [];
        List<HealthFinding> findings = [];
        foreach (IBackupStorage storage in options.Storages)
        {
            try
            {
                IReadOnlyList<BackupInfo> found = await BackupCatalog.ListAsync(
                    components, storage, new BackupFilter(), e => findings.Add(About(storage, HealthSeverity.Warning, HealthCheck.Unreadable, e.Message)), cancellationToken);
                backups.AddRange(found.Where(options.IsMeant));
                findings.AddRange(CheckRetention(storage, found, options, now));
            }
            catch (BackupException e)
            {
                findings.Add(About(storage, HealthSeverity.Critical, HealthCheck.StorageUnreachable, $"The storage cannot be listed: {e.Message}"));
            }
        }

        IReadOnlyList<LastBackup> databases = LastBackupSearch.Find(backups, options.History, now, options.Expected);
        IReadOnlySet<string> failedTests = HistoryFacts.FindFailed(options.History);
        ILookup<(string, string), DatabaseGroup> groups = DatabaseGroups.Of(backups).ToLookup(g => (g.Engine, g.Database));
        foreach (LastBackup last in databases)
        {
            BackupInfo[] full = last.Backup is null
                ? []
                : [.. groups[(last.Engine, last.Database)].First(g => g.Backups.Contains(last.Backup)).Backups
                    .Where(b => b.IsFull).DistinctBy(b => b.Id).OrderBy(b => b.CreatedAtUtc)];
            HealthFinding[] wrong = [.. options.Rules.Check(last, full, failedTests, now)];
            findings.AddRange(wrong.Length > 0
                ? wrong
                : [HealthFinding.Of(HealthSeverity.Ok, HealthCheck.Healthy, $"'{last.Database}' is well: {last.Status}.") with { Database = last.Database, Server = last.Server }]);
        }

        return new HealthSummary
        {
            Databases = databases.Count,
            Findings = findings.OrderByDescending(f => Enum.Parse<HealthSeverity>(f.Severity)).ThenBy(f => f.Database, StringComparer.OrdinalIgnoreCase).ToArray(),
        };
    }

    private static IEnumerable<HealthFinding> CheckRetention(IBackupStorage storage, IReadOnlyList<BackupInfo> backups, HealthJobOptions options, DateTime now)
    {
        if (options.Policy is not { IsEmpty: false } policy)
            return [];
        int left = RetentionRules.Decide(backups, policy, new RetentionContext { NowUtc = now, IsInScope = options.IsMeant }).Count(d => !d.Keep);
        return left == 0
            ? []
            : [About(storage, HealthSeverity.Warning, HealthCheck.RetentionNotHolding, $"'{storage.Location}' has {Figures.Count(left, "backup")} that the policy ({policy}) does not keep.")];
    }

    private static HealthFinding About(IBackupStorage storage, HealthSeverity severity, HealthCheck check, string message) =>
        HealthFinding.Of(severity, check, message) with { Storage = storage.Location };
}
