using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Scheduling.Systemd;

/// <summary>Timers of systemd, of the machine or of the user.</summary>
internal sealed class SystemdScheduler(SchedulerHost host) : ISchedulerKind
{
    public string Name => "Systemd";

    public string? FindObstacle(ScheduleScope scope)
    {
        if (host.System != OSPlatform.Linux)
            return "systemd is of Linux";
        if (!Directory.Exists(host.At("/run/systemd/system")) || host.FindProgram("systemctl") is null)
            return "this machine was not started by systemd";
        if (scope == ScheduleScope.System)
            return host.IsPrivileged ? null : "only root may set timers of the machine";
        return Directory.Exists(host.At($"/run/user/{host.UserId}/systemd")) ? null : "the user's own systemd is not running";
    }

    public Task<SchedulerPlan> PlanInstallAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        string timer = SystemdUnits.NameOf(schedule) + ".timer";
        List<SchedulerStep> steps =
        [
            new ToolStep(host.Tools, null, Call(schedule, "daemon-reload")), // The last that is done where the files are taken back.
            Write(schedule, ".service", SystemdUnits.Service(schedule)),
            Write(schedule, ".timer", SystemdUnits.Timer(schedule)),
            new ToolStep(host.Tools, Call(schedule, "daemon-reload"), null),

            // A timer that is started makes up for what it finds missed since its stamp: nothing, where it has just been set.
            new ToolStep(host.Tools, Call(schedule, "stop", timer), null) { MayFail = true },
            new ToolStep(host.Tools, Call(schedule, "clean", "--what=state", timer), null) { MayFail = true },
        ];
        if (schedule.IsEnabled)
        {
            steps.Add(new ToolStep(host.Tools, Call(schedule, "enable", timer), Call(schedule, "disable", timer)));
            steps.Add(new ToolStep(host.Tools, Call(schedule, "restart", timer), Call(schedule, "stop", timer)));
        }
        else
        {
            steps.Add(new ToolStep(host.Tools, Call(schedule, "disable", "--now", timer), null));
        }

        return Task.FromResult(new SchedulerPlan(steps, FindWarnings(schedule)));
    }

    public Task<SchedulerPlan> PlanRemoveAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        string timer = SystemdUnits.NameOf(schedule) + ".timer";
        return Task.FromResult(new SchedulerPlan(
        [
            new ToolStep(host.Tools, null, Call(schedule, "daemon-reload")),
            new ToolStep(host.Tools, Call(schedule, "disable", "--now", timer), Call(schedule, "enable", "--now", timer)) { MayFail = true },
            new DeleteFileStep(PathOf(schedule, ".timer")),
            new DeleteFileStep(PathOf(schedule, ".service")),
            new ToolStep(host.Tools, Call(schedule, "daemon-reload"), null),
            new ToolStep(host.Tools, Call(schedule, "reset-failed", SystemdUnits.NameOf(schedule) + ".service"), null) { MayFail = true },
            new ToolStep(host.Tools, Call(schedule, "clean", "--what=state", timer), null) { MayFail = true },
        ]));
    }

    public Task<bool> IsTakenAsync(Schedule schedule, CancellationToken cancellationToken) =>
        Task.FromResult(File.Exists(PathOf(schedule, ".timer")) || File.Exists(PathOf(schedule, ".service")));

    public ToolCall StartCall(Schedule schedule) => Call(schedule, "start", "--no-block", SystemdUnits.NameOf(schedule) + ".service");

    public async Task<SchedulerState> GetStateAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        string timer = SystemdUnits.NameOf(schedule) + ".timer";
        ToolResult shown = await Call(schedule, "show", timer, "--property=LoadState,ActiveState,UnitFileState,NextElapseUSecRealtime")
            .RunAsync(host.Tools, mayFail: false, cancellationToken);
        Dictionary<string, string> values = shown.Output.Split('\n').Select(l => l.Trim().Split('=', 2)).Where(p => p.Length == 2)
            .GroupBy(p => p[0]).ToDictionary(g => g.Key, g => g.First()[1]);
        List<string> problems = [];
        if (values.GetValueOrDefault("LoadState") != "loaded")
            problems.Add($"The unit {timer} is missing.");
        else if (schedule.IsEnabled && values.GetValueOrDefault("UnitFileState") != "enabled")
            problems.Add($"The unit {timer} has been disabled outside.");
        else if (schedule.IsEnabled && values.GetValueOrDefault("ActiveState") != "active")
            problems.Add($"The unit {timer} is enabled and not started.");
        if (problems.Count == 0)
            problems.AddRange(new[] { (".service", SystemdUnits.Service(schedule)), (".timer", SystemdUnits.Timer(schedule)) }
                .Where(u => !Holds(PathOf(schedule, u.Item1), u.Item2)).Select(u => $"The unit {SystemdUnits.NameOf(schedule)}{u.Item1} has been changed outside."));
        return new SchedulerState { NextRun = ParseTime(values.GetValueOrDefault("NextElapseUSecRealtime")), Problems = [.. problems, .. FindWarnings(schedule)] };
    }

    private IReadOnlyList<string> FindWarnings(Schedule schedule) =>
        schedule.Scope == ScheduleScope.User && !File.Exists(host.At($"/var/lib/systemd/linger/{host.UserName}"))
            ? [$"Timers of the user '{host.UserName}' run only while that user is logged in: 'loginctl enable-linger {host.UserName}' changes that."]
            : [];

    private WriteFileStep Write(Schedule schedule, string ending, string content) =>
        new(PathOf(schedule, ending), Encoding.UTF8.GetBytes(content), IsReadByAll: true);

    private string PathOf(Schedule schedule, string ending) => Path.Combine(
        schedule.Scope == ScheduleScope.System ? host.At("/etc/systemd/system") : Path.Combine(host.Home, ".config", "systemd", "user"),
        SystemdUnits.NameOf(schedule) + ending);

    private ToolCall Call(Schedule schedule, params string[] arguments) =>
        new(host.FindProgram("systemctl") ?? "systemctl", schedule.Scope == ScheduleScope.User ? ["--user", .. arguments] : arguments);

    private static bool Holds(string path, string content)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path) == content;
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            return true; // Whoever may not read it cannot say that it was changed.
        }
    }

    /// <summary>A time as systemctl shows it in UTC: <c>Sat 2026-11-28 00:00:00 UTC</c>.</summary>
    private static DateTimeOffset? ParseTime(string? text) =>
        text?.Split(' ') is [_, var date, var time, "UTC"]
        && DateTimeOffset.TryParseExact(
            $"{date} {time}", "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? moment
            : null;
}
