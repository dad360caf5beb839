using System.Management.Automation;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <summary>Lets schedules run again that were disabled.</summary>
/// <remarks>
/// <para>What was due while a schedule was disabled is not made up for. Where somebody has changed or removed its task, the task is set up again as it was.</para>
/// <para>Emits how each schedule does.</para>
/// </remarks>
/// <example>
/// <code>Enable-BackupSchedule nightly</code>
/// <para>Lets the schedule run again.</para>
/// </example>
/// <example>
/// <code>Get-BackupSchedule | Where-Object Problems | Enable-BackupSchedule -WhatIf</code>
/// <para>Shows what would be written to set up again the tasks of all schedules that have problems.</para>
/// </example>
/// <seealso cref="DisableBackupScheduleCommand"/>
/// <seealso cref="GetBackupScheduleCommand"/>
[Cmdlet(VerbsLifecycle.Enable, "BackupSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(ScheduleStatus))]
public sealed class EnableBackupScheduleCommand : ScheduleSwitchCmdlet
{
    private protected override bool Enables => true;
}
