using BackupTools.Abstractions;

namespace BackupTools.Scheduling;

/// <summary>A scheduler of an operating system.</summary>
internal interface ISchedulerKind
{
    /// <summary>Its permanent name.</summary>
    string Name { get; }

    /// <summary>Why it cannot be used here at all; null where it can.</summary>
    /// <param name="scope">Whose task it would be.</param>
    string? FindObstacle(ScheduleScope scope);

    /// <summary>Why it had better not be chosen here unless it is named; null where nothing speaks against it.</summary>
    /// <param name="scope">Whose task it would be.</param>
    string? FindDoubt(ScheduleScope scope) => null;

    /// <summary>What makes the scheduler do what the schedule says, whatever it did before; also where that is disabled.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ScheduleNotExpressible"/>, <see cref="ErrorCode.SchedulerFailed"/>.</exception>
    Task<SchedulerPlan> PlanInstallAsync(Schedule schedule, CancellationToken cancellationToken);

    /// <summary>What makes the scheduler forget it, and leaves everything as it was before.</summary>
    Task<SchedulerPlan> PlanRemoveAsync(Schedule schedule, CancellationToken cancellationToken);

    /// <summary>True where the scheduler has a task of that name already, whosever it is.</summary>
    Task<bool> IsTakenAsync(Schedule schedule, CancellationToken cancellationToken);

    /// <summary>The call that has the scheduler start it now; null where the scheduler has none.</summary>
    ToolCall? StartCall(Schedule schedule);

    /// <summary>What the scheduler says of it.</summary>
    Task<SchedulerState> GetStateAsync(Schedule schedule, CancellationToken cancellationToken);
}

/// <summary>What a scheduler says of a schedule.</summary>
internal sealed record SchedulerState
{
    /// <summary>When it will start it next; null where it will not, or does not say.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>What is not as it was set, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>The errors of this room.</summary>
internal static class SchedulerErrors
{
    /// <summary>The scheduler has no word for something. It is never approximated.</summary>
    /// <param name="scheduler">The scheduler, as people call it.</param>
    /// <param name="lack">What it lacks, as the end of a sentence says it.</param>
    /// <param name="schedule">The schedule.</param>
    public static BackupException NotExpressible(string scheduler, string lack, Schedule schedule) => new(
        ErrorCode.ScheduleNotExpressible, $"{scheduler} cannot express the schedule '{schedule.Name}' ({schedule.Trigger}): it lacks {lack}.",
        $"Say it in another way, or choose another scheduler with {Setting.Scheduler}.", schedule.Name);

    /// <summary>A text of the task that the scheduler would take for something else.</summary>
    public static BackupException Unquotable(string scheduler, string text, string why, Schedule schedule) => new(
        ErrorCode.ScheduleNotExpressible, $"{scheduler} cannot start the schedule '{schedule.Name}': '{text}' {why}.",
        "Put PowerShell, the module and the configuration into folders with simpler names.", schedule.Name);
}
