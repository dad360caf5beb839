using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Backups.Retention;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Jobs;

namespace BackupTools.Tests.Backups.Insight;

public sealed class InsightTests
{
    private static readonly DateTime Now = Made.Now;

    private static HistoryEntry Entry(HistoryKind kind, DateTime at, HistoryResult result = HistoryResult.Succeeded, string? id = null, string? level = null, string? server = "db1:5432") => new()
    {
        StartedAtUtc = at, Kind = kind.ToString(), Result = result.ToString(), Engine = "postgresql", Server = server, Database = "shop", BackupId = id, Level = level,
        ErrorId = result == HistoryResult.Failed ? kind == HistoryKind.Test ? "BackupTestFailed" : "ServerUnreachable" : null,
        Message = result == HistoryResult.Failed ? "The server is gone." : null,
    };

    private static LastBackup Last(BackupInfo[] backups, params HistoryEntry[] history) => Assert.Single(LastBackupSearch.Find(backups, history, Now));

    [Fact]
    public void The_newest_full_backup_is_the_last_one_in_whichever_storage()
    {
        BackupInfo newest = Made.At(Now.AddHours(-3), "newest") with { Storage = "/other" };
        LastBackup last = Last([Made.At(Now.AddDays(-1), "a"), newest, Made.At(Now.AddHours(-1), "part") with { Type = "Table" }]);
        Assert.Equal("newest", last.Backup!.Id);
        Assert.Equal(TimeSpan.FromHours(3), last.Age);
        Assert.Equal("3 hours old, not proven", last.Status);
    }

    [Fact]
    public void A_proof_is_of_the_newest_backup_that_has_one_at_its_highest_level()
    {
        BackupInfo[] backups = [Made.At(Now.AddDays(-2), "old"), Made.At(Now.AddDays(-1), "new")];
        LastBackup last = Last(
            backups, Entry(HistoryKind.Test, Now.AddDays(-2), id: "OLD", level: "Restore"), Entry(HistoryKind.Test, Now.AddHours(-5), id: "old", level: "Quick"),
            Entry(HistoryKind.Test, Now.AddHours(-4), HistoryResult.Failed, "new", "Full"));
        Assert.False(last.IsProven);
        Assert.Equal(("Restore", backups[0].CreatedAt), (last.ProvenLevel, last.ProvenBackupAt));
        Assert.True(Last(backups, Entry(HistoryKind.Test, Now, id: "new", level: "Full")).IsProven);
    }

    [Fact]
    public void Failed_attempts_are_counted_since_the_newest_backup()
    {
        BackupInfo[] backups = [Made.At(Now.AddDays(-2), "a")];
        HistoryEntry old = Entry(HistoryKind.Backup, Now.AddDays(-3), HistoryResult.Failed);
        HistoryEntry good = Entry(HistoryKind.Backup, Now.AddDays(-2));
        HistoryEntry bad = Entry(HistoryKind.Backup, Now.AddDays(-1), HistoryResult.Failed);
        HistoryEntry elsewhere = Entry(HistoryKind.Backup, Now.AddHours(-1), HistoryResult.Failed, server: "db2:5432");
        Assert.Equal(2, Last(backups, old, good, bad, bad).Failures);
        Assert.Equal(0, Last(backups, old, bad, Entry(HistoryKind.Backup, Now)).Failures);
        Assert.Equal(0, Last(backups, elsewhere).Failures);
        Assert.Equal("The server is gone.", Last(backups, bad, Entry(HistoryKind.Backup, Now, HistoryResult.Stopped)).FailedMessage);
    }

    [Fact]
    public void A_database_that_is_asked_about_has_a_line_also_without_a_backup()
    {
        BackupInfo shop = Made.At(Now.AddDays(-1), "a") with { ServerId = "7391" };
        IReadOnlyList<LastBackup> found = LastBackupSearch.Find(
            [shop, Made.At(Now, "other", "crm")], [], Now, [new("postgresql", "db1:5432", "shop"), new("postgresql", "db1:5432", "new"), new("postgresql", "db2:5432", "shop")]);
        Assert.Equal(["new: no backup", "shop: 24 hours old, not proven", "shop: no backup"], found.Select(l => l.ToString()));
    }

    [Theory]
    [InlineData(1, 0, "Healthy")]
    [InlineData(50, 0, "Overdue")]
    [InlineData(1, 1, "Failing")]
    public async Task Health_names_what_is_wrong(int hoursOld, int failures, string expected)
    {
        HealthSummary summary = await LookAsync(DateTime.UtcNow.AddHours(-hoursOld), h =>
            [Entry(HistoryKind.Test, DateTime.UtcNow, id: h.Id, level: "Full") with { Engine = "fake" }, .. Enumerable.Repeat(Entry(HistoryKind.Backup, DateTime.UtcNow, HistoryResult.Failed, server: null) with { Engine = "fake" }, failures)]);
        Assert.Equal(expected, Assert.Single(summary.Findings).Check);
        Assert.Equal(expected switch { "Healthy" => 0, "Failing" => 1, _ => 2 }, summary.ExitCode);
    }

