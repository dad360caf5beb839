using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Removes backups.</summary>
/// <remarks>
/// <para>Removes the archive and the summary file beside it. A backup whose chunks another backup needs is refused,
/// unless that one is removed by the same command.</para>
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
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="CopyBackupCommand"/>
[Cmdlet(VerbsCommon.Remove, "Backup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = BackupSet)]
[OutputType(typeof(void))]
public sealed class RemoveBackupCommand : BackupCmdlet
{
    private readonly List<ArchiveLocation> _chosen = [];

    // Nothing is removed before everything is known: a backup may go where the one that needs it goes too.
    private protected override void Process(ArchiveLocation archive)
    {
        ArchiveLocation known = Identify(archive);
        if (ShouldProcess($"Remove the backup {known.Describe()}.", $"Remove the backup {known.Describe()}?", "Confirm"))
            _chosen.Add(known);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        HashSet<string> ids = [.. _chosen.Select(a => a.Info?.Id).OfType<string>()];
        foreach (IGrouping<string, ArchiveLocation> group in _chosen.GroupBy(a => a.Storage.Location))
            Attempt(() => RemoveFrom(group.First().Storage, group, ids));
    }

    private void RemoveFrom(IBackupStorage storage, IEnumerable<ArchiveLocation> archives, HashSet<string> ids)
    {
        RemoveJob job = Await(work => RemoveJob.OpenAsync(Components, storage, work.Stopping));
        // The newest first: what needs others goes before what it needs.
        foreach (ArchiveLocation archive in archives.OrderByDescending(a => a.Info?.CreatedAtUtc))
            Attempt(() => Await(work => job.RemoveAsync(archive.Name, ids, work.Stopping)));
    }
}
