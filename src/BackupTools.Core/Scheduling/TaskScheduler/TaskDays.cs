using System.Globalization;
using System.Xml.Linq;

namespace BackupTools.Scheduling.TaskScheduler;

/// <summary>The days on which a trigger starts, in the elements of the Task Scheduler; each combination that it has is tried.</summary>
internal static class TaskDays
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private static readonly string[] MonthNames =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>The element; null where the Task Scheduler has none for these days.</summary>
    public static XElement? Of(CalendarRule rule, XNamespace ns)
    {
        if (rule.IsEveryDay)
            return new XElement(ns + "ScheduleByDay", new XElement(ns + "DaysInterval", 1));
        XElement months = new(ns + "Months", rule.Months.Values.Select(m => new XElement(ns + MonthNames[m - 1])));
        if (rule.DaysOfWeek.IsFull)
            return MonthDays(rule) is { } days ? new XElement(ns + "ScheduleByMonth", new XElement(ns + "DaysOfMonth", days.Select(d => new XElement(ns + "Day", d))), months) : null;
        XElement week = new(ns + "DaysOfWeek", rule.DaysOfWeek.Values.Select(d => new XElement(ns + Days[d])));
        if (Weeks(rule) is { } weeks)
            return new XElement(ns + "ScheduleByMonthDayOfWeek", new XElement(ns + "Weeks", weeks.Select(w => new XElement(ns + "Week", w))), week, months);
        return rule is { DaysOfMonth.IsFull: true, DaysFromEnd.IsEmpty: true, Months.IsFull: true }
            ? new XElement(ns + "ScheduleByWeek", new XElement(ns + "WeeksInterval", 1), week)
            : null;
    }

    private static IEnumerable<string>? MonthDays(CalendarRule rule)
    {
        if (rule.DaysFromEnd.IsEmpty)
            return rule.DaysOfMonth.Values.Select(d => d.ToString(CultureInfo.InvariantCulture));
        return rule.DaysFromEnd.Is(1) && rule.DaysOfMonth.IsFull ? ["Last"] : null;
    }

    /// <summary>The weeks of a month that are meant whole; null where it is not weeks. Every week of some months is the first to the fourth and the last.</summary>
    private static IEnumerable<string>? Weeks(CalendarRule rule)
    {
        if (!rule.DaysFromEnd.IsEmpty)
            return rule.DaysOfMonth.IsFull && rule.DaysFromEnd.Values.SequenceEqual(Enumerable.Range(1, 7)) ? ["Last"] : null;
        if (rule.DaysOfMonth.IsFull)
            return rule.Months.IsFull ? null : ["1", "2", "3", "4", "Last"];
        int[] weeks = [.. Enumerable.Range(0, 4).Where(w => rule.DaysOfMonth.Contains(w * 7 + 1))];
        return weeks.SelectMany(w => Enumerable.Range(w * 7 + 1, 7)).SequenceEqual(rule.DaysOfMonth.Values)
            ? weeks.Select(w => (w + 1).ToString(CultureInfo.InvariantCulture))
            : null;
    }
}
