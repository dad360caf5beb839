using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Configuration;
using BackupTools.Scheduling;
using BackupTools.Scheduling.Cron;

namespace BackupTools.Jobs;

/// <summary>Runs a schedule here and now: one run at a time, written down and logged.</summary>
public sealed class ScheduleRunner
{
    private const int RunsLookedAt = 50;

    /// <summary>Whoever looks whether a run goes on holds its lock for a moment.</summary>
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(1);

    private readonly ComponentSet _components;
    private readonly ConfigurationFolder _folder;
    private readonly IRunRecord _runs;

    /// <summary>Runs schedules of a configuration folder.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="runs">Where runs are written down.</param>
    public ScheduleRunner(ComponentSet components, ConfigurationFolder folder, IRunRecord runs) => (_components, _folder, _runs) = (components, folder, runs);

    /// <summary>Runs a schedule.</summary>
    /// <param name="schedule">The schedule; whether it is enabled plays no part.</param>
    /// <param name="onlyIfDue">True to run only where a run was due and has not been made.</param>
    /// <param name="progress">Takes the progress; may be null.</param>
    /// <param name="cancellationToken">Stops the run, which is written down as stopped.</param>
    /// <returns>The run, whatever came of it; null where none was due.</returns>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.ScheduleRunning"/> where the run before goes on; this one is then written down as skipped.
    /// <see cref="ErrorCode.ConfigurationInaccessible"/> where the lock cannot be made.
    /// </exception>
    public async Task<ScheduleRun?> RunAsync(
        Schedule schedule, bool onlyIfDue, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        RunLog log = new(_folder, schedule.Name);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        IReadOnlyList<ScheduleRun> before = _runs.Last(schedule.Name, RunsLookedAt);
        using FileLock? taken = await TakeAsync(schedule, cancellationToken);
        if (onlyIfDue && (taken is null || RunTimes.FindMissed(schedule, before, now) is null))
        {
            if (taken is not null)
                DueFile.Advance(schedule, now);
            return null;
        }

        ScheduleRun run = new() { Name = schedule.Name, StartedAtUtc = now.UtcDateTime, Outcome = nameof(RunOutcome.Skipped), IsMadeUp = RunTimes.IsMadeUp(schedule, before, now) };
        if (taken is null)
            throw Skip(run, log);
        DueFile.Advance(schedule, now);
        WorkLog.Begin(log);
        return await RunAsync(schedule, run, log, progress, cancellationToken);
    }

    private async Task<ScheduleRun> RunAsync(
        Schedule schedule, ScheduleRun run, RunLog log, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        log.Write($"The schedule '{schedule.Name}' begins{(run.IsMadeUp ? ", to make up for a run that was missed" : "")}: {schedule.Work}.");
        try
        {
            ScheduledOutcome outcome = await ScheduledWorks.Find(_folder, schedule.Work, Recording(schedule, log)).RunAsync(_components, progress, cancellationToken);
            run = run with
            {
                Outcome = OutcomeOf(outcome).ToString(),
                Backups = outcome.Backups,
                Messages = [.. outcome.Failures.Select(f => f.Message), .. outcome.Warnings],
            };
        }
        catch (BackupException e)
        {
            run = run with { Outcome = nameof(RunOutcome.Failed), Messages = [e.Message] };
        }
        catch (OperationCanceledException)
        {
            run = run with { Outcome = nameof(RunOutcome.Stopped), Messages = ["The run was stopped before its end."] };
            throw;
        }
        catch (Exception e)
        {
            run = run with { Outcome = nameof(RunOutcome.Failed), Messages = [$"A defect of this program: {e.GetType().Name}: {e.Message}"] };
            throw;
        }
        finally
        {
            run = run with { Duration = Stopwatch.GetElapsedTime(started) };
            foreach (string message in run.Messages)
                log.Write(message);
            log.Write($"The schedule '{schedule.Name}' ended after {Figures.Duration(run.Duration)}: {run.Outcome}, {Figures.Count(run.Backups.Count, "backup")}.");
            _runs.Add(run);
        }

        return run;
    }

    private JobRecording Recording(Schedule schedule, RunLog log) =>
        new() { History = new HistoryFile(_folder), Job = schedule.Name, OnProblem = log.Write };

    private static RunOutcome OutcomeOf(ScheduledOutcome outcome) => outcome.Failures.Count == 0 && outcome.Backups.Count > 0 ? RunOutcome.Succeeded
        : outcome.Backups.Count > 0 ? RunOutcome.Incomplete
        : RunOutcome.Failed;

    private BackupException Skip(ScheduleRun run, RunLog log)
    {
        BackupException error = new(
            ErrorCode.ScheduleRunning, $"The schedule '{run.Name}' is running, so this run is skipped.",
            "Let it end; where runs take longer than the time between them, let them come less often.", run.Name);
        log.Write(error.Message);
        _runs.Add(run with { Messages = [error.Message] });
        return error;
    }

    private async Task<FileLock?> TakeAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        try
        {
            return await ScheduleLock.TakeAsync(_folder, schedule.Name, LockPatience, cancellationToken);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw new BackupException(
                ErrorCode.ConfigurationInaccessible, $"The lock of the schedule '{schedule.Name}' cannot be taken in '{_folder}': {e.Message}",
                "Check the folder's rights, and that its disk is not full.", _folder.Path, e);
        }
    }
}
