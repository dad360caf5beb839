namespace BackupTools.Scheduling;

/// <summary>
/// A cron expression as sets of values: what a scheduler has to be told. All of them are meant together, days of the month and of the
/// week too.
/// </summary>
internal sealed record CalendarRule
{
    /// <summary>The seconds of a minute.</summary>
    public required FieldSet Seconds { get; init; }

    /// <summary>The minutes of an hour.</summary>
    public required FieldSet Minutes { get; init; }

    /// <summary>The hours of a day.</summary>
    public required FieldSet Hours { get; init; }

    /// <summary>The days of a month, counted from its beginning.</summary>
    public required FieldSet DaysOfMonth { get; init; }

    /// <summary>The days of a month counted from its end, 1 being the last; empty where they play no part.</summary>
    public FieldSet DaysFromEnd { get; init; } = FieldSet.Of(1, 31);

    /// <summary>The months.</summary>
    public required FieldSet Months { get; init; }

    /// <summary>The days of the week, Sunday being 0.</summary>
    public required FieldSet DaysOfWeek { get; init; }

    /// <summary>What no scheduler of an operating system has a word for; null where there is nothing.</summary>
    public string? Unspeakable { get; init; }

    /// <summary>True where every day is meant.</summary>
    public bool IsEveryDay => DaysOfMonth.IsFull && DaysFromEnd.IsEmpty && Months.IsFull && DaysOfWeek.IsFull && Unspeakable is null;

    /// <summary>True where every hour of every day is meant.</summary>
    public bool IsEveryHour => IsEveryDay && Hours.IsFull;

    /// <summary>True where some month has one of the days.</summary>
    public bool IsPossible => !DaysOfMonth.IsEmpty && !Months.IsEmpty && !DaysOfWeek.IsEmpty
        && Months.Values.Any(m => DaysOfMonth.Values.First() <= DateTime.DaysInMonth(2028, m));

    /// <summary>True where the moment, as the clock of the schedule's time zone shows it, is meant.</summary>
    public bool Matches(DateTime moment) =>
        Seconds.Contains(moment.Second) && Minutes.Contains(moment.Minute) && Hours.Contains(moment.Hour) && Months.Contains(moment.Month)
        && DaysOfWeek.Contains((int)moment.DayOfWeek) && DaysOfMonth.Contains(moment.Day)
        && (DaysFromEnd.IsEmpty || DaysFromEnd.Contains(DateTime.DaysInMonth(moment.Year, moment.Month) - moment.Day + 1));

    /// <summary>The rules of a trigger; it is due when any of them is.</summary>
    public static IReadOnlyList<CalendarRule> Of(ScheduleTrigger trigger) =>
        [.. TriggerRules.Expressions(trigger).Select(CronFieldParser.Parse)];
}
