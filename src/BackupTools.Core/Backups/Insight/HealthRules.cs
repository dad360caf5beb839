namespace BackupTools.Backups;

/// <summary>What is still healthy.</summary>
public sealed record HealthRules
{
    /// <summary>How old the newest full backup of a database may be.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(26);

    /// <summary>How long ago a backup of the database may have passed its last test; null to not ask.</summary>
    public TimeSpan? MaxUnproven { get; init; } = TimeSpan.FromDays(31);

    /// <summary>By how many percent the newest full backup may hold less than the middle one of the five before it.</summary>
    public int MaxShrink { get; init; } = 50;

    /// <summary>How many failed attempts in a row are critical.</summary>
    public int MostFailures { get; init; } = 2;

    /// <summary>The findings about one database; empty where all is well.</summary>
    internal IEnumerable<HealthFinding> Check(LastBackup last, IReadOnlyList<BackupInfo> fullOldestFirst, IReadOnlySet<string> failedTests, DateTime nowUtc)
    {
        foreach (HealthFinding? finding in new[]
        {
            CheckAge(last), CheckFailures(last), CheckTest(last, failedTests), CheckProof(last, nowUtc), CheckSize(last, fullOldestFirst),
        })
        {
            if (finding is not null)
                yield return finding with { Database = last.Database, Server = last.Server };
        }
    }

    private HealthFinding? CheckAge(LastBackup last) => last.Age is not { } age
        ? HealthFinding.Of(HealthSeverity.Critical, HealthCheck.Missing, $"'{last.Database}' has no full backup.")
        : age <= MaxAge ? null
        : HealthFinding.Of(
            HealthSeverity.Critical, HealthCheck.Overdue, $"The newest full backup of '{last.Database}' is {PeriodText.About(age)} old, and {PeriodText.Of(MaxAge)} are allowed.");

    private HealthFinding? CheckFailures(LastBackup last) => last.Failures == 0
        ? null
        : HealthFinding.Of(
            last.Failures >= MostFailures ? HealthSeverity.Critical : HealthSeverity.Warning, HealthCheck.Failing,
            $"{(last.Failures == 1 ? "The last attempt" : $"The last {last.Failures} attempts")} to back up '{last.Database}' failed: {last.FailedMessage}");

    private static HealthFinding? CheckTest(LastBackup last, IReadOnlySet<string> failedTests) => last.Path is { } path && failedTests.Contains(path)
        ? HealthFinding.Of(HealthSeverity.Critical, HealthCheck.TestFailed, $"The newest full backup of '{last.Database}' did not pass its last test: '{path}'.")
        : null;

    private HealthFinding? CheckProof(LastBackup last, DateTime nowUtc)
    {
        if (MaxUnproven is not { } limit || !last.HasBackup)
            return null;
        if (last.ProvenAt is not { } proven)
            return HealthFinding.Of(HealthSeverity.Warning, HealthCheck.Unproven, $"No backup of '{last.Database}' has passed a test that the history knows of.");
        TimeSpan since = nowUtc - proven.ToUniversalTime();
        return since <= limit
            ? null
            : HealthFinding.Of(HealthSeverity.Warning, HealthCheck.Unproven, $"The last test that a backup of '{last.Database}' passed is {PeriodText.About(since)} ago.");
    }

    private HealthFinding? CheckSize(LastBackup last, IReadOnlyList<BackupInfo> fullOldestFirst)
    {
        if (fullOldestFirst.Count < 3)
            return null;
        // What an encrypted one holds is not known here, so all are compared by what they take.
        BackupInfo[] compared = [.. fullOldestFirst.TakeLast(6)];
        long[] sizes = [.. compared.Select(b => b.RawBytes).OfType<long>()];
        if (sizes.Length < compared.Length)
            sizes = [.. compared.Select(b => b.SizeBytes)];
        long[] before = [.. sizes.SkipLast(1).Order()];
        (long newest, long middle) = (sizes[^1], before[before.Length / 2]);
        return newest * 100.0 >= middle * (100.0 - MaxShrink)
            ? null
            : HealthFinding.Of(
                HealthSeverity.Warning, HealthCheck.Shrinking,
                $"The newest full backup of '{last.Database}' holds {Figures.Bytes(newest)}, and those before it about {Figures.Bytes(middle)}.");
    }
}
