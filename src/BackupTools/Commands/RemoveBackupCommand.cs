using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Removes backups.</summary>
/// <remarks>
/// <para>Removes the archive and the summary file beside it. A backup whose chunks another backup needs is refused,
/// unless that one is removed by the same command.</para>
/// <para>An archive that cannot be read, because it was damaged or cut, is refused too: -Force with its exact path removes
/// it.</para>
/// <para>A locked backup is refused with the error id BackupLocked, whoever locked it on whichever machine, also with -Force:
/// Unlock-Backup unlocks it.</para>
/// <para>Asks for confirmation; -Confirm:$false answers it in a script. Emits nothing.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups | Where-Object CreatedAt -lt (Get-Date).AddDays(-30) | Remove-Backup</code>
/// <para>Removes the backups that are older than thirty days, and asks before each.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop | Select-Object -SkipLast 7 | Remove-Backup -Confirm:$false</code>
/// <para>Keeps the seven newest backups of the database shop, without asking.</para>
/// </example>
/// <example>
/// <code>Remove-Backup ./backups/*.backup.zip -WhatIf</code>
/// <para>Says what would be removed, with sizes.</para>
/// </example>
/// <example>
/// <code>Remove-Backup ./backups/cut.backup.zip -Force -Confirm:$false</code>
/// <para>Removes an archive that was cut short, so that it no longer stands in the way of a listing.</para>
/// </example>
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="CopyBackupCommand"/>
/// <seealso cref="InvokeBackupRetentionCommand"/>
/// <seealso cref="LockBackupCommand"/>
[Cmdlet(VerbsCommon.Remove, "Backup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = BackupSet)]
[OutputType(typeof(void))]
public sealed class RemoveBackupCommand : BackupCmdlet
{
    private readonly List<ChosenBackup> _chosen = [];

    /// <summary>
    /// Also removes an archive that cannot be read, where -Path names it without wildcards. What is not named
    /// *.backup.zip is never removed.
    /// </summary>
    [Parameter(ParameterSetName = PathSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Force && Path.Any(p => WildcardPattern.ContainsWildcardCharacters(p) && !File.Exists(LocationResolver.Resolve(SessionState, p))))
            ThrowInvalidArgument("-Force removes what cannot be read, and so takes no wildcards.", "Name each archive, or leave out -Force.");
    }

    // Nothing is removed before everything is known: a backup may go where the one that needs it goes too.
    private protected override void Process(ChosenBackup archive)
    {
        try
        {
            archive = Identify(archive);
        }
        catch (BackupException e) when (RemoveJob.IsUnreadable(e.Code))
        {
            RemoveUnreadable(archive, e);
            return;
        }

        if (archive.Info!.Locked)
            RequireUnlocked(archive);
        if (ShouldProcess($"Remove the backup {archive.Describe()}.", $"Remove the backup {archive.Describe()}?", "Confirm"))
            _chosen.Add(archive);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_chosen.Count == 0)
            return;
        (ArchiveLocation Archive, BackupInfo Info)[] archives = [.. _chosen.Select(c => (c.Archive, c.Info!))];
        Attempt(() => Await(async work =>
        {
            await RemoveJob.RunAsync(Components, archives, work.WriteError, work.Stopping, Recording);
            return true;
        }));
    }

    /// <summary>What was listed may have been unlocked since.</summary>
    private void RequireUnlocked(ChosenBackup archive) => Await(async work =>
    {
        await RemoveJob.RequireUnlockedAsync(archive.Storage, archive.Name, work.Stopping);
        return true;
    });

    private void RemoveUnreadable(ChosenBackup archive, BackupException reason)
    {
        if (!Force)
        {
            throw new BackupException(
                reason.Code, $"The archive is not removed, because what it is cannot be read: {reason.Message}",
                "Give its exact path with -Path and -Force to remove it all the same.", archive.Name, reason);
        }

        RemoveJob.RequireArchiveName(archive.Name);
        string what = $"Remove {archive.Describe()}, which cannot be read";
        if (ShouldProcess(what + ".", what + "?", "Confirm"))
            Await(work => RemoveJob.RemoveUnreadableAsync(Components, archive.Storage, archive.Name, work.Stopping, Recording));
    }
}
