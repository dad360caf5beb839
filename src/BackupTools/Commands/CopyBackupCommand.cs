using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Copies backups to other storages, and proves that the copies are the same.</summary>
/// <remarks>
/// <para>The copy has the same name and the same identity. It appears under its name only when it is complete, and is
/// then read back and compared. A storage that already has the same backup is left as it is.</para>
/// <para>Emits one object for each copy.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups -Latest | Copy-Backup -Destination ./copies</code>
/// <para>Copies the newest full backup of every database to the folder copies.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -After (Get-Date).AddDays(-1) | Copy-Backup -Destination ./copies, ./second -WhatIf</code>
/// <para>Says which backups of the last day would be copied to two storages.</para>
/// </example>
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="RemoveBackupCommand"/>
[Cmdlet(VerbsCommon.Copy, "Backup", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(BackupInfo))]
public sealed class CopyBackupCommand : TransferCmdlet
{
    /// <summary>The storages to copy to: paths of folders, or URIs. A folder that does not exist is made.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [StorageTransformation]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public IBackupStorage[] Destination { get; set; } = null!;

    private protected override void Process(ChosenBackup archive)
    {
        ChosenBackup known = Identify(archive);
        foreach (IBackupStorage destination in Destination)
        {
            string what = $"Copy the backup {known.Describe()} to '{destination.Location}'";
            if (ShouldProcess(what + ".", what + "?", "Confirm"))
                Attempt(() => WriteObject(Copy(known, destination)));
        }
    }

    private BackupInfo Copy(ChosenBackup archive, IBackupStorage destination) => Await(work => CopyJob.RunAsync(
        Components, archive.Archive, Components.Restrict(destination, isReadOnly: false, MaxBytesPerSecond), work.Progress, work.Stopping, Recording));
}
