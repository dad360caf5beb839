using System.Globalization;

namespace BackupTools.Scheduling.Systemd;

/// <summary>A calendar rule in the words of systemd.time(7).</summary>
internal static class OnCalendar
{
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>The expression.</summary>
    /// <param name="rule">The rule, which has nothing unspeakable.</param>
    /// <param name="zone">The IANA name of the time zone; null for the machine's.</param>
    public static string Of(CalendarRule rule, string? zone)
    {
        string week = rule.DaysOfWeek.IsFull ? "" : string.Join(',', rule.DaysOfWeek.Values.Select(d => Days[d])) + " ";
        string date = rule.DaysFromEnd.IsEmpty
            ? $"*-{Text(rule.Months)}-{Text(rule.DaysOfMonth)}"
            : $"*-{Text(rule.Months)}~{Text(rule.DaysFromEnd)}";
        return $"{week}{date} {Text(rule.Hours)}:{Text(rule.Minutes)}:{Text(rule.Seconds)}{(zone is null ? "" : " " + zone)}";
    }

    private static string Text(FieldSet set) => set.IsFull ? "*"
        : set.Step() is { } step ? string.Create(CultureInfo.InvariantCulture, $"{set.Values.First():00}/{step}")
        : set.ToRanges("..", value => value.ToString("00", CultureInfo.InvariantCulture));
}
