using System.Management.Automation;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <summary>Removes schedules.</summary>
/// <remarks>
/// <para>Removes the task of the operating system, the schedule's file and what is recorded of its runs. The crontab of a user is then byte for byte what
/// it was before. Backups stay, and so does the log. A run that goes on ends in its own time.</para>
/// <para>Where the task cannot be removed, the schedule stays. Emits nothing.</para>
/// </remarks>
/// <example>
/// <code>Remove-BackupSchedule nightly</code>
/// <para>Removes the schedule; its backups stay.</para>
/// </example>
/// <example>
/// <code>Get-BackupSchedule test* | Remove-BackupSchedule -WhatIf</code>
/// <para>Shows what would be removed.</para>
/// </example>
/// <seealso cref="SetBackupScheduleCommand"/>
/// <seealso cref="DisableBackupScheduleCommand"/>
[Cmdlet(VerbsCommon.Remove, "BackupSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveBackupScheduleCommand : ScheduleCmdlet
{
    private protected override void Process(Schedule schedule)
    {
        if (!ShouldProcess(
            () => Await(work => Manager.PlanRemoveAsync(schedule, work.Stopping)).Describe(), $"Remove the schedule '{schedule.Name}' ({schedule.Trigger})?"))
        {
            return;
        }

        Await(async work =>
        {
            await Manager.RemoveAsync(schedule, work.Stopping);
            return true;
        });
    }
}
