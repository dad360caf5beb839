using System.Management.Automation;
using BackupTools.Scheduling;

namespace BackupTools.Commands;

/// <summary>Keeps schedules from running, without forgetting them.</summary>
/// <remarks>
/// <para>A run that goes on ends in its own time. Emits how each schedule does.</para>
/// </remarks>
/// <example>
/// <code>Disable-BackupSchedule nightly</code>
/// <para>Keeps the schedule from running until it is enabled.</para>
/// </example>
/// <example>
/// <code>Disable-BackupSchedule * -WhatIf</code>
/// <para>Shows what would be done to keep all schedules from running.</para>
/// </example>
/// <seealso cref="EnableBackupScheduleCommand"/>
[Cmdlet(VerbsLifecycle.Disable, "BackupSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(ScheduleStatus))]
public sealed class DisableBackupScheduleCommand : ScheduleSwitchCmdlet
{
    private protected override bool Enables => false;
}
