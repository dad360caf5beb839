using System.Management.Automation;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;

namespace BackupTools.Commands;

/// <summary>Locks backups, so that nobody removes them.</summary>
/// <remarks>
/// <para>A lock is a small file beside the archive, in the storage itself: shop_….backup.lock.json. So it holds for every machine
/// that uses the storage, for Remove-Backup with and without -Force, and for retention. It says who locked the backup, when
/// and why; Get-Backup shows Locked and LockReason.</para>
/// <para>A lock is about what lies in that storage: a copy that Copy-Backup makes elsewhere is not locked. What a locked
/// backup needs to be restored is not removed, either. It is no protection from other programs, and none from versions of
/// this module before locks.</para>
/// <para>A backup that is locked already keeps the lock and the reason that it has, and a warning says so. Emits the backup.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Lock-Backup -Reason 'before the move'</code>
/// <para>Keeps the newest full backup of the database shop until it is unlocked.</para>
/// </example>
/// <example>
/// <code>Lock-Backup ./backups/*.backup.zip -WhatIf</code>
/// <para>Says which backups would be locked.</para>
/// </example>
/// <seealso cref="UnlockBackupCommand"/>
/// <seealso cref="RemoveBackupCommand"/>
[Cmdlet(VerbsCommon.Lock, "Backup", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(BackupInfo))]
public sealed class LockBackupCommand : BackupCmdlet
{
    /// <summary>Why the backup is to stay, on one line. Get-Backup and every refusal show it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    private protected override void Process(ChosenBackup archive)
    {
        archive = Identify(archive);
        string what = $"Lock the backup {archive.Describe()} against removal";
        if (!ShouldProcess(what + ".", what + "?", "Confirm"))
            return;
        BackupInfo locked = Await(work => BackupLocking.LockAsync(archive.Info!, archive.Storage, Reason, work.Stopping));
        if (Reason is not null && locked.LockReason != Reason)
            WriteWarning($"'{archive.Name}' was locked already{(locked.LockReason is { } reason ? $" ({reason})" : "")}, and stays locked for that reason.");
        WriteObject(locked);
    }
}
