using System.Runtime.InteropServices;
using BackupTools.Scheduling;

namespace BackupTools.Tests.Scheduling;

/// <summary>Schedules that the tests render, and machines that they are rendered for.</summary>
internal static class SampleSchedules
{
    /// <summary>A Tuesday.</summary>
    public static readonly DateTime Moment = new(2026, 12, 1, 10, 30, 0, DateTimeKind.Utc);

    public static readonly TimeOnly Two = new(2, 0), HalfPastFourteen = new(14, 30);

    public static Schedule Of(ScheduleTrigger trigger, string name = "nightly", ScheduleScope scope = ScheduleScope.System) => new()
    {
        Name = name,
        Trigger = trigger,
        Scope = scope,
        Scheduler = "Cron",
        ChangedAtUtc = Moment,
        Work = new ScheduledWork { Backup = new ScheduledBackup { Connection = "/data/shop.db", Storages = ["/backups"] } },
        Launch = new ScheduleLaunch { PowerShell = "/usr/bin/pwsh", Options = ["-NoProfile", "-NonInteractive"], Script = "/opt/modules/BackupTools/Scheduled.ps1", Folder = "/root/.config/backuptools" },
    };

    public static Schedule At(this Schedule schedule, string powerShell, string script, string folder) =>
        schedule with { Launch = schedule.Launch with { PowerShell = powerShell, Script = script, Folder = folder } };

    /// <summary>Each by the name of its golden files.</summary>
    public static IReadOnlyDictionary<string, Schedule> All { get; } = new Dictionary<string, Schedule>
    {
        ["default"] = Of(ScheduleTrigger.Default),
        ["daily-twice"] = Of(ScheduleTrigger.Daily([Two, HalfPastFourteen])),
        ["weekly"] = Of(ScheduleTrigger.Weekly([DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Sunday], [Two])),
        ["monthly"] = Of(ScheduleTrigger.Monthly([1, 15], lastDay: false, [Two])),
        ["last-day"] = Of(ScheduleTrigger.Monthly([], lastDay: true, [Two])),
        ["every-15-minutes"] = Of(ScheduleTrigger.Every(TimeSpan.FromMinutes(15))),
        ["every-minute"] = Of(ScheduleTrigger.Every(TimeSpan.FromMinutes(1))),
        ["every-6-hours"] = Of(ScheduleTrigger.Every(TimeSpan.FromHours(6))),
        ["office-hours"] = Of(ScheduleTrigger.Cron("*/30 8-17 * * MON-FRI")),
        ["friday-the-13th"] = Of(ScheduleTrigger.Cron("0 2 13 * FRI")),
        ["second-tuesday"] = Of(ScheduleTrigger.Cron("0 2 * * TUE#2")),
        ["last-friday"] = Of(ScheduleTrigger.Cron("0 2 * * FRIL")),
        ["quarter"] = Of(ScheduleTrigger.Cron("0 2 1 1,4,7,10 *")),
        ["seconds"] = Of(ScheduleTrigger.Cron("15 0 2 * * *")),
        ["nearest-weekday"] = Of(ScheduleTrigger.Cron("0 2 15W * *")),
        ["berlin"] = Of(ScheduleTrigger.Daily([Two])) with { TimeZone = "Europe/Berlin" },
        ["random"] = Of(ScheduleTrigger.Daily([Two])) with { RandomDelay = TimeSpan.FromMinutes(10) },
        ["user"] = Of(ScheduleTrigger.Daily([Two]), scope: ScheduleScope.User),
        ["disabled"] = Of(ScheduleTrigger.Daily([Two])) with { IsEnabled = false },
        ["odd-paths"] = Of(ScheduleTrigger.Daily([Two])).At("/opt/my pwsh/pwsh", "/opt/it's 100% \"new\"/Scheduled.ps1", "/home/me & you/<x>/$HOME"),
        ["dotnet-root"] = Of(ScheduleTrigger.Daily([Two])) is var s ? s with { Launch = s.Launch with { DotnetRoot = "/opt/my 100% dotnet" } } : s,
    };

    public static SchedulerHost Host(OSPlatform system, IToolRunner tools, string root = "", bool isPrivileged = true, TimeZoneInfo? zone = null) => new()
    {
        System = system,
        Tools = tools,
        IsPrivileged = isPrivileged,
        UserName = system == OSPlatform.Windows ? @"DOMAIN\me" : "me",
        UserId = 1000,
        Home = root + "/home/me",
        Zone = zone ?? TimeZoneInfo.Utc,
        Root = root,
        FindProgram = name => "/usr/bin/" + name,
    };
}
