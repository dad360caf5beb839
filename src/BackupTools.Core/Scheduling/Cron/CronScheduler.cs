using System.Runtime.InteropServices;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Scheduling.Cron;

/// <summary>
/// cron: a file in <c>/etc/cron.d</c> for the machine, a marked block in the user's crontab for a user. It makes up for nothing by itself, so
/// a line of ours looks every ten minutes whether a run is overdue.
/// </summary>
internal sealed class CronScheduler(SchedulerHost host) : ISchedulerKind
{
    private const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static readonly string[] Daemons = ["cron", "crond", "busybox"];

    public string Name => "Cron";

    public string? FindObstacle(ScheduleScope scope)
    {
        if (host.System == OSPlatform.Windows)
            return "Windows has no cron";
        if (scope == ScheduleScope.User)
            return host.FindProgram("crontab") is null ? "the command crontab is not installed" : null;
        return !Directory.Exists(host.At("/etc/cron.d")) ? "there is no folder /etc/cron.d"
            : host.IsPrivileged ? null : "only root may write into /etc/cron.d";
    }

    public string? FindDoubt(ScheduleScope scope) => IsDaemonSeen() ? null : "no cron daemon is running";

    public async Task<SchedulerPlan> PlanInstallAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        if (!schedule.IsEnabled)
        {
            CronLines.Of(schedule, host.Zone, null, ""); // What could not be enabled is refused now.
            return await PlanRemoveAsync(schedule, cancellationToken);
        }

        WriteFileStep due = new(DueFile.PathOf(schedule), DueFile.ContentAt(schedule, schedule.ChangedAtUtc), IsReadByAll: false);
        SchedulerStep step = schedule.Scope == ScheduleScope.System
            ? new WriteFileStep(FileOf(schedule), Encoding.UTF8.GetBytes(SystemFile(schedule)), IsReadByAll: true)
            : await PlanCrontabAsync(crontab => crontab.With(schedule.Name, UserLines(schedule)), cancellationToken);
        return new SchedulerPlan([due, step], FindDoubt(schedule.Scope) is { } doubt ? [$"The schedule is set, but {doubt}."] : []);
    }

    public async Task<SchedulerPlan> PlanRemoveAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        SchedulerStep step = schedule.Scope == ScheduleScope.System
            ? new DeleteFileStep(FileOf(schedule))
            : await PlanCrontabAsync(crontab => crontab.Without(schedule.Name), cancellationToken);
        return new SchedulerPlan([step, new DeleteFileStep(DueFile.PathOf(schedule))]);
    }

    public async Task<bool> IsTakenAsync(Schedule schedule, CancellationToken cancellationToken) => schedule.Scope == ScheduleScope.System
        ? File.Exists(FileOf(schedule))
        : CrontabText.Of(await ReadCrontabAsync(cancellationToken)).BlockOf(schedule.Name) is not null;

    public ToolCall? StartCall(Schedule schedule) => null;

    public async Task<SchedulerState> GetStateAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        if (!schedule.IsEnabled)
            return new SchedulerState();
        (string wanted, string? there, string place) = schedule.Scope == ScheduleScope.System
            ? (SystemFile(schedule), ReadFile(FileOf(schedule)), FileOf(schedule))
            : (UserLines(schedule).Aggregate("", (text, line) => text + line + "\n"), CrontabText.Of(await ReadCrontabAsync(cancellationToken)).BlockOf(schedule.Name), "the crontab");
        List<string> problems = [];
        if (there is null)
            problems.Add($"The lines in {place} are missing.");
        else if (!there.Contains(wanted, StringComparison.Ordinal))
            problems.Add($"The lines in {place} have been changed outside.");
        if (FindDoubt(schedule.Scope) is { } doubt)
            problems.Add($"It will not start: {doubt}.");
        return new SchedulerState
        {
            NextRun = problems.Count == 0 ? ScheduleCalendar.Next(schedule.Trigger, ScheduleCalendar.ZoneOf(schedule.TimeZone), DateTimeOffset.UtcNow) : null,
            Problems = problems,
        };
    }

    /// <summary>The file in <c>/etc/cron.d</c>.</summary>
    internal string SystemFile(Schedule schedule)
    {
        if (schedule.Name.Contains('.', StringComparison.Ordinal))
            throw SchedulerErrors.NotExpressible("cron", "files in /etc/cron.d with a dot in their names", schedule);
        StringBuilder text = new StringBuilder("# Written by BackupTools, which also removes it: the schedule ").Append(schedule.Name)
            .Append("\nSHELL=/bin/sh\nPATH=").Append(Path).Append('\n');
        foreach (string line in CronLines.Of(schedule, host.Zone, "root", Environment(schedule)))
            text.Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>The lines of the block in the user's crontab. They set the path themselves, since a line of its own would hold for what follows, too.</summary>
    internal IReadOnlyList<string> UserLines(Schedule schedule) =>
        CronLines.Of(schedule, host.Zone, null, $"export PATH={Path}; {Environment(schedule)}");

    private static string Environment(Schedule schedule) =>
        schedule.Launch.DotnetRoot is { } root ? $"export DOTNET_ROOT={CronLines.Quote(root, schedule)}; " : "";

    private string FileOf(Schedule schedule) => host.At("/etc/cron.d/backuptools-" + schedule.Name);

    private async Task<SchedulerStep> PlanCrontabAsync(Func<CrontabText, CrontabText> change, CancellationToken cancellationToken)
    {
        byte[]? before = await ReadCrontabAsync(cancellationToken);
        byte[]? after = change(CrontabText.Of(before)).ToBytes();
        bool isSame = before is null ? after is null : after is not null && before.AsSpan().SequenceEqual(after);
        return isSame ? new ToolStep(host.Tools, null, null) : new ToolStep(host.Tools, Writing(after), Writing(before));
    }

    private ToolCall Writing(byte[]? content) => content is null
        ? new ToolCall(Crontab, ["-r"])
        : new ToolCall(Crontab, ["-"], content);

    private async Task<byte[]?> ReadCrontabAsync(CancellationToken cancellationToken)
    {
        ToolResult result = await host.Tools.RunAsync(Crontab, ["-l"], default, cancellationToken);
        if (result.ExitCode == 0)
            return result.OutputBytes;
        return result.Errors.Contains("no crontab", StringComparison.OrdinalIgnoreCase)
            ? null
            : throw new BackupException(
                ErrorCode.SchedulerFailed, $"crontab refused to say what the crontab of '{host.UserName}' has: {result.Complaint.TrimEnd('.')}.",
                "See whether this user may have a crontab.", "crontab");
    }

    private string Crontab => host.FindProgram("crontab") ?? "crontab";

    private static string? ReadFile(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            return null;
        }
    }

    /// <summary>True too where nobody can know, because processes of others are not shown.</summary>
    private bool IsDaemonSeen()
    {
        string processes = host.At("/proc");
        try
        {
            string[] names = [.. Directory.EnumerateDirectories(processes).Where(d => char.IsAsciiDigit(System.IO.Path.GetFileName(d)[0]))
                .Select(d => ReadFile(System.IO.Path.Combine(d, "comm"))?.Trim()).OfType<string>()];
            return names.Any(Daemons.Contains) || !Directory.Exists(System.IO.Path.Combine(processes, "1"));
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            return true;
        }
    }
}
