namespace BackupTools.Scheduling;

/// <summary>Compares when a schedule was due with when it ran.</summary>
internal static class RunTimes
{
    /// <summary>How late a run may begin before it counts as made up for.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>When the run that is missing was due; null where none is.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="runs">Its last runs.</param>
    /// <param name="now">The moment.</param>
    public static DateTimeOffset? FindMissed(Schedule schedule, IReadOnlyList<ScheduleRun> runs, DateTimeOffset now)
    {
        if (ScheduleCalendar.Previous(schedule.Trigger, ScheduleCalendar.ZoneOf(schedule.TimeZone), now) is not { } due
            || due <= new DateTimeOffset(schedule.ChangedAtUtc, TimeSpan.Zero))
        {
            return null;
        }

        return runs.Any(r => IsOf(r, due, now)) ? null : due;
    }

    /// <summary>The same, where it is time to worry.</summary>
    public static DateTimeOffset? FindOverdue(Schedule schedule, IReadOnlyList<ScheduleRun> runs, DateTimeOffset now) =>
        FindMissed(schedule, runs, now - Tolerance * 2 - (schedule.RandomDelay ?? TimeSpan.Zero)) is { } due && !runs.Any(r => IsOf(r, due, now)) ? due : null;

    /// <summary>True where a run that begins now makes up for one that was missed.</summary>
    public static bool IsMadeUp(Schedule schedule, IReadOnlyList<ScheduleRun> runs, DateTimeOffset now) =>
        FindMissed(schedule, runs, now) is { } due && now - due > Tolerance + (schedule.RandomDelay ?? TimeSpan.Zero);

    /// <summary>A run counts from shortly before it was due. One in the future was written down before the clock was set back, and says nothing.</summary>
    private static bool IsOf(ScheduleRun run, DateTimeOffset due, DateTimeOffset now) =>
        run.StartedAtUtc >= due.UtcDateTime - TimeSpan.FromSeconds(2) && run.StartedAtUtc <= now.UtcDateTime + Tolerance
        && run.Outcome is not (nameof(RunOutcome.Stopped));
}
