using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>The decisions for the archives of one kind of one database; those that stay get their reasons.</summary>
internal sealed class RetentionOfKind
{
    private readonly IReadOnlyList<RetainedArchive> _archives;
    private readonly RetentionPolicy _policy;
    private readonly RetentionContext _context;

    public RetentionOfKind(IReadOnlyList<RetainedArchive> archives, RetentionPolicy policy, RetentionContext context)
    {
        _archives = [.. archives.OrderByDescending(a => a.Info.CreatedAtUtc).ThenByDescending(a => a.Info.Name, StringComparer.Ordinal)];
        _policy = policy;
        _context = context;
    }

    public void Decide()
    {
        foreach (RetainedArchive archive in _archives)
            Protect(archive);

        // Newest first.
        List<RetainedArchive> counting = [.. _archives.Where(a => !IsFailed(a) && Doubt(a) is null)];
        if (_policy.IsEmpty)
            _archives.ToList().ForEach(a => a.Keep("the policy has no rule"));
        else if (counting.Count > 0)
            Count(counting);
        foreach (RetainedArchive failed in _archives.Where(IsFailed))
            KeepFailed(failed, counting);
    }

    private void Protect(RetainedArchive archive)
    {
        if (Doubt(archive) is { } doubt)
            archive.Keep(doubt);
        if (_context.JustMade.Contains(archive.Info.Id))
            archive.Keep("it was just made");
        if (archive.Copies.FirstOrDefault(c => c.Locked) is { } locked)
            archive.Keep(locked.LockReason is { Length: > 0 } reason ? $"it is locked: {reason}" : "it is locked");
    }

    private void Count(List<RetainedArchive> newestFirst)
    {
        if (newestFirst[0].Info is { IsFull: true, Selection: null or "" })
            newestFirst[0].Keep("it is the last good full backup");
        for (int i = 0; i < newestFirst.Count; i++)
        {
            if (i < _policy.KeepLast)
                newestFirst[i].Keep($"number {i + 1} of the last {_policy.KeepLast}");
            else
                newestFirst[i].WhyNot = $"no rule keeps it: it is number {i + 1} of {newestFirst.Count}, the newest first";
        }

        KeepPeriods(newestFirst, _policy.KeepHourly, RetentionPeriods.Hour);
        KeepPeriods(newestFirst, _policy.KeepDaily, RetentionPeriods.Day);
        KeepPeriods(newestFirst, _policy.KeepWeekly, RetentionPeriods.Week);
        KeepPeriods(newestFirst, _policy.KeepMonthly, RetentionPeriods.Month);
        KeepPeriods(newestFirst, _policy.KeepYearly, RetentionPeriods.Year);
        if (_policy.KeepWithin is not { } within)
            return;
        DateTime newest = newestFirst[0].Info.CreatedAtUtc;
        foreach (RetainedArchive archive in newestFirst.TakeWhile(a => newest - a.Info.CreatedAtUtc <= within))
            archive.Keep($"within {PeriodText.Of(within)} of the newest");
    }

    /// <summary>Only periods that have backups are counted, so that a pause in the backups costs none.</summary>
    private void KeepPeriods(List<RetainedArchive> newestFirst, int count, Func<DateTimeOffset, string> nameOf)
    {
        HashSet<string> seen = [];
        foreach (RetainedArchive archive in newestFirst)
        {
            if (seen.Count == count)
                return;
            string period = nameOf(TimeZoneInfo.ConvertTime(new DateTimeOffset(archive.Info.CreatedAtUtc, TimeSpan.Zero), _policy.TimeZone));
            if (seen.Add(period))
                archive.Keep($"the newest of {period}");
        }
    }

    /// <summary>What did not pass its test stays as long as there is nothing better: parts of it may be all that there is.</summary>
    private static void KeepFailed(RetainedArchive failed, List<RetainedArchive> good)
    {
        if (good.Count == 0 || good[0].Info.CreatedAtUtc < failed.Info.CreatedAtUtc)
            failed.Keep("it did not pass its last test, and there is no newer one that did not fail");
        else
            failed.WhyNot = "it did not pass its last test, and a newer one did not fail";
    }

    private bool IsFailed(RetainedArchive archive) => archive.Copies.All(c => _context.Failed.Contains(c.Path));

    private string? Doubt(RetainedArchive archive) =>
        archive.Copies.Select(c => ClockDoubt.Find(c, _context.NowUtc)).FirstOrDefault(d => d is not null);
}
