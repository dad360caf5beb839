namespace BackupTools.Abstractions;

/// <summary>
/// How many backups of each database are kept. A rule that is 0 or null is not used; a backup stays where any rule keeps it.
/// All rules look at the backups that there are and none at the clock: where new backups stop coming, nothing goes.
/// </summary>
public sealed record RetentionPolicy
{
    /// <summary>So many of the newest.</summary>
    public int KeepLast { get; init; }

    /// <summary>The newest of each of so many hours that have backups, counted from the newest.</summary>
    public int KeepHourly { get; init; }

    /// <summary>The newest of each of so many days that have backups.</summary>
    public int KeepDaily { get; init; }

    /// <summary>The newest of each of so many weeks (ISO 8601, from Monday) that have backups.</summary>
    public int KeepWeekly { get; init; }

    /// <summary>The newest of each of so many months that have backups.</summary>
    public int KeepMonthly { get; init; }

    /// <summary>The newest of each of so many years that have backups.</summary>
    public int KeepYearly { get; init; }

    /// <summary>Everything that is not older than this, counted back from the newest backup and not from now; null for no such rule.</summary>
    public TimeSpan? KeepWithin { get; init; }

    /// <summary>Where hours, days, weeks, months and years begin.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>True where no rule is used, so that everything is kept.</summary>
    public bool IsEmpty => KeepLast + (long)KeepHourly + KeepDaily + KeepWeekly + KeepMonthly + KeepYearly == 0 && KeepWithin is null;

    /// <summary>Refuses rules that mean nothing.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public void Validate()
    {
        foreach ((string name, int count) in Counts)
        {
            if (count < 0)
                throw Refused($"{name} is {count}, and no number of backups is negative.", "Give 0 or more.");
        }

        if (KeepWithin <= TimeSpan.Zero)
            throw Refused("KeepWithin is no time at all.", "Give a time such as 30 days, or leave it out.");
    }

    /// <summary>The rules in words: <c>the last 3, 7 daily, all within 2 days of the newest</c>.</summary>
    public override string ToString()
    {
        List<string> rules = [.. Counts.Where(c => c.Count > 0).Select(c => c.Name == nameof(KeepLast)
            ? $"the last {c.Count}"
            : $"{c.Count} {c.Name["Keep".Length..].ToLowerInvariant()}")];
        if (KeepWithin is { } within)
            rules.Add($"all within {PeriodText.Of(within)} of the newest");
        return rules.Count == 0 ? "everything" : string.Join(", ", rules);
    }

    private IEnumerable<(string Name, int Count)> Counts =>
    [
        (nameof(KeepLast), KeepLast), (nameof(KeepHourly), KeepHourly), (nameof(KeepDaily), KeepDaily),
        (nameof(KeepWeekly), KeepWeekly), (nameof(KeepMonthly), KeepMonthly), (nameof(KeepYearly), KeepYearly),
    ];

    private static BackupException Refused(string what, string remedy) => new(ErrorCode.InvalidArgument, what, remedy);
}
