using BackupTools.Abstractions;
using BackupTools.Scheduling;

namespace BackupTools.Tests.Scheduling;

public sealed class TriggerTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("0 0 31 2 *")]
    [InlineData("0 0 31 4,6 *")]
    [InlineData("@sometimes")]
    [InlineData("0 2 * * * * *")]
    [InlineData("0 H * * *")]
    [InlineData("0 2 * * 7-5/3")]
    [InlineData("0 2 * * MON\n* * * * *")]
    public void What_is_no_cron_expression_is_refused(string expression) => AssertInvalid(() => ScheduleTrigger.Cron(expression));

    [Theory]
    [InlineData(1, true)]
    [InlineData(7, false)]
    [InlineData(15, true)]
    [InlineData(45, false)]
    [InlineData(60, true)]
    [InlineData(90, false)]
    [InlineData(120, true)]
    [InlineData(300, false)]
    [InlineData(1440, true)]
    [InlineData(2880, false)]
    [InlineData(0, false)]
    [InlineData(-15, false)]
    public void An_interval_is_one_that_every_hour_or_day_keeps(int minutes, bool isKept)
    {
        if (isKept)
            Assert.Equal(TriggerKind.Every, ScheduleTrigger.Every(TimeSpan.FromMinutes(minutes)).Kind);
        else
            AssertInvalid(() => ScheduleTrigger.Every(TimeSpan.FromMinutes(minutes)));
    }

    [Fact]
    public void Nothing_said_means_Saturday_at_midnight()
    {
        Assert.Equal("weekly on Saturday at 00:00", ScheduleTrigger.Default.ToString());
        DateTimeOffset next = ScheduleCalendar.Next(ScheduleTrigger.Default, TimeZoneInfo.Utc, new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero))!.Value;
        Assert.Equal(new DateTimeOffset(2026, 12, 5, 0, 0, 0, TimeSpan.Zero), next);
    }

    [Theory]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")] // 02:30 does not exist on the 29th: at 03:00, once.
    [InlineData("2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")] // 02:30 exists twice on the 25th: the first, once.
    public void A_fixed_time_comes_once_where_clocks_change(string after, string first, string second)
    {
        ScheduleTrigger trigger = ScheduleTrigger.Daily([new TimeOnly(2, 30)]);
        DateTimeOffset next = ScheduleCalendar.Next(trigger, Berlin, DateTimeOffset.Parse(after, null))!.Value;
        Assert.Equal(DateTimeOffset.Parse(first, null), next);
        Assert.Equal(DateTimeOffset.Parse(second, null), ScheduleCalendar.Next(trigger, Berlin, next));
    }

    [Fact]
    public void An_interval_goes_on_in_both_hours_where_clocks_go_back()
    {
        ScheduleTrigger trigger = ScheduleTrigger.Every(TimeSpan.FromMinutes(30));
        DateTimeOffset moment = DateTimeOffset.Parse("2026-10-24T23:59:00Z", null);
        for (int i = 0; i < 8; i++)
        {
            DateTimeOffset next = ScheduleCalendar.Next(trigger, Berlin, moment)!.Value;
            Assert.Equal(i == 0 ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(30), next - moment);
            moment = next;
        }
    }

    [Fact]
    public void Several_times_and_days_are_due_each_in_its_turn()
    {
        ScheduleTrigger trigger = ScheduleTrigger.Monthly([31, 1], lastDay: true, [new TimeOnly(22, 0), new TimeOnly(6, 0)]);
        Assert.Equal("monthly on days 1, 31 and the last at 06:00, 22:00", trigger.ToString());
        List<string> seen = [];
        DateTimeOffset? moment = DateTimeOffset.Parse("2027-02-01T07:00:00Z", null);
        for (int i = 0; i < 6; i++)
            seen.Add((moment = ScheduleCalendar.Next(trigger, TimeZoneInfo.Utc, moment!.Value))!.Value.ToString("MM-dd HH", null));
        Assert.Equal(["02-01 22", "02-28 06", "02-28 22", "03-01 06", "03-01 22", "03-31 06"], seen);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("Nowhere/Town")]
    [InlineData("")]
    [InlineData("UTC\n")]
    [InlineData("/etc/localtime")]
    public void What_is_no_time_zone_is_refused(string name) => AssertInvalid(() => ScheduleCalendar.ZoneOf(name));

    [Theory]
    [InlineData("nightly", true)]
    [InlineData("Shop-2_a.b", true)]
    [InlineData("", false)]
    [InlineData(".hidden", false)]
    [InlineData("-Force", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a'b", false)]
    [InlineData("a\nb", false)]
    [InlineData("nightly\n", false)]
    [InlineData("naïve", false)]
    [InlineData("nul", false)]
    [InlineData("COM1.x", false)]
    [InlineData("console", true)]
    [InlineData("end.", false)]
    [InlineData("a*", false)]
    public void A_name_is_one_that_every_file_system_and_scheduler_takes(string name, bool isOne)
    {
        if (isOne)
            ScheduleRules.CheckName(name);
        else
            AssertInvalid(() => ScheduleRules.CheckName(name));
    }

    private static void AssertInvalid(Action action) => Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<BackupException>(action).Code);
}
