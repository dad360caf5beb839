using System.Management.Automation;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;

namespace BackupTools.Commands;

/// <summary>Unlocks backups, so that they can be removed.</summary>
/// <remarks>
/// <para>Removes the lock that Lock-Backup put beside the archive, whoever did that, and what a removal that was killed may have left
/// there. A backup that is not locked is no error. Emits the backup.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups | Where-Object Locked | Unlock-Backup</code>
/// <para>Unlocks every locked backup in the folder backups.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop | Unlock-Backup -WhatIf</code>
/// <para>Says which backups would be unlocked, with the reasons of their locks.</para>
/// </example>
/// <seealso cref="LockBackupCommand"/>
/// <seealso cref="RemoveBackupCommand"/>
[Cmdlet(VerbsCommon.Unlock, "Backup", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(BackupInfo))]
public sealed class UnlockBackupCommand : BackupCmdlet
{
    private protected override void Process(ChosenBackup archive)
    {
        archive = Identify(archive);
        string reason = archive.Info!.LockReason is { Length: > 0 } text ? $", which is locked: {text}" : "";
        string what = $"Unlock the backup {archive.Describe()}{reason}";
        if (ShouldProcess(what + ".", what + "?", "Confirm"))
            WriteObject(Await(work => BackupLocking.UnlockAsync(archive.Info!, archive.Storage, work.Stopping)));
    }
}
