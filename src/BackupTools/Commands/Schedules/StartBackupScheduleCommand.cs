using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Jobs;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <summary>Runs schedules now.</summary>
/// <remarks>
/// <para>Without -Wait the scheduler of the operating system is asked to start the task, and the command returns at once and emits nothing; cron and launchd cannot be asked, so a process
/// is started that goes on when this session ends. With -Wait the schedule runs in this session: that is what the task itself does. It does not matter whether the schedule is
/// enabled.</para>
/// <para>One run goes on at a time. Another that begins meanwhile is an error with the id ScheduleRunning, and is recorded as skipped.</para>
/// <para>With -Wait emits the run. One that does not succeed is also an error with the id ScheduledRunFailed, after it.</para>
/// </remarks>
/// <example>
/// <code>Start-BackupSchedule nightly -Wait</code>
/// <para>Runs the schedule here, and shows what came of it.</para>
/// </example>
/// <example>
/// <code>Start-BackupSchedule nightly -WhatIf</code>
/// <para>Shows how the task would be started.</para>
/// </example>
/// <seealso cref="GetBackupScheduleCommand"/>
[Cmdlet(VerbsLifecycle.Start, "BackupSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(ScheduleRun))]
public sealed class StartBackupScheduleCommand : ScheduleCmdlet
{
    /// <summary>Runs it in this session, and waits for its end.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Runs it in this session only where a run was due and has not been made; else does nothing. Tasks that make up for missed runs use it.</summary>
    [Parameter]
    public SwitchParameter IfDue { get; set; }

    private protected override void Process(Schedule schedule)
    {
        bool isHere = Wait || IfDue;
        string what = isHere ? $"run the schedule '{schedule.Name}' in this session: {schedule.Work}" : Manager.DescribeStart(schedule);
        if (!ShouldProcess(() => [what], $"Start the schedule '{schedule.Name}'?"))
            return;
        if (isHere)
        {
            RunHere(schedule);
            return;
        }

        Await(async work =>
        {
            await Manager.StartAsync(schedule, work.Stopping);
            return true;
        });
    }

    private void RunHere(Schedule schedule)
    {
        ScheduleRunner runner = new(Components, Folder, Manager.Runs);
        if (Await(work => runner.RunAsync(schedule, IfDue, work.Progress, work.Stopping)) is not { } run)
        {
            WriteVerbose($"No run of the schedule '{schedule.Name}' is due.");
            return;
        }

        WriteObject(run);
        if (run.Outcome == nameof(RunOutcome.Succeeded))
            return;
        string more = run.Messages.Count > 1 ? $" (and {Figures.Count(run.Messages.Count - 1, "more message")})" : "";
        WriteError(new BackupException(
            ErrorCode.ScheduledRunFailed, $"The run of the schedule '{schedule.Name}' ended as {run.Outcome}: {(run.Messages.Count > 0 ? run.Messages[0] : "it made no backup.")}{more}",
            "Messages of the run says all of it, and its log does.", schedule.Name).ToErrorRecord());
    }
}
