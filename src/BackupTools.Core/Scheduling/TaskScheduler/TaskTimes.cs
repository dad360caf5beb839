namespace BackupTools.Scheduling.TaskScheduler;

/// <summary>The times of a day at which a trigger starts: one, or one that is repeated.</summary>
/// <param name="First">The first, in minutes and seconds of the day.</param>
/// <param name="Interval">How far from each other they are; null where there is only one.</param>
/// <param name="Duration">For how long they go on; null where there is only one.</param>
internal sealed record TaskTimes(TimeOnly First, TimeSpan? Interval, TimeSpan? Duration)
{
    private const int MinutesOfDay = 24 * 60;

    /// <summary>The times of a rule; null where they would be too many triggers.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="most">How many triggers there may be.</param>
    public static IReadOnlyList<TaskTimes>? Of(CalendarRule rule, int most)
    {
        int second = rule.Seconds.Values.First();
        int[] minutes = [.. from hour in rule.Hours.Values from minute in rule.Minutes.Values select hour * 60 + minute];
        if (minutes.Length > 2 && StepOf(minutes) is { } step && Repeated(rule, minutes, step, second) is { } repeated)
            return [repeated];
        return minutes.Length <= most ? [.. minutes.Select(m => new TaskTimes(At(m, second), null, null))] : null;
    }

    /// <summary>
    /// Repeated until a minute after the last, so that the last is among them and the next is not; those of every minute of every day
    /// until the next day's begin.
    /// </summary>
    private static TaskTimes? Repeated(CalendarRule rule, int[] minutes, int step, int second)
    {
        if (step > 1)
            return new TaskTimes(At(minutes[0], second), TimeSpan.FromMinutes(step), TimeSpan.FromMinutes(minutes[^1] - minutes[0] + 1));
        return minutes.Length == MinutesOfDay && rule.IsEveryDay ? new TaskTimes(At(0, second), TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)) : null;
    }

    private static int? StepOf(int[] minutes)
    {
        int step = minutes[1] - minutes[0];
        return Enumerable.Range(1, minutes.Length - 1).All(i => minutes[i] - minutes[i - 1] == step) ? step : null;
    }

    private static TimeOnly At(int minute, int second) => new(minute / 60, minute % 60, second);
}
