using BackupTools.Backups;

namespace BackupTools.Tests.Backups.Retention;

/// <summary>The rules against calendars that were worked out by hand.</summary>
public sealed class RetentionRulesTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static IReadOnlyList<RetentionDecision> Decide(RetentionPolicy policy, params BackupInfo[] backups) =>
        RetentionRules.Decide(backups, policy, Made.Now);

    [Fact]
    public void The_last_ones_stay_and_each_says_why()
    {
        IReadOnlyList<RetentionDecision> decisions = Decide(
            new() { KeepLast = 2 }, Made.At("2027-05-01", "a"), Made.At("2027-05-02", "b"), Made.At("2027-05-03", "c"));
        Assert.Equal(["b", "c"], decisions.Kept());
        Assert.Equal("it is the last good full backup; number 1 of the last 2", decisions.ReasonOf("c"));
        Assert.Equal("number 2 of the last 2", decisions.ReasonOf("b"));
        Assert.Equal("no rule keeps it: it is number 3 of 3, the newest first", decisions.ReasonOf("a"));
    }

    [Fact]
    public void A_policy_without_a_rule_keeps_everything()
    {
        Assert.True(new RetentionPolicy().IsEmpty);
        Assert.All(Decide(new(), Made.At("2020-01-01", "a"), Made.At("2027-05-02", "b")), d => Assert.True(d.Keep));
    }

    /// <summary>On 2026-03-29 Berlin has no hour from 02:00 to 03:00: 00:59 UTC is 01:59, 01:00 UTC is 03:00.</summary>
    [Fact]
    public void The_hour_that_is_left_out_in_spring_is_missed_by_nobody()
    {
        IReadOnlyList<RetentionDecision> decisions = Decide(
            new() { KeepHourly = 3, TimeZone = Berlin },
            Made.At("2026-03-29T00:10Z", "0110"), Made.At("2026-03-29T00:59Z", "0159"), Made.At("2026-03-29T01:00Z", "0300"), Made.At("2026-03-29T02:30Z", "0430"));
        Assert.Equal(["0159", "0300", "0430"], decisions.Kept());
        Assert.Contains("the newest of the hour 2026-03-29 03h (+02:00)", decisions.ReasonOf("0300"), StringComparison.Ordinal);
    }

    /// <summary>On 2026-10-25 Berlin has 02:30 twice: at 00:30 UTC in summer time, at 01:30 UTC in winter time.</summary>
    [Fact]
    public void The_hour_that_comes_twice_in_autumn_is_two()
    {
        IReadOnlyList<RetentionDecision> decisions = Decide(
            new() { KeepHourly = 2, TimeZone = Berlin },
            Made.At("2026-10-24T23:30Z", "0130"), Made.At("2026-10-25T00:30Z", "0230summer"), Made.At("2026-10-25T01:30Z", "0230winter"));
        Assert.Equal(["0230summer", "0230winter"], decisions.Kept());
    }

    /// <summary>Berlin's 2026-10-25 has 25 hours, from 22:00 to 23:00 UTC; its 2026-03-29 has 23, from 23:00 to 22:00.</summary>
    [Theory]
    [InlineData("2026-10-24T21:59Z", "2026-10-24T22:00Z", "2026-10-25T22:59Z", "2026-10-25T23:00Z")]
    [InlineData("2026-03-28T22:59Z", "2026-03-28T23:00Z", "2026-03-29T21:59Z", "2026-03-29T22:00Z")]
    public void A_day_of_23_or_25_hours_is_one_day(string before, string first, string last, string after)
    {
        IReadOnlyList<RetentionDecision> decisions = Decide(
            new() { KeepDaily = 5, TimeZone = Berlin }, Made.At(before, "before"), Made.At(first, "first"), Made.At(last, "last"), Made.At(after, "after"));
        Assert.Equal(["before", "last", "after"], decisions.Kept());
    }

    /// <summary>Lord Howe goes back by half an hour: on 2026-04-05 its 01:30 to 02:00 comes twice.</summary>
    [Fact]
    public void Half_an_hour_that_comes_twice_is_an_hour_of_its_own()
    {
        IReadOnlyList<RetentionDecision> decisions = Decide(
            new() { KeepHourly = 9, TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe") },
            Made.At("2026-04-04T14:35Z", "0135+11"), Made.At("2026-04-04T14:55Z", "0155+11"), Made.At("2026-04-04T15:05Z", "0135+1030"), Made.At("2026-04-04T15:40Z", "0210"));
        Assert.Equal(["0155+11", "0135+1030", "0210"], decisions.Kept());
    }

    /// <summary>The same two moments are one day in UTC and two in Auckland.</summary>
    [Fact]
    public void Days_are_those_of_the_policys_time_zone()
    {
        BackupInfo[] backups = [Made.At("2027-05-02T11:30Z", "evening"), Made.At("2027-05-02T12:30Z", "morning")];
        Assert.Equal(["morning"], Decide(new() { KeepDaily = 9, TimeZone = TimeZoneInfo.Utc }, backups).Kept());
        Assert.Equal(["evening", "morning"], Decide(new() { KeepDaily = 9, TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland") }, backups).Kept());
    }

    /// <summary>2026-12-28 to 2027-01-03 is the ISO week 53 of 2026, and two months and years.</summary>
    [Fact]
    public void A_week_at_the_turn_of_the_year_is_one()
    {
        BackupInfo[] backups = [Made.At("2026-12-27", "sunday"), Made.At("2026-12-31", "old"), Made.At("2027-01-01", "new"), Made.At("2027-01-03", "end"), Made.At("2027-01-04", "monday")];
        Assert.Equal(["sunday", "end", "monday"], Decide(new() { KeepWeekly = 5, TimeZone = TimeZoneInfo.Utc }, backups).Kept());
        Assert.Equal(["old", "monday"], Decide(new() { KeepYearly = 5, TimeZone = TimeZoneInfo.Utc }, backups).Kept());
        Assert.Equal(["old", "monday"], Decide(new() { KeepMonthly = 5, TimeZone = TimeZoneInfo.Utc }, backups).Kept());
    }

    [Fact]
    public void A_time_is_counted_back_from_the_newest_and_not_from_now()
    {
        RetentionPolicy policy = new() { KeepWithin = TimeSpan.FromDays(7) };
        BackupInfo[] backups = [Made.At("2020-01-01", "old"), Made.At("2020-02-01", "edge"), Made.At("2020-02-08", "new")];
        Assert.Equal(["edge", "new"], Decide(policy, backups).Kept());
    }

    [Fact]
    public void Days_without_backups_count_for_nothing()
    {
        BackupInfo[] backups = [Made.At("2026-01-01", "a"), Made.At("2026-06-01", "b"), Made.At("2027-05-01", "c")];
        Assert.Equal(["b", "c"], Decide(new() { KeepDaily = 2 }, backups).Kept());
    }

    [Theory]
    [InlineData("crm", "db1:5432")]
    [InlineData("shop", "db2:5432")]
    public void Each_database_of_each_server_is_counted_by_itself(string database, string server) => Assert.Equal(
        ["a", "b"], Decide(new() { KeepLast = 1 }, Made.At("2027-05-01", "a"), Made.At("2027-05-02", "b", database, server)).Kept());

    [Fact]
    public void A_server_is_one_under_all_its_names()
    {
        BackupInfo a = Made.At("2027-05-01", "a") with { ServerId = "7391" };
        BackupInfo b = Made.At("2027-05-02", "b", server: "10.0.0.1:5432") with { ServerId = "7391" };
        Assert.Equal(["b"], Decide(new() { KeepLast = 1 }, a, b).Kept());
    }

    [Fact]
    public void Backups_of_a_part_neither_push_full_ones_out_nor_stand_in_for_them()
    {
        BackupInfo part = Made.At("2027-05-09", "part") with { Type = "Table", Selection = "the tables customer" };
        BackupInfo other = Made.At("2027-05-08", "other") with { Type = "Table", Selection = "the tables line" };
        BackupInfo older = Made.At("2027-05-07", "older") with { Type = "Table", Selection = "the tables line" };
        Assert.Equal(["full", "other", "part"], Decide(new() { KeepLast = 1 }, Made.At("2027-05-01", "full"), Made.At("2027-04-01", "old"), part, other, older).Kept());
    }

    [Fact]
    public void What_a_kept_one_needs_stays_whatever_it_needs_in_turn()
    {
        BackupInfo second = Made.At("2027-05-02", "second") with { Type = "Incremental", References = ["FIRST"] };
        BackupInfo third = Made.At("2027-05-03", "third") with { Type = "Incremental", References = ["second"] };
        IReadOnlyList<RetentionDecision> decisions = Decide(
            new() { KeepLast = 1 }, Made.At("2027-05-01", "first"), second, third, Made.At("2027-05-05", "new"), Made.At("2027-04-05", "old"));
        Assert.Equal(["first", "second", "third", "new"], decisions.Kept());
        Assert.Contains("needs it", decisions.ReasonOf("first"), StringComparison.Ordinal);
    }

    [Fact]
    public void References_in_a_circle_end()
    {
        BackupInfo a = Made.At("2027-05-01", "a") with { References = ["b"] };
        BackupInfo b = Made.At("2027-05-02", "b") with { References = ["a", "b", "missing"] };
        Assert.Equal(["a", "b"], Decide(new() { KeepLast = 1 }, a, b).Kept());
    }

    [Fact]
    public void A_locked_one_stays_and_its_reason_is_said()
    {
        IReadOnlyList<RetentionDecision> decisions = Decide(
            new() { KeepLast = 1 }, Made.At("2027-05-01", "a") with { Locked = true, LockReason = "the audit" }, Made.At("2027-05-02", "b"));
        Assert.Equal("it is locked: the audit", decisions.ReasonOf("a"));
        Assert.True(decisions[0].Keep);
    }

    [Fact]
    public void Copies_of_an_archive_are_one()
    {
        BackupInfo original = Made.At("2027-05-02", "b");
        IReadOnlyList<RetentionDecision> decisions = Decide(
            new() { KeepLast = 2 }, Made.At("2027-05-01", "a"), original, original with { Id = "B", Name = "z_copy.backup.zip" });
        Assert.All(decisions, d => Assert.True(d.Keep));
        Assert.StartsWith("a copy of", decisions[2].Reason, StringComparison.Ordinal);
        Assert.Equal(2, Decide(new() { KeepLast = 1 }, original, original with { Name = "z.backup.zip" }, Made.At("2027-05-03", "c")).Count(d => !d.Keep));
    }

    [Fact]
    public void One_from_the_future_stays_and_counts_for_nothing()
    {
        IReadOnlyList<RetentionDecision> decisions = Decide(
            new() { KeepLast = 1 }, Made.At("2036-01-01", "future"), Made.At("2027-05-02", "b"), Made.At("2027-05-01", "a"));
        Assert.Equal(["b", "future"], decisions.Kept());
        Assert.Contains("dated in the future", decisions.ReasonOf("future"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_was_stored_before_its_own_moment_stays_and_counts_for_nothing()
    {
        BackupInfo doubtful = Made.At("2027-05-03", "doubtful") with { StoredAtUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) };
        IReadOnlyList<RetentionDecision> decisions = Decide(new() { KeepLast = 1 }, doubtful, Made.At("2027-05-02", "b"), Made.At("2027-05-01", "a"));
        Assert.Equal(["b", "doubtful"], decisions.Kept());
        Assert.Contains("was stored", decisions.ReasonOf("doubtful"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(10, true)]
    public void Clocks_of_two_machines_may_differ_a_little(int minutes, bool isDoubted)
    {
        IReadOnlyList<RetentionDecision> decisions = Decide(new() { KeepLast = 1 }, Made.At(Made.Now.AddMinutes(minutes), "ahead"), Made.At(Made.Now.AddDays(-1), "old"));
        Assert.Equal(isDoubted ? ["old", "ahead"] : ["ahead"], decisions.Kept());
    }

    [Fact]
    public void One_that_failed_its_test_takes_no_place_and_stays_until_there_is_a_better_one()
    {
        BackupInfo[] backups = [Made.At("2027-05-01", "old"), Made.At("2027-05-02", "good"), Made.At("2027-05-03", "bad")];
        RetentionContext context = new() { NowUtc = Made.Now, Failed = new HashSet<string> { backups[2].Path } };
        Assert.Equal(["good", "bad"], RetentionRules.Decide(backups, new() { KeepLast = 1 }, context).Kept());
        Assert.Equal(["new"], RetentionRules.Decide([.. backups, Made.At("2027-05-04", "new")], new() { KeepLast = 1 }, context).Kept());
    }

    [Fact]
    public void What_was_just_made_stays_even_where_the_clock_had_gone_back()
    {
        BackupInfo[] backups = [Made.At("2027-05-01", "a"), Made.At("2027-05-02", "b"), Made.At("2020-01-01", "made")];
        RetentionContext context = new() { NowUtc = Made.Now, JustMade = new HashSet<string> { "made" } };
        Assert.Equal(["made", "b"], RetentionRules.Decide(backups, new() { KeepLast = 1 }, context).Kept());
    }

    [Fact]
    public void What_is_out_of_the_scope_gets_no_decision_and_keeps_what_it_needs()
    {
        BackupInfo outside = Made.At("2027-05-03", "outside", "crm") with { References = ["a"] };
        RetentionContext context = new() { NowUtc = Made.Now, IsInScope = b => b.Database == "shop" };
        IReadOnlyList<RetentionDecision> decisions = RetentionRules.Decide(
            [Made.At("2027-05-01", "a"), Made.At("2027-05-02", "b"), Made.At("2027-05-03", "c"), outside], new() { KeepLast = 1 }, context);
        Assert.Equal(["a", "b", "c"], decisions.Select(d => d.Backup.Id));
        Assert.Equal(["a", "c"], decisions.Kept());
    }

    [Fact]
    public void Rules_that_mean_nothing_are_refused()
    {
        Assert.Throws<BackupException>(() => Decide(new() { KeepLast = -1 }));
        Assert.Throws<BackupException>(() => Decide(new() { KeepWithin = TimeSpan.Zero }));
    }
}
