namespace BackupTools.Scheduling.Launchd;

/// <summary>A rule as the entries of StartCalendarInterval: every combination of its values is one.</summary>
internal static class CalendarIntervals
{
    private const string Kind = "launchd";

    /// <summary>More entries than that are no schedule that a person could read.</summary>
    private const int MostEntries = 288;

    /// <summary>The entries, each a few keys with values.</summary>
    public static IReadOnlyList<IReadOnlyList<(string Key, int Value)>> Of(Schedule schedule, TimeZoneInfo zone)
    {
        List<IReadOnlyList<(string Key, int Value)>> entries = [];
        foreach (CalendarRule rule in CalendarRule.Of(schedule.Trigger))
        {
            Refuse(rule, schedule, zone);
            (string Key, FieldSet Set)[] fields =
                [("Month", rule.Months), ("Day", rule.DaysOfMonth), ("Weekday", rule.DaysOfWeek), ("Hour", rule.Hours), ("Minute", rule.Minutes)];
            IEnumerable<IReadOnlyList<(string, int)>> products = [[]];
            long count = 1;
            foreach ((string key, FieldSet set) in fields.Where(f => !f.Set.IsFull))
            {
                count *= set.Count;
                products = products.SelectMany(p => set.Values.Select(v => (IReadOnlyList<(string, int)>)[.. p, (key, v)]));
            }

            if (count + entries.Count > MostEntries)
                throw SchedulerErrors.NotExpressible(Kind, $"a shorter word for it than {count} single entries, and a schedule may have {MostEntries}", schedule);
            entries.AddRange(products);
        }

        return entries;
    }

    private static void Refuse(CalendarRule rule, Schedule schedule, TimeZoneInfo zone)
    {
        if (rule.Unspeakable is { } lack)
            throw SchedulerErrors.NotExpressible(Kind, lack, schedule);
        if (!rule.Seconds.Is(0))
            throw SchedulerErrors.NotExpressible(Kind, "seconds", schedule);
        if (!rule.DaysFromEnd.IsEmpty)
            throw SchedulerErrors.NotExpressible(Kind, "days counted from the end of a month", schedule);
        if (!rule.DaysOfMonth.IsFull && !rule.DaysOfWeek.IsFull)
            throw SchedulerErrors.NotExpressible(Kind, "days of the month and of the week together: it takes them as alternatives", schedule);
        if (schedule.RandomDelay is not null)
            throw SchedulerErrors.NotExpressible(Kind, "a random delay", schedule);
        if (!ZoneRules.IsSame(schedule.TimeZone, zone, rule))
            throw SchedulerErrors.NotExpressible(Kind, $"other time zones than the machine's, which is {zone.Id}", schedule);
    }
}
