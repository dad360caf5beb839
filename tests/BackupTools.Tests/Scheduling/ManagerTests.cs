using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Scheduling;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Scheduling;

/// <summary>Setting and removing on machines that are played.</summary>
public sealed class ManagerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTools _tools = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private string Root => _folder["root"];

    [Theory]
    [InlineData("Systemd", ScheduleScope.System)]
    [InlineData("Systemd", ScheduleScope.User)]
    [InlineData("Cron", ScheduleScope.System)]
    [InlineData("Cron", ScheduleScope.User)]
    [InlineData("TaskScheduler", ScheduleScope.System)]
    [InlineData("Launchd", ScheduleScope.User)]
    [InlineData("Launchd", ScheduleScope.System)]
    public async Task What_was_set_is_gone_when_removed(string scheduler, ScheduleScope scope)
    {
        ScheduleManager manager = Manager(scheduler);
        Schedule schedule = Make(scheduler, scope: scope);
        string[] before = Files();
        await manager.SetAsync(schedule, force: false, Stopping);
        Assert.True(ScheduleJson.AreSame(schedule, manager.Store.Get("NIGHTLY")));
        Assert.True(_tools.Crontab is not null || _tools.Calls.Count > 0 || Files().Any(f => f.Contains("cron.d/", StringComparison.Ordinal)));
        await manager.RemoveAsync(manager.Store.Get("nightly"), Stopping);
        Assert.Equal(before, Files().Where(f => !f.Contains("/locks/", StringComparison.Ordinal)));
        Assert.Null(_tools.Crontab);
        Assert.Empty(manager.Store.Names());
    }

    [Theory]
    [InlineData("Systemd", "systemctl enable")]
    [InlineData("Systemd", "systemctl daemon-reload")]
    [InlineData("Systemd", "systemctl restart")]
    [InlineData("Cron", "crontab -")]
    [InlineData("TaskScheduler", "schtasks /Create")]
    [InlineData("Launchd", "launchctl bootstrap")]
    public async Task A_scheduler_that_refuses_leaves_nothing_half_installed(string scheduler, string refused)
    {
        ScheduleManager manager = Manager(scheduler);
        Schedule schedule = Make(scheduler, scope: scheduler == "Cron" ? ScheduleScope.User : ScheduleScope.System);
        string[] before = Files();
        _tools.Answer = call => call.StartsWith(refused, StringComparison.Ordinal) ? FakeTools.Refuse("no, \u001b[31mnot today\n") : null;
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => manager.SetAsync(schedule, force: false, Stopping));
        Assert.Equal(ErrorCode.SchedulerFailed, error.Code);
        Assert.Contains(@"no, \u001b[31mnot today", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Files().Where(f => !f.Contains("/locks/", StringComparison.Ordinal)));
        Assert.Null(_tools.Crontab);
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_replaced_is_set_up_as_it_was()
    {
        ScheduleManager manager = Manager("Systemd");
        Schedule first = Make("Systemd");
        await manager.SetAsync(first, force: false, Stopping);
        string[] before = Files();
        string timer = await File.ReadAllTextAsync(Path.Combine(Root, "etc/systemd/system/backuptools-nightly.timer"), Stopping);
        int enabled = 0;
        _tools.Answer = call => call.StartsWith("systemctl enable", StringComparison.Ordinal) && enabled++ == 0 ? FakeTools.Refuse("no") : null;
        await Assert.ThrowsAsync<BackupException>(() => manager.SetAsync(first with { Trigger = ScheduleTrigger.Every(TimeSpan.FromHours(1)) }, force: true, Stopping));
        Assert.Equal(before, Files());
        Assert.Equal(timer, await File.ReadAllTextAsync(Path.Combine(Root, "etc/systemd/system/backuptools-nightly.timer"), Stopping));
        Assert.Equal("systemctl restart backuptools-nightly.timer", _tools.Calls[^1]);
        Assert.Equal(TriggerKind.Weekly, manager.Store.Get("nightly").Trigger.Kind);
    }

    [Fact]
    public async Task Another_of_that_name_is_refused_unless_forced_and_the_same_is_not()
    {
        ScheduleManager manager = Manager("Cron");
        await manager.SetAsync(Make("Cron"), force: false, Stopping);
        await manager.SetAsync(Make("Cron") with { ChangedAtUtc = SampleSchedules.Moment.AddDays(1) }, force: false, Stopping);
        Schedule other = Make("Cron") with { Trigger = ScheduleTrigger.Daily([]) };
        Assert.Equal(ErrorCode.ScheduleExists, (await Assert.ThrowsAsync<BackupException>(() => manager.SetAsync(other, force: false, Stopping))).Code);
        Assert.Equal(ErrorCode.ScheduleExists, (await Assert.ThrowsAsync<BackupException>(() => manager.SetAsync(Make("Cron", "Nightly"), force: false, Stopping))).Code);
        await manager.SetAsync(other, force: true, Stopping);
        Assert.Equal(TriggerKind.Daily, manager.Store.Get("nightly").Trigger.Kind);
    }

    [Fact]
    public async Task A_task_of_another_configuration_is_not_taken_over_unless_forced()
    {
        await Manager("Cron").SetAsync(Make("Cron"), force: false, Stopping);
        ScheduleManager other = new(new ConfigurationFolder(_folder["other"]), Host("Cron"));
        Schedule schedule = Make("Cron").At("/usr/bin/pwsh", "/opt/Scheduled.ps1", _folder["other"]);
        Assert.Equal(ErrorCode.ScheduleExists, (await Assert.ThrowsAsync<BackupException>(() => other.SetAsync(schedule, force: false, Stopping))).Code);
        await other.SetAsync(schedule, force: true, Stopping);
        Assert.Contains(Manager("Cron").Store.Names(), n => n == "nightly");
    }

    [Fact]
    public async Task Changing_the_scheduler_removes_the_task_of_the_other()
    {
        ScheduleManager manager = Manager("Systemd");
        Directory.CreateDirectory(Path.Combine(Root, "etc/cron.d"));
        await manager.SetAsync(Make("Systemd"), force: false, Stopping);
        await manager.SetAsync(Make("Cron"), force: true, Stopping);
        Assert.DoesNotContain(Files(), f => f.Contains("systemd/system/backuptools", StringComparison.Ordinal));
        Assert.Contains(Files(), f => f.EndsWith("cron.d/backuptools-nightly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unreadable_schedule_is_said_and_does_not_hide_the_others()
    {
        ScheduleManager manager = Manager("Cron");
        await manager.SetAsync(Make("Cron", "good"), force: false, Stopping);
        string[] bad = ["{", "null", "[]", "{\"name\":\"bad2\"}", "", "{\"name\":\"../x\"}"];
        for (int i = 0; i < bad.Length; i++)
            await File.WriteAllTextAsync(Path.Combine(_folder["home"], "schedules", $"bad{i}.json"), bad[i], Stopping);
        JsonNode late = JsonNode.Parse(await File.ReadAllTextAsync(manager.Store.PathOf("good"), Stopping))!;
        late["name"] = "late";
        late["trigger"]!["expression"] = "never";
        late["trigger"]!["kind"] = "Cron";
        await File.WriteAllTextAsync(manager.Store.PathOf("late"), late.ToJsonString(), Stopping);
        List<BackupException> failures = [];
        Assert.Equal("good", Assert.Single(manager.Store.Find([], failures.Add)).Name);
        Assert.Equal(bad.Length + 1, failures.Count);
        Assert.All(failures, f => Assert.Equal(ErrorCode.ConfigurationInvalid, f.Code));
        await manager.SetAsync(Make("Cron", "bad0"), force: true, Stopping);
        Assert.Equal("bad0", manager.Store.Get("bad0").Name);
    }

    [Fact]
    public async Task What_a_newer_version_wrote_survives_being_disabled()
    {
        ScheduleManager manager = Manager("Cron");
        await manager.SetAsync(Make("Cron"), force: false, Stopping);
        JsonNode file = JsonNode.Parse(await File.ReadAllTextAsync(manager.Store.PathOf("nightly"), Stopping))!;
        file["future"] = "kept";
        file["trigger"]!["future"] = 1;
        file["work"]!["backup"]!["future"] = new JsonArray(1, 2);
        await File.WriteAllTextAsync(manager.Store.PathOf("nightly"), file.ToJsonString(), Stopping);
        await manager.SetAsync(manager.Store.Get("nightly") with { IsEnabled = false }, force: true, Stopping);
        string text = await File.ReadAllTextAsync(manager.Store.PathOf("nightly"), Stopping);
        Assert.Equal(3, text.Split("\"future\"").Length - 1);
        Assert.DoesNotContain(Files(), f => f.Contains("cron.d/backuptools", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Problems_are_told_of_a_task_that_is_not_as_it_was_set()
    {
        ScheduleManager manager = Manager("Cron");
        Schedule schedule = Make("Cron");
        await manager.SetAsync(schedule, force: false, Stopping);
        Assert.NotNull((await manager.GetStatusAsync(schedule, Stopping)).NextRun);
        string file = Path.Combine(Root, "etc/cron.d/backuptools-nightly");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Stopping)).Replace("0 0 * * 6", "0 1 * * 6", StringComparison.Ordinal), Stopping);
        Assert.Contains((await manager.GetStatusAsync(schedule, Stopping)).Problems, p => p.Contains("changed outside", StringComparison.Ordinal));
        File.Delete(file);
        ScheduleStatus status = await manager.GetStatusAsync(schedule, Stopping);
        Assert.Contains(status.Problems, p => p.Contains("missing", StringComparison.Ordinal));
        Assert.Contains(status.Problems, p => p.Contains("Scheduled.ps1", StringComparison.Ordinal));
        Assert.Null(status.NextRun);
    }

    [Theory]
    [InlineData("LoadState=not-found\n", "missing", false)]
    [InlineData("LoadState=loaded\nUnitFileState=disabled\nActiveState=inactive\n", "disabled outside", false)]
    [InlineData("LoadState=loaded\nUnitFileState=enabled\nActiveState=inactive\n", "not started", false)]
    [InlineData("LoadState=loaded\nUnitFileState=enabled\nActiveState=active\nNextElapseUSecRealtime=Sat 2026-12-05 00:00:00 UTC\n", null, true)]
    [InlineData("LoadState=loaded\nUnitFileState=enabled\nActiveState=active\nNextElapseUSecRealtime=\n", null, false)]
    public async Task Systemd_says_when_it_is_due_and_what_is_wrong(string said, string? problem, bool isDue)
    {
        ScheduleManager manager = Manager("Systemd");
        Schedule schedule = Make("Systemd");
        await manager.SetAsync(schedule, force: false, Stopping);
        _tools.Answer = call => call.StartsWith("systemctl show", StringComparison.Ordinal) ? new ToolResult(0, Encoding.UTF8.GetBytes(said), "") : null;
        ScheduleStatus status = await manager.GetStatusAsync(schedule, Stopping);
        Assert.Equal(isDue ? new DateTime(2026, 12, 5, 0, 0, 0, DateTimeKind.Utc).ToLocalTime() : null, status.NextRun);
        string[] problems = [.. status.Problems.Where(p => !p.Contains("not there any more", StringComparison.Ordinal))];
        if (problem is null)
            Assert.Empty(problems);
        else
            Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_a_scheduler_says_what_it_lacks()
    {
        ScheduleManager manager = new(new ConfigurationFolder(_folder["home"]), SampleSchedules.Host(OSPlatform.Linux, _tools, Root) with { FindProgram = _ => null });
        BackupException error = Assert.Throws<BackupException>(() => manager.Choose(null, ScheduleScope.User));
        Assert.Equal(ErrorCode.SchedulerUnavailable, error.Code);
        Assert.Contains("crontab is not installed", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.SchedulerUnavailable, Assert.Throws<BackupException>(() => manager.Choose("Launchd", ScheduleScope.User)).Code);
        Assert.Equal(ErrorCode.SchedulerUnavailable, Assert.Throws<BackupException>(() => Manager("Cron", isPrivileged: false).Choose("Cron", ScheduleScope.System)).Code);
    }

    [Theory]
    [InlineData("postgresql://me:secret@db1/shop", "/backups")]
    [InlineData("Host=db1;Password=secret", "/backups")]
    [InlineData("/shop.db", "s3://key:secret@bucket")]
    public async Task A_password_in_a_text_is_refused_and_not_repeated(string connection, string storage)
    {
        Schedule schedule = Make("Cron") with { Work = new ScheduledWork { Backup = new ScheduledBackup { Connection = connection, Storages = [storage] } } };
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => Manager("Cron").SetAsync(schedule, force: true, Stopping));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Schedule Make(string scheduler, string name = "nightly", ScheduleScope scope = ScheduleScope.System) =>
        SampleSchedules.Of(ScheduleTrigger.Default, name, scope).At("/bin/sh", "/opt/Scheduled.ps1", _folder["home"]) with { Scheduler = scheduler };

    private SchedulerHost Host(string scheduler, bool isPrivileged = true)
    {
        foreach (string folder in new[] { "etc/systemd/system", "etc/cron.d", "run/systemd/system", "run/user/1000/systemd", "Library/LaunchDaemons" })
            Directory.CreateDirectory(Path.Combine(Root, folder));
        OSPlatform system = scheduler switch { "TaskScheduler" => OSPlatform.Windows, "Launchd" => OSPlatform.OSX, _ => OSPlatform.Linux };
        return SampleSchedules.Host(system, _tools, Root, isPrivileged);
    }

    private ScheduleManager Manager(string scheduler, bool isPrivileged = true) => new(new ConfigurationFolder(_folder["home"]), Host(scheduler, isPrivileged));

    private string[] Files() => [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order()];
}
