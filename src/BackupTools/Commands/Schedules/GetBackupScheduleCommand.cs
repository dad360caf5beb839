using System.Management.Automation;
using BackupTools.Completion;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <summary>Shows schedules, and how they do.</summary>
/// <remarks>
/// <para>NextRun is what the scheduler of the operating system says, where it says it (systemd, the Task Scheduler); for cron and launchd it is reckoned from the task
/// that is there. LastRun and LastResult are what is recorded. Overdue is true where a run was due and none was made; Problems says so, and whatever else is not as it
/// was set: a task that is missing, was changed or disabled outside, a user's timers that stop when that user logs out, a PowerShell that is gone.</para>
/// <para>A schedule whose file cannot be read is an error, and does not hide the others.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupSchedule</code>
/// <para>Shows all schedules of this user.</para>
/// </example>
/// <example>
/// <code>Get-BackupSchedule | Where-Object { $_.Overdue -or $_.Problems -or $_.LastResult -notin $null, 'Succeeded' } | Format-List</code>
/// <para>Shows those that need somebody, and why.</para>
/// </example>
/// <example>
/// <code>Get-BackupSchedule nightly | ForEach-Object { Get-Content $_.Log -Tail 20 }</code>
/// <para>Shows the end of a schedule's log.</para>
/// </example>
/// <seealso cref="SetBackupScheduleCommand"/>
/// <seealso cref="StartBackupScheduleCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupSchedule")]
[OutputType(typeof(ScheduleStatus))]
public sealed class GetBackupScheduleCommand : ScheduleCmdlet
{
    /// <summary>The names of the schedules, with wildcards.</summary>
    /// <value>All</value>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public override string[] Name { get; set; } = [];

    private protected override void Process(Schedule schedule) => WriteStatus(schedule);
}