    [Fact]
    public async Task Health_names_what_was_never_proven_and_what_failed_its_test()
    {
        Assert.Equal("Unproven", Assert.Single((await LookAsync(DateTime.UtcNow, _ => [])).Findings).Check);
        HealthSummary failed = await LookAsync(DateTime.UtcNow, b => [Entry(HistoryKind.Test, DateTime.UtcNow, HistoryResult.Failed) with { Path = b.Path, Engine = "fake" }]);
        Assert.Equal(["TestFailed", "Unproven"], failed.Findings.Select(f => f.Check));
        Assert.StartsWith("CRITICAL - 1 critical, 1 warning in 1 database: ", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_names_storages_policies_and_archives()
    {
        JobFixture shop = new();
        await shop.BackUpAsync();
        await shop.BackUpAsync();
        shop.Storage["bad.backup.zip"] = [1];
        HealthSummary summary = await HealthJob.RunAsync(
            shop.Components, new HealthJobOptions
            {
                Storages = [shop.Storage, BuiltIn.Components.OpenStorage("/nowhere/at/all")], Policy = new() { KeepLast = 1 }, Rules = new() { MaxUnproven = null },
            },
            JobFixture.Token);
        Assert.Equal(["StorageUnreachable", "RetentionNotHolding", "Unreadable", "Healthy"], summary.Findings.Select(f => f.Check).OrderBy(c => c == "Healthy" ? 2 : c == "StorageUnreachable" ? 0 : 1).ThenBy(c => c));
        Assert.Equal(2, summary.ExitCode);
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(50, false)]
    [InlineData(49, true)]
    public void A_backup_that_is_much_smaller_is_named(int size, bool isNamed)
    {
        BackupInfo[] full = [.. Enumerable.Range(0, 5).Select(i => Made.At(Now.AddDays(i - 9), $"{i}") with { RawBytes = 100 }), Made.At(Now, "new") with { RawBytes = size }];
        Assert.Equal(isNamed, new HealthRules { MaxUnproven = null }.Check(Last(full), full, new HashSet<string>(), Now).Any(f => f.Check == "Shrinking"));
    }

    [Fact]
    public void Statistics_count_backups_once_and_bytes_as_they_lie()
    {
        BackupInfo[] shop = [.. Enumerable.Range(0, 7).Select(i => Made.At(Now.AddDays(i - 10), $"{i}") with { RawBytes = 1000 + (i * 100) })];
        BackupInfo copy = shop[6] with { Storage = "/other" };
        BackupStatistic statistic = StatisticRules.Count(
            [.. shop, copy, Made.At(Now, "crm", "crm")],
            [Entry(HistoryKind.Backup, Now), Entry(HistoryKind.Backup, Now, HistoryResult.Incomplete), Entry(HistoryKind.Backup, Now, HistoryResult.Failed),
             Entry(HistoryKind.Backup, Now, HistoryResult.Stopped), Entry(HistoryKind.Restore, Now.AddHours(-1)), Entry(HistoryKind.Restore, Now)]);
        Assert.Equal((2, 8, 6, 9000L), (statistic.Databases, statistic.Backups, statistic.Tables, statistic.SizeBytes));
        Assert.Equal(2 / 3.0, statistic.SuccessRate);
        Assert.Equal(["crm", "6", "5", "4", "3"], statistic.Newest.Select(b => b.Id));
        Assert.Equal([Now, Now.AddHours(-1)], statistic.Restores.Select(r => r.StartedAtUtc));
        DatabaseStatistic ofShop = statistic.ByDatabase[1];
        Assert.Equal((7, 8000L, 100L), (ofShop.Backups, ofShop.SizeBytes, ofShop.GrowthPerDay));
        Assert.Null(statistic.ByDatabase[0].GrowthPerDay);
        Assert.Null(statistic.ByDatabase[0].SuccessRate);
    }

    [Fact]
    public void Backups_of_one_moment_have_no_growth() =>
        Assert.Null(StatisticRules.Count([Made.At(Now, "a"), Made.At(Now, "b")], []).ByDatabase[0].GrowthPerDay);

    [Fact]
    public void Throughput_is_measured_for_each_database_and_only_where_backups_say_how_long_they_took()
    {
        BackupInfo slow = Made.At(Now, "a") with { RawBytes = 1000, SizeBytes = 100, Duration = TimeSpan.FromSeconds(10) };
        BackupInfo fast = Made.At(Now, "b") with { RawBytes = 3000, SizeBytes = 300, Duration = TimeSpan.FromSeconds(10) };
        BackupThroughput measured = Assert.Single(BackupThroughput.Measure([slow, fast, fast, Made.At(Now, "c")]));
        Assert.Equal((2, 200L, 100L, 300L, 10.0), (measured.Backups, measured.Throughput, measured.Slowest, measured.Fastest, measured.Ratio));
    }

    private static async Task<HealthSummary> LookAsync(DateTime createdAt, Func<BackupInfo, HistoryEntry[]> history)
    {
        MemoryStorage storage = new();
        CatalogTesting catalog = new();
        BackupInfo backup = await catalog.PutWithSummaryAsync(storage, "shop.backup.zip", CatalogTesting.Manifest() with { Engine = "fake", CreatedAt = createdAt });
        return await HealthJob.RunAsync(new JobFixture().Components, new HealthJobOptions { Storages = [storage], History = history(backup) }, JobFixture.Token);
    }
}
