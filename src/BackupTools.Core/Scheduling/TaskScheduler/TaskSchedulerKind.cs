using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Scheduling.TaskScheduler;

/// <summary>The Task Scheduler of Windows.</summary>
internal sealed class TaskSchedulerKind(SchedulerHost host) : ISchedulerKind
{
    public string Name => "TaskScheduler";

    public string? FindObstacle(ScheduleScope scope)
    {
        if (host.System != OSPlatform.Windows)
            return "the Task Scheduler is of Windows";
        if (host.FindProgram("schtasks") is null)
            return "schtasks is not installed";
        return scope == ScheduleScope.System && !host.IsPrivileged ? "only an administrator may set tasks of the machine" : null;
    }

    public Task<SchedulerPlan> PlanInstallAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        string xml = TaskXml.Write(schedule, host.Zone, host.UserName);
        string file = Path.Combine(schedule.Launch.Folder, "schedules", $".{schedule.Name}.task.xml");
        List<string> create = ["/Create", "/TN", TaskOf(schedule), "/XML", file, "/F"];

        // schtasks asks for the password of the account of such a task, and Windows knows it: an empty one stands for that.
        if (schedule.Account is { } account && TaskAccounts.IsManaged(account))
            create.AddRange(["/RU", account, "/RP", ""]);
        return Task.FromResult(new SchedulerPlan(
            [
                new WriteFileStep(file, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(xml)], IsReadByAll: false) { Shown = xml },
                new ToolStep(host.Tools, Call([.. create]), Call("/Delete", "/TN", TaskOf(schedule), "/F")),
                new DeleteFileStep(file),
            ],
            FindWarnings(schedule)));
    }

    public Task<SchedulerPlan> PlanRemoveAsync(Schedule schedule, CancellationToken cancellationToken) => Task.FromResult(new SchedulerPlan(
        [new ToolStep(host.Tools, Call("/Delete", "/TN", TaskOf(schedule), "/F"), null) { MayFail = true }]));

    public async Task<bool> IsTakenAsync(Schedule schedule, CancellationToken cancellationToken) =>
        (await Call("/Query", "/TN", TaskOf(schedule)).RunAsync(host.Tools, mayFail: true, cancellationToken)).ExitCode == 0;

    public ToolCall StartCall(Schedule schedule) => Call("/Run", "/TN", TaskOf(schedule));

    public async Task<SchedulerState> GetStateAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        ToolResult asked = await Call("/Query", "/TN", TaskOf(schedule), "/XML").RunAsync(host.Tools, mayFail: true, cancellationToken);
        if (asked.ExitCode != 0)
            return new SchedulerState { Problems = [$"The task {TaskOf(schedule)} is missing: {asked.Complaint}"] };
        List<string> problems = [.. FindWarnings(schedule)];
        bool isEnabled = !asked.Output[Math.Max(0, asked.Output.IndexOf("<Settings>", StringComparison.Ordinal))..]
            .Contains("<Enabled>false</Enabled>", StringComparison.Ordinal);
        if (schedule.IsEnabled && !isEnabled)
            problems.Add($"The task {TaskOf(schedule)} has been disabled outside.");
        ToolResult listed = await Call("/Query", "/TN", TaskOf(schedule), "/FO", "CSV", "/NH").RunAsync(host.Tools, mayFail: true, cancellationToken);
        return new SchedulerState { NextRun = schedule.IsEnabled ? ParseNext(listed.Output) : null, Problems = problems };
    }

    /// <summary>The second field of the line, which is written as this user's culture writes times.</summary>
    private DateTimeOffset? ParseNext(string csv)
    {
        string[] fields = csv.Split('\n')[0].Trim().Split("\",\"");
        return fields.Length >= 3 && DateTime.TryParse(fields[1].Trim('"'), CultureInfo.CurrentCulture, DateTimeStyles.None, out DateTime local)
            ? new DateTimeOffset(local, host.Zone.GetUtcOffset(local))
            : null;
    }

    private IReadOnlyList<string> FindWarnings(Schedule schedule)
    {
        string account = schedule.Account ?? (schedule.Scope == ScheduleScope.System ? TaskAccounts.System : host.UserName);
        if (TaskAccounts.IsSystem(account))
            return ["The task runs as SYSTEM, which has no mapped drives and none of a user's saved credentials."];
        return TaskAccounts.IsManaged(account)
            ? []
            : [$"The task runs as '{account}' without that user's password (S4U): it reaches no network shares and no files that the user has encrypted."];
    }

    private static string TaskOf(Schedule schedule) => $@"\BackupTools\{schedule.Name}";

    private ToolCall Call(params string[] arguments) => new(host.FindProgram("schtasks") ?? "schtasks", arguments);
}
