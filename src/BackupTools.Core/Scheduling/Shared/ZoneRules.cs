namespace BackupTools.Scheduling;

/// <summary>Whether a scheduler that knows the machine's time zone alone keeps a schedule's.</summary>
internal static class ZoneRules
{
    /// <summary>True where the schedule's time zone is the machine's, or plays no part.</summary>
    /// <param name="wanted">The schedule's time zone; null for the machine's.</param>
    /// <param name="machine">The machine's.</param>
    /// <param name="rule">When the schedule is due.</param>
    public static bool IsSame(string? wanted, TimeZoneInfo machine, CalendarRule rule)
    {
        if (wanted is null || IsRegular(rule))
            return true;
        TimeZoneInfo zone = ScheduleCalendar.ZoneOf(wanted);
        return zone.Id == machine.Id || (IsUtc(zone) && IsUtc(machine)) || IanaNameOf(zone) == IanaNameOf(machine);
    }

    /// <summary>True where every quarter of every hour has the same minutes: zones differ by quarters of an hour at the finest.</summary>
    private static bool IsRegular(CalendarRule rule) =>
        rule.IsEveryHour && rule.Minutes.Values.All(m => rule.Minutes.Contains((m + 15) % 60));

    private static bool IsUtc(TimeZoneInfo zone) => zone.HasSameRules(TimeZoneInfo.Utc);

    private static string IanaNameOf(TimeZoneInfo zone) => TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out string? iana) ? iana : zone.Id;
}
