using System.Globalization;

namespace BackupTools.Scheduling;

/// <summary>Says in words when a schedule is due.</summary>
internal static class TriggerText
{
    public static string Describe(ScheduleTrigger trigger) => trigger.Kind switch
    {
        TriggerKind.Cron => $"cron {trigger.Expression}",
        TriggerKind.Daily => $"daily at {Times(trigger.At)}",
        TriggerKind.Weekly => $"weekly on {string.Join(", ", trigger.DaysOfWeek)} at {Times(trigger.At)}",
        TriggerKind.Monthly => $"monthly on {Days(trigger)} at {Times(trigger.At)}",
        _ => $"every {Interval(trigger.Interval ?? TimeSpan.Zero)}",
    };

    private static string Days(ScheduleTrigger trigger)
    {
        IEnumerable<string> days = trigger.DaysOfMonth.Select(d => d.ToString(CultureInfo.InvariantCulture));
        return (trigger.DaysOfMonth.Count, trigger.LastDay) switch
        {
            (0, _) => "the last day",
            (1, false) => $"day {trigger.DaysOfMonth[0]}",
            (_, false) => $"days {string.Join(", ", days)}",
            _ => $"days {string.Join(", ", days)} and the last",
        };
    }

    private static string Times(IEnumerable<TimeOnly> at) =>
        string.Join(", ", at.Select(t => t.ToString(t.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture)));

    private static string Interval(TimeSpan interval) => interval.Minutes != 0
        ? Figures.Count((int)interval.TotalMinutes, "minute")
        : Figures.Count((int)interval.TotalHours, "hour");
}
