using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace BackupTools.Scheduling.Launchd;

/// <summary>launchd of macOS: a daemon of the machine, or an agent of the user, which lives while that user is logged in.</summary>
internal sealed class LaunchdScheduler(SchedulerHost host) : ISchedulerKind
{
    public string Name => "Launchd";

    public string? FindObstacle(ScheduleScope scope)
    {
        if (host.System != OSPlatform.OSX)
            return "launchd is of macOS";
        if (host.FindProgram("launchctl") is null)
            return "launchctl is not installed";
        return scope == ScheduleScope.System && !host.IsPrivileged ? "only root may set daemons of the machine" : null;
    }

    public async Task<SchedulerPlan> PlanInstallAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        byte[] content = Encoding.UTF8.GetBytes(LaunchdPlist.Write(schedule, host.Zone));
        if (!schedule.IsEnabled)
            return await PlanRemoveAsync(schedule, cancellationToken);
        return new SchedulerPlan(
            [
                new ToolStep(host.Tools, Call("bootout", Target(schedule)), null) { MayFail = true },
                new WriteFileStep(FileOf(schedule), content, IsReadByAll: true),
                new ToolStep(host.Tools, Call("bootstrap", Domain(schedule), FileOf(schedule)), Call("bootout", Target(schedule))),
            ],
            schedule.Scope == ScheduleScope.User ? [$"A task of the user '{host.UserName}' runs only while that user is logged in."] : []);
    }

    public Task<SchedulerPlan> PlanRemoveAsync(Schedule schedule, CancellationToken cancellationToken) => Task.FromResult(new SchedulerPlan(
        [
            new ToolStep(host.Tools, Call("bootout", Target(schedule)), null) { MayFail = true },
            new DeleteFileStep(FileOf(schedule)),
        ]));

    public Task<bool> IsTakenAsync(Schedule schedule, CancellationToken cancellationToken) => Task.FromResult(File.Exists(FileOf(schedule)));

    /// <summary>What it starts runs only what is due, so it cannot be asked to run something now.</summary>
    public ToolCall? StartCall(Schedule schedule) => null;

    public async Task<SchedulerState> GetStateAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        if (!schedule.IsEnabled)
            return new SchedulerState();
        List<string> problems = [];
        ToolResult asked = await Call("print", Target(schedule)).RunAsync(host.Tools, mayFail: true, cancellationToken);
        if (!File.Exists(FileOf(schedule)))
            problems.Add($"The file {FileOf(schedule)} is missing.");
        else if (asked.ExitCode != 0)
            problems.Add($"launchd does not know the task {LaunchdPlist.LabelOf(schedule)}: it has been unloaded outside.");
        else if (Encoding.UTF8.GetString(await File.ReadAllBytesAsync(FileOf(schedule), cancellationToken)) != LaunchdPlist.Write(schedule, host.Zone))
            problems.Add($"The file {FileOf(schedule)} has been changed outside.");
        return new SchedulerState
        {
            NextRun = problems.Count == 0 ? ScheduleCalendar.Next(schedule.Trigger, ScheduleCalendar.ZoneOf(schedule.TimeZone), DateTimeOffset.UtcNow) : null,
            Problems = problems,
        };
    }

    private string FileOf(Schedule schedule) => Path.Combine(
        schedule.Scope == ScheduleScope.System ? host.At("/Library/LaunchDaemons") : Path.Combine(host.Home, "Library", "LaunchAgents"),
        LaunchdPlist.LabelOf(schedule) + ".plist");

    private string Domain(Schedule schedule) => schedule.Scope == ScheduleScope.System
        ? "system"
        : string.Create(CultureInfo.InvariantCulture, $"gui/{host.UserId}");

    private string Target(Schedule schedule) => $"{Domain(schedule)}/{LaunchdPlist.LabelOf(schedule)}";

    private ToolCall Call(params string[] arguments) => new(host.FindProgram("launchctl") ?? "launchctl", arguments);
}
