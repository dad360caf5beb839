using System.Globalization;
using BackupTools.Scheduling;
using BackupTools.Scheduling.Systemd;
using BackupTools.Tests.Fakes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace BackupTools.Tests.Scheduling;

/// <summary>Our own reading of cron expressions, which schedulers are told, against the library that says when they are due, and against systemd.</summary>
public sealed class CalendarPropertyTests
{
    /// <summary>Expressions of every form.</summary>
    public static class Expressions
    {
        public static Arbitrary<string> Any() => (
            from minute in Field(0, 59, [])
            from hour in Field(0, 23, [])
            from day in Gen.Frequency((6, Field(1, 31, [])), (1, Gen.Elements("L", "L-1", "L-3", "1-7", "8-14")))
            from month in Gen.Frequency((3, Gen.Constant("*")), (1, Field(1, 12, ["JAN", "feb", "Oct"])))
            from week in Gen.Frequency((3, Gen.Constant("*")), (2, Field(0, 7, ["SUN", "mon", "Fri"])), (1, Gen.Elements("FRIL", "0L", "MON#2", "5#1", "SUN#5", "MON-FRI", "FRI-MON", "5-7")))
            select $"{minute} {hour} {day} {month} {week}").Where(e => Cronos.CronExpression.TryParse(e, out _) && !e.Split(' ')[4].Split(',').Any(p => p.StartsWith("7-", StringComparison.Ordinal) && p.Contains('/', StringComparison.Ordinal))).ToArbitrary();

        private static Gen<string> Field(int least, int most, string[] names)
        {
            Gen<string> value = names.Length == 0
                ? Gen.Choose(least, most).Select(v => v.ToString(CultureInfo.InvariantCulture))
                : Gen.OneOf(Gen.Choose(least, most).Select(v => v.ToString(CultureInfo.InvariantCulture)), Gen.Elements(names));
            Gen<string> range = from a in Gen.Choose(least, most) from b in Gen.Choose(least, most) select $"{a}-{b}";
            Gen<string> part = Gen.Frequency(
                (4, value), (2, range),
                (1, from r in Gen.OneOf(range, Gen.Constant("*"), value) from step in Gen.Choose(1, Math.Min(most, 20)) select $"{r}/{step}"));
            return Gen.Frequency((3, Gen.Constant("*")), (3, part), (1, from a in part from b in part select $"{a},{b}"));
        }
    }

    private static readonly DateTime Beginning = new(2027, 1, 15, 11, 58, 0, DateTimeKind.Utc);

    [Property(Arbitrary = [typeof(Expressions)], MaxTest = 3000)]
    public void A_rule_matches_exactly_when_its_expression_is_due(string expression, int minutes)
    {
        CalendarRule rule = CronFieldParser.Parse(expression);
        Cronos.CronExpression judge = CronExpressions.Parse(expression);

        // Some moment, and the next that is due.
        DateTime moment = Beginning.AddMinutes(Math.Abs((long)minutes) * 7 % (366 * 24 * 60));
        Assert.Equal(judge.GetNextOccurrence(moment, inclusive: true) == moment, rule.Matches(moment));
        if (judge.GetNextOccurrence(moment) is { } next)
        {
            Assert.True(rule.Matches(next), $"{expression} is due at {next:u}.");
            Assert.False(rule.Matches(next.AddSeconds(1)));
            Assert.True(rule.IsPossible);
        }
    }

    /// <summary>Each process takes some milliseconds, so these are fewer.</summary>
    [Fact]
    public async Task Systemd_says_the_same_next_times()
    {
        Tool.Require("systemd-analyze");
        int judged = 0;
        foreach (string expression in Expressions.Any().Generator.Sample(150, 50).Concat(
            ["0 2 L * *", "0 2 * * FRIL", "0 2 L-2 2 *", "*/7 3 * * *", "0 0 29 2 *", "0 2 * * MON#2", "5/20 22-2 1-7 * 0,3"]))
        {
            CalendarRule rule = CronFieldParser.Parse(expression);
            if (!rule.IsPossible || CronExpressions.Parse(expression).GetNextOccurrence(Beginning) is null || (!rule.DaysFromEnd.IsEmpty && !rule.DaysOfMonth.IsFull))
                continue;
            string said = System.Text.Encoding.UTF8.GetString(await Tool.RunAsync(
                "env", "TZ=UTC", "LC_ALL=C", "systemd-analyze", "calendar", $"--base-time={Beginning:yyyy-MM-dd HH:mm:ss} UTC", "--iterations=5", OnCalendar.Of(rule, null)));
            string[] times = [.. said.Split('\n').Where(l => l.Contains("elapse:", StringComparison.Ordinal) || l.Contains("Iter. #", StringComparison.Ordinal))
                .Select(l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()[4..23])];
            List<string> ours = [];
            DateTimeOffset? next = new DateTimeOffset(Beginning);
            ScheduleTrigger trigger = ScheduleTrigger.Cron(expression);
            while (ours.Count < times.Length && (next = ScheduleCalendar.Next(trigger, TimeZoneInfo.Utc, next!.Value)) is not null)
                ours.Add(next.Value.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
            Assert.True(ours.SequenceEqual(times), $"{expression} is {OnCalendar.Of(rule, null)}: ours {string.Join(", ", ours)}; systemd's {string.Join(", ", times)}");
            judged++;
        }

        Assert.True(judged > 50, $"Only {judged} were judged.");
    }
}
