using System.Globalization;

namespace BackupTools.Scheduling.Cron;

/// <summary>
/// Writes the lines of a schedule. cron takes days of the month and of the week as alternatives, so where both are meant together the
/// week's are asked by the command; and it has no days counted from the end of a month, so each length of a month has a line.
/// </summary>
internal static class CronLines
{
    private const string Kind = "cron";
    private const string LeapTest = @"$((y \% 4 == 0 && (y \% 100 != 0 || y \% 400 == 0)))";

    /// <summary>Longer commands are cut or refused by some versions.</summary>
    private const int LongestCommand = 998;

    /// <summary>The months of each length, and what the command asks before it goes on.</summary>
    private static readonly (int Length, int[] Months, string? Test)[] Lengths =
    [
        (31, [1, 3, 5, 7, 8, 10, 12], null),
        (30, [4, 6, 9, 11], null),
        (29, [2], $"y=$(date +\\%Y); [ {LeapTest} -eq 1 ]"),
        (28, [2], $"y=$(date +\\%Y); [ {LeapTest} -eq 0 ]"),
    ];

    /// <summary>The lines that start the schedule, without their ends.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="zone">The machine's time zone, which is that of cron.</param>
    /// <param name="user">The user, where lines name one; null in a user's own crontab.</param>
    /// <param name="prefix">What stands before each command.</param>
    public static IReadOnlyList<string> Of(Schedule schedule, TimeZoneInfo zone, string? user, string prefix)
    {
        IReadOnlyList<CalendarRule> rules = CalendarRule.Of(schedule.Trigger);
        foreach (CalendarRule rule in rules)
            Refuse(rule, schedule, zone);
        string command = prefix + "exec " + Command(schedule, schedule.Launch.CommandLine(schedule.Name));
        List<string> lines = [.. rules.SelectMany(r => Lines(r, user, command))];

        // What comes at least every hour needs nobody to make up for it.
        if (!rules.Any(r => r.IsEveryHour))
            lines.Add(CatchUp(schedule, user, prefix));
        return lines.Find(l => l.Length > LongestCommand) is null
            ? lines
            : throw SchedulerErrors.NotExpressible(Kind, $"commands of more than {LongestCommand} characters", schedule);
    }

    /// <summary>A word of a command, for sh, within a line of a crontab.</summary>
    public static string Quote(string text, Schedule schedule)
    {
        if (text.Any(char.IsControl))
            throw SchedulerErrors.Unquotable(Kind, text, "has a control character", schedule);
        if (text.Contains('\\', StringComparison.Ordinal))
            throw SchedulerErrors.Unquotable(Kind, text, "has a backslash, which versions of cron read differently", schedule);
        return $"'{text.Replace("'", @"'\''", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)}'";
    }

    private static string Command(Schedule schedule, IReadOnlyList<string> words) => string.Join(' ', words.Select(w => Quote(w, schedule)));

    /// <summary>A look, every ten minutes, whether a run is overdue: the machine was off, or asleep.</summary>
    private static string CatchUp(Schedule schedule, string? user, string prefix)
    {
        string due = Quote(DueFile.PathOf(schedule), schedule);
        string test = $"[ \"$(date +\\%s)\" -gt \"$(cat {due} 2>/dev/null || echo {DueFile.Never})\" ]";
        return $"*/10 * * * * {(user is null ? "" : user + " ")}if {test}; then {prefix}exec {Command(schedule, schedule.Launch.CommandLine(schedule.Name, onlyIfDue: true))}; fi";
    }

    private static void Refuse(CalendarRule rule, Schedule schedule, TimeZoneInfo zone)
    {
        if (rule.Unspeakable is { } lack)
            throw SchedulerErrors.NotExpressible(Kind, lack, schedule);
        if (!rule.Seconds.Is(0))
            throw SchedulerErrors.NotExpressible(Kind, "seconds", schedule);
        if (!rule.DaysFromEnd.IsEmpty && !rule.DaysOfMonth.IsFull)
            throw SchedulerErrors.NotExpressible(Kind, "days counted from the end of a month together with days counted from its beginning", schedule);
        if (schedule.RandomDelay is not null)
            throw SchedulerErrors.NotExpressible(Kind, "a random delay", schedule);
        if (!ZoneRules.IsSame(schedule.TimeZone, zone, rule))
            throw SchedulerErrors.NotExpressible(Kind, $"other time zones than the machine's, which is {zone.Id}", schedule);
    }

    private static IEnumerable<string> Lines(CalendarRule rule, string? user, string command)
    {
        string time = $"{Field(rule.Minutes)} {Field(rule.Hours)}";
        string who = user is null ? "" : user + " ";
        if (rule.DaysFromEnd.IsEmpty)
        {
            bool isBoth = !rule.DaysOfMonth.IsFull && !rule.DaysOfWeek.IsFull;
            yield return $"{time} {Field(rule.DaysOfMonth)} {Field(rule.Months)} {(isBoth ? "*" : Field(rule.DaysOfWeek))} {who}{(isBoth ? IfDayOfWeek(rule, command) : command)}";
            yield break;
        }

        foreach ((int length, int[] months, string? test) in Lengths)
        {
            int[] meant = [.. months.Where(rule.Months.Contains)];
            int[] days = [.. rule.DaysFromEnd.Values.Where(d => d <= length).Select(d => length - d + 1).Order()];
            if (meant.Length == 0 || days.Length == 0)
                continue;
            string inner = rule.DaysOfWeek.IsFull ? command : IfDayOfWeek(rule, command);
            string whole = test is null ? inner : $"{test} && {inner}";
            yield return $"{time} {string.Join(',', days)} {string.Join(',', meant)} * {who}{whole}";
        }
    }

    /// <summary>date numbers the days of the week from Monday, which is 1, to Sunday, which is 7.</summary>
    private static string IfDayOfWeek(CalendarRule rule, string command) =>
        $"case $(date +\\%u) in {string.Join('|', rule.DaysOfWeek.Values.Select(d => d == 0 ? 7 : d).Order())}) {command};; esac";

    private static string Field(FieldSet set) => set.IsFull ? "*"
        : set.Step() is { } step && set.Contains(set.Least) ? string.Create(CultureInfo.InvariantCulture, $"*/{step}")
        : set.ToRanges("-");
}
