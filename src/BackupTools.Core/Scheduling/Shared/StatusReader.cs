using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Scheduling;

/// <summary>Puts together what the file, the scheduler and the runs say of a schedule.</summary>
internal static class StatusReader
{
    private const int RunsLookedAt = 50;

    public static async Task<ScheduleStatus> ReadAsync(
        Schedule schedule, ISchedulerKind kind, IRunRecord record, ConfigurationFolder folder, CancellationToken cancellationToken)
    {
        SchedulerState state = await AskAsync(schedule, kind, cancellationToken);
        IReadOnlyList<ScheduleRun> runs = record.Last(schedule.Name, RunsLookedAt);
        ScheduleRun? last = runs.Count > 0 ? runs[0] : null;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        bool isRunning = ScheduleLock.IsHeld(folder, schedule.Name);
        DateTimeOffset? overdue = schedule.IsEnabled && !isRunning ? RunTimes.FindOverdue(schedule, runs, now) : null;
        List<string> problems = [.. state.Problems];
        problems.AddRange(new[] { schedule.Launch.PowerShell, schedule.Launch.Script }.Where(p => !File.Exists(p))
            .Select(p => $"'{p}' is not there any more, so that the task cannot start: set the schedule again."));
        if (last is not null && last.StartedAtUtc > now.UtcDateTime + TimeSpan.FromMinutes(5))
            problems.Add($"The last run is of {Figures.Moment(last.StartedAt)}, which is in the future: the clock was set back.");
        if (overdue is { } due)
            problems.Add($"It was due at {Figures.Moment(due.LocalDateTime)} and has not run.");
        return new ScheduleStatus
        {
            Name = schedule.Name,
            Trigger = schedule.Trigger.ToString(),
            TimeZone = schedule.TimeZone,
            Work = schedule.Work.ToString(),
            Scheduler = kind.Name,
            Scope = schedule.Scope,
            Enabled = schedule.IsEnabled,
            Running = isRunning,
            NextRun = schedule.IsEnabled ? state.NextRun?.LocalDateTime : null,
            LastRun = last?.StartedAt,
            LastResult = last?.Outcome,
            LastMessages = last?.Messages ?? TextList.Of([]),
            Overdue = overdue is not null,
            Problems = problems,
            Log = new RunLog(folder, schedule.Name).Path,
        };
    }

    /// <summary>A scheduler that does not answer is a problem of the schedule, and no reason to say nothing of it.</summary>
    private static async Task<SchedulerState> AskAsync(Schedule schedule, ISchedulerKind kind, CancellationToken cancellationToken)
    {
        if (kind.FindObstacle(schedule.Scope) is { } obstacle)
            return new SchedulerState { Problems = [$"The scheduler {kind.Name} cannot be used here: {obstacle}."] };
        try
        {
            return await kind.GetStateAsync(schedule, cancellationToken);
        }
        catch (BackupException e)
        {
            return new SchedulerState { Problems = [e.Message] };
        }
    }
}
