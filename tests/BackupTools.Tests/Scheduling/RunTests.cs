using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Configuration;
using BackupTools.Jobs;
using BackupTools.Scheduling;
using BackupTools.Scheduling.Cron;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Scheduling;

/// <summary>Runs of schedules: what they make, keep, record and log.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ConfigurationFolder Folder => new(_folder["home"]);

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_makes_tested_backups_and_keeps_the_last_ones()
    {
        Schedule schedule = Make(keepLast: 3);
        for (int i = 0; i < 5; i++)
            Assert.Equal("Succeeded", (await RunAsync(schedule))!.Outcome);
        IReadOnlyList<BackupInfo> left = await BackupCatalog.ListAsync(BuiltIn.Components, BuiltIn.Components.OpenStorage(_folder["backups"]), new BackupFilter(), null, Stopping);
        IReadOnlyList<ScheduleRun> runs = new RunFiles(Folder).Last("nightly", 10);
        Assert.Equal(5, runs.Count);
        Assert.Equal(runs.Take(3).SelectMany(r => r.Backups).Order(), left.Select(b => b.Path).Order());
        string log = await File.ReadAllTextAsync(Path.Combine(_folder["home"], "logs", "nightly.log"), Stopping);
        Assert.Contains("has passed the test Full", log, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder["home"], "logs", "nightly.log")));
    }

    [Fact]
    public async Task A_failed_run_is_recorded_and_removes_nothing()
    {
        Schedule schedule = Make(keepLast: 1);
        await RunAsync(schedule);
        File.Delete(_folder["shop.db"]);
        ScheduleRun run = (await RunAsync(schedule))!;
        Assert.Equal("Failed", run.Outcome);
        Assert.Contains("shop.db", Assert.Single(run.Messages), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder["backups"], "*.backup.zip"));
        Assert.Equal("Failed", new RunFiles(Folder).Last("nightly", 1)[0].Outcome);
    }

    [Fact]
    public async Task A_storage_that_fails_makes_a_run_incomplete()
    {
        File.WriteAllText(_folder["file"], "no folder");
        Schedule schedule = Make(storages: [_folder["backups"], _folder["file/x"]]);
        ScheduleRun run = (await RunAsync(schedule))!;
        Assert.Equal("Incomplete", run.Outcome);
        Assert.Single(run.Backups);
    }

    [Fact]
    public async Task Two_runs_at_once_are_one_run_and_one_that_is_skipped()
    {
        Schedule schedule = Make();
        using (await ScheduleLock.TakeAsync(Folder, "nightly", TimeSpan.Zero, Stopping))
        {
            Assert.True(ScheduleLock.IsHeld(Folder, "nightly"));
            Assert.Equal(ErrorCode.ScheduleRunning, (await Assert.ThrowsAsync<BackupException>(() => RunAsync(schedule))).Code);
            Assert.Null(await RunAsync(schedule, onlyIfDue: true));
        }

        Assert.Equal("Skipped", Assert.Single(new RunFiles(Folder).Last("nightly", 10)).Outcome);
        Assert.Equal("Succeeded", (await RunAsync(schedule))!.Outcome);
    }

    [Fact]
    public async Task What_is_only_run_if_due_runs_once_for_what_was_missed()
    {
        Assert.Null(await RunAsync(Make() with { ChangedAtUtc = DateTime.UtcNow }, onlyIfDue: true));
        Schedule missed = Make() with { ChangedAtUtc = DateTime.UtcNow.AddDays(-30) };
        ScheduleRun run = (await RunAsync(missed, onlyIfDue: true))!;
        Assert.True(run.IsMadeUp);
        Assert.Null(await RunAsync(missed, onlyIfDue: true));
    }

    [Fact]
    public async Task Stopping_a_run_is_written_down()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ScheduleRunner(BuiltIn.Components, Folder, new RunFiles(Folder)).RunAsync(Make(), false, new Progress<BackupProgress>(), new CancellationToken(canceled: true)));
        Assert.False(ScheduleLock.IsHeld(Folder, "nightly"));
    }

    [Fact]
    public void Overdue_is_what_was_due_since_it_was_set_and_has_not_run()
    {
        Schedule schedule = SampleSchedules.Of(ScheduleTrigger.Daily([SampleSchedules.Two]));
        DateTimeOffset noon = new(2026, 12, 5, 12, 0, 0, TimeSpan.Zero);
        ScheduleRun Ran(DateTimeOffset at, string outcome = "Succeeded") => new() { Name = "nightly", StartedAtUtc = at.UtcDateTime, Outcome = outcome };
        DateTimeOffset due = new(2026, 12, 5, 2, 0, 0, TimeSpan.Zero);
        Assert.Equal(due, RunTimes.FindOverdue(schedule, [], noon));
        Assert.Null(RunTimes.FindOverdue(schedule, [Ran(due.AddSeconds(1))], noon));
        Assert.Null(RunTimes.FindOverdue(schedule, [Ran(due.AddHours(5), "Failed")], noon));
        Assert.Null(RunTimes.FindOverdue(schedule, [Ran(noon.AddMinutes(-1))], noon));
        Assert.Equal(due, RunTimes.FindOverdue(schedule, [Ran(due.AddMinutes(-10))], noon));
        Assert.Equal(due, RunTimes.FindOverdue(schedule, [Ran(due.AddSeconds(1), "Stopped")], noon));
        Assert.Null(RunTimes.FindOverdue(schedule with { ChangedAtUtc = due.UtcDateTime.AddHours(1) }, [], noon));
        Assert.Null(RunTimes.FindOverdue(schedule with { ChangedAtUtc = due.UtcDateTime.AddHours(-1) }, [], due.AddMinutes(5)));
        Assert.Equal(due, RunTimes.FindOverdue(schedule, [Ran(noon.AddDays(300))], noon)); // The clock was set back.
    }

    [Fact]
    public void The_due_file_says_the_next_time_in_a_line_that_is_always_as_long()
    {
        Schedule schedule = Make();
        byte[] content = DueFile.ContentAt(schedule, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(12, content.Length);
        DueFile.Advance(schedule, DateTimeOffset.UtcNow);
        Assert.False(File.Exists(DueFile.PathOf(schedule))); // Only a schedule of cron has one.
        Directory.CreateDirectory(Path.GetDirectoryName(DueFile.PathOf(schedule))!);
        File.WriteAllBytes(DueFile.PathOf(schedule), content);
        DueFile.Advance(schedule, new DateTimeOffset(2026, 12, 8, 0, 0, 0, TimeSpan.Zero));
        long due = long.Parse(File.ReadAllText(DueFile.PathOf(schedule)), null);
        Assert.Equal(new DateTimeOffset(2026, 12, 12, 0, 5, 0, TimeSpan.Zero).ToUnixTimeSeconds(), due);
    }

    [Fact]
    public void A_record_of_runs_stays_bounded_and_survives_a_cut_line()
    {
        RunFiles runs = new(Folder);
        string path = Path.Combine(_folder["home"], "schedules", "nightly.runs.jsonl");
        for (int i = 0; i < 400; i++)
        {
            runs.Add(new ScheduleRun { Name = "nightly", StartedAtUtc = DateTime.UnixEpoch.AddDays(i), Outcome = "Failed", Messages = [new string('x', 5000), "Password=hush"] });
            if (i == 200)
                File.AppendAllText(path, "{\"name\":\"nightly\",\"star");
        }

        Assert.InRange(new FileInfo(path).Length, 1000, 600 * 1024);
        IReadOnlyList<ScheduleRun> last = runs.Last("nightly", 1000);
        Assert.Equal(DateTime.UnixEpoch.AddDays(399), last[0].StartedAtUtc);
        Assert.True(last.Count > 100);
        Assert.DoesNotContain("hush", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_stays_bounded_has_no_secret_and_never_fails()
    {
        RunLog log = new(Folder, "nightly");
        for (int i = 0; i < 2500; i++)
            log.Write($"{new string('x', 3000)}\n\u001b[31m Password=hush");
        string[] files = Directory.GetFiles(_folder["home"] + "/logs");
        Assert.Equal(5, files.Length);
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 1024 * 1024 + 8192));
        Assert.All(files, f => Assert.DoesNotMatch("hush|\u001b", File.ReadAllText(f)));
        File.WriteAllText(_folder["blocked"], "");
        new RunLog(new ConfigurationFolder(_folder["blocked"]), "nightly").Write("lost");
    }

    [Fact]
    public async Task A_job_that_nobody_knows_is_a_failed_run()
    {
        ScheduleRun run = (await RunAsync(Make() with { Work = new ScheduledWork { Job = "shop" } }))!;
        Assert.Equal("Failed", run.Outcome);
        Assert.Contains("'shop'", run.Messages[0], StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Schedule Make(int keepLast = 3, string[]? storages = null)
    {
        if (!File.Exists(_folder["shop.db"]))
            SqliteSample.Create(_folder["shop.db"], "CREATE TABLE t(x); INSERT INTO t VALUES (1), (2);");
        return SampleSchedules.Of(ScheduleTrigger.Default).At("/bin/sh", "/opt/Scheduled.ps1", _folder["home"]) with
        {
            Work = new ScheduledWork { Backup = new ScheduledBackup { Connection = _folder["shop.db"], Storages = storages ?? [_folder["backups"]], KeepLast = keepLast } },
        };
    }

    private Task<ScheduleRun?> RunAsync(Schedule schedule, bool onlyIfDue = false) =>
        new ScheduleRunner(BuiltIn.Components, Folder, new RunFiles(Folder)).RunAsync(schedule, onlyIfDue, null, Stopping);
}
