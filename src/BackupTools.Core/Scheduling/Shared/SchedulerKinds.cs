using BackupTools.Abstractions;
using BackupTools.Scheduling.Cron;
using BackupTools.Scheduling.Launchd;
using BackupTools.Scheduling.Systemd;
using BackupTools.Scheduling.TaskScheduler;

namespace BackupTools.Scheduling;

/// <summary>The schedulers that this version knows, the better ones of a machine first.</summary>
internal static class SchedulerKinds
{
    public static IReadOnlyList<ISchedulerKind> Of(SchedulerHost host) =>
        [new SystemdScheduler(host), new TaskSchedulerKind(host), new LaunchdScheduler(host), new CronScheduler(host)];

    /// <summary>One by its name.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.SchedulerUnavailable"/>.</exception>
    public static ISchedulerKind Named(IReadOnlyList<ISchedulerKind> kinds, string name) =>
        kinds.FirstOrDefault(k => k.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new BackupException(
            ErrorCode.SchedulerUnavailable, $"This version knows no scheduler '{name}'.", $"It knows: {string.Join(", ", kinds.Select(k => k.Name))}.", name);

    /// <summary>The one that was named, or the first that can be used and of which nothing is doubtful.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.SchedulerUnavailable"/>, with the reasons.</exception>
    public static ISchedulerKind Choose(IReadOnlyList<ISchedulerKind> kinds, string? wanted, ScheduleScope scope)
    {
        if (wanted is not null)
        {
            ISchedulerKind kind = Named(kinds, wanted);
            return kind.FindObstacle(scope) is not { } obstacle
                ? kind
                : throw new BackupException(
                    ErrorCode.SchedulerUnavailable, $"The scheduler {kind.Name} cannot be used here for tasks of the {Of(scope)}: {obstacle}.",
                    $"Choose another with {Setting.Scheduler} or {Setting.Scope}.", kind.Name);
        }

        List<string> reasons = [];
        foreach (ISchedulerKind kind in kinds)
        {
            if ((kind.FindObstacle(scope) ?? kind.FindDoubt(scope)) is not { } reason)
                return kind;
            reasons.Add($"{kind.Name}: {reason}");
        }

        throw new BackupException(
            ErrorCode.SchedulerUnavailable, $"This machine has no scheduler for tasks of the {Of(scope)}. {string.Join("; ", reasons)}.",
            $"Install or start one, or name one with {Setting.Scheduler} that will be started later.");
    }

    private static string Of(ScheduleScope scope) => scope == ScheduleScope.System ? "machine" : "user";
}
