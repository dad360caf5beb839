namespace BackupTools.Configuration;

/// <summary>Which backups a job keeps; 0 where a rule is not given.</summary>
public sealed record JobRetention
{
    /// <summary>The newest so many.</summary>
    public int KeepLast { get; init; }

    /// <summary>One for each of the last so many hours that have one.</summary>
    public int KeepHourly { get; init; }

    /// <summary>The same of days.</summary>
    public int KeepDaily { get; init; }

    /// <summary>The same of weeks.</summary>
    public int KeepWeekly { get; init; }

    /// <summary>The same of months.</summary>
    public int KeepMonthly { get; init; }

    /// <summary>The same of years.</summary>
    public int KeepYearly { get; init; }

    /// <summary>All of this time; null where it is not given.</summary>
    public TimeSpan? KeepWithin { get; init; }

    /// <summary>The time zone in which days and weeks begin; null where it is not given.</summary>
    public TimeZoneInfo? TimeZone { get; init; }
}
