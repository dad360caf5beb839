using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Keeps a second place complete: copies every backup there that it lacks.</summary>
/// <remarks>
/// <para>Both storages are listed and compared by the backups' identities. What the second lacks is copied as Copy-Backup does it, and proved to be the
/// same; backups that others need come first. It is meant to be run again and again: what is there already is left alone. One that
/// fails is an error, and the others go on.</para>
/// <para>Nothing is ever removed, unless -RemoveSurplus is given: then backups of the second place that the first does not have are
/// removed from it, but not those that are locked or needed, and none where something in either place cannot be read. Whoever
/// can delete backups in the first place can then have them deleted in the second.</para>
/// <para>Emits one object for each backup that was copied or removed, and nothing where both were alike. Encrypted backups need no key.</para>
/// </remarks>
/// <example>
/// <code>Sync-Backup ./backups -Destination ./offsite</code>
/// <para>Copies what ./offsite lacks.</para>
/// </example>
/// <example>
/// <code>Sync-Backup ./backups -Destination ./offsite -Database shop -MaxBytesPerSecond 20MB -WhatIf</code>
/// <para>Says which backups of one database would be copied.</para>
/// </example>
/// <example>
/// <code>Sync-Backup ./backups -Destination ./mirror -RemoveSurplus -Confirm:$false</code>
/// <para>Makes ./mirror have what ./backups has, and nothing else.</para>
/// </example>
/// <seealso cref="CopyBackupCommand"/>
/// <seealso cref="GetBackupCommand"/>
[Cmdlet(VerbsData.Sync, "Backup", SupportsShouldProcess = true)]
[OutputType(typeof(SyncResult))]
public sealed class SyncBackupCommand : AsyncCmdlet
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The first place: the path of a folder, a URI, or an object of New-BackupStorage.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateCount(1, 1)]
    [StorageTransformation]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public IBackupStorage[] Storage { get; set; } = null!;

    /// <summary>The second places: paths of folders, URIs, or objects of New-BackupStorage. A folder that does not exist is made.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [StorageTransformation]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public IBackupStorage[] Destination { get; set; } = null!;

    /// <summary>Only backups of these databases. Wildcards are understood, and case does not matter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BackupDatabaseCompleter))]
    public string[] Database { get; set; } = [];

    /// <summary>Only backups of this moment or later.</summary>
    [Parameter]
    public DateTime? After { get; set; }

    /// <summary>Removes from the second place what the first does not have.</summary>
    [Parameter]
    public SwitchParameter RemoveSurplus { get; set; }

    /// <summary>How many bytes a second are read and written at most: 20MB, say. It leaves room for others on a line or a disk.</summary>
    /// <value>No limit</value>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerSecond { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (IBackupStorage destination in Destination)
            Attempt(() => Sync(Storage[0], destination));
    }

    private void Sync(IBackupStorage source, IBackupStorage destination)
    {
        if (source.Location == destination.Location)
            throw new BackupException(ErrorCode.InvalidArgument, $"'{source.Location}' is both places.", "Name two.", source.Location);
        BackupFilter filter = new() { Databases = Database, After = After?.ToUniversalTime() };
        IBackupStorage reading = Components.Restrict(source, isReadOnly: true, MaxBytesPerSecond);
        IBackupStorage looking = Components.Restrict(destination, isReadOnly: true);
        SyncPlan plan = Await(work => SyncPlan.MakeAsync(Components, reading, looking, filter, work.Stopping));
        foreach (BackupException e in plan.Unreadable)
            WriteError(e.ToErrorRecord());
        WriteVerbose($"'{destination.Location}' has {plan.Present:N0} of the backups, lacks {plan.Missing.Count:N0}, and has {plan.Surplus.Count:N0} beyond them.");
        foreach (BackupInfo backup in plan.Missing)
        {
            string what = $"Copy the backup '{backup.Name}' ({Figures.Bytes(backup.SizeBytes)}) to '{destination.Location}'";
            if (ShouldProcess(what + ".", what + "?", "Confirm"))
                Attempt(() => Copy(reading, backup, destination));
        }

        foreach (BackupInfo backup in plan.Behind)
        {
            string what = $"Copy the recipients that were added to the backup '{backup.Name}' to '{destination.Location}'";
            if (ShouldProcess(what + ".", what + "?", "Confirm"))
                Attempt(() => Copy(reading, backup, destination, "RecipientsAdded"));
        }

        if (RemoveSurplus)
            Remove(plan, destination);
    }

    private void Copy(IBackupStorage source, BackupInfo backup, IBackupStorage destination, string action = "Copied")
    {
        BackupInfo copy = Await(work => CopyJob.RunAsync(
            Components, new ArchiveLocation(source, backup.Name), Components.Restrict(destination, isReadOnly: false, MaxBytesPerSecond),
            work.Progress, work.Stopping, Recording));
        WriteObject(Result(action, copy));
    }

    private void Remove(SyncPlan plan, IBackupStorage destination)
    {
        if (plan.Unreadable.Count > 0)
            WriteWarning("Nothing was removed, since not everything could be read: what seems to be missing may be there.");
        if (plan.IsSourceEmpty && plan.Surplus.Count > 0)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{Storage[0].Location}' has no backup at all, and '{destination.Location}' would lose everything.",
                "Check the first place; Remove-Backup removes what is really to go.", Storage[0].Location);
        }

        List<(ArchiveLocation, BackupInfo)> going = [];
        foreach (BackupInfo backup in plan.Surplus)
        {
            string what = $"Remove the backup '{backup.Name}' from '{destination.Location}', which the first place does not have";
            if (ShouldProcess(what + ".", what + "?", "Confirm") && MayRemove(what + "?"))
                going.Add((new ArchiveLocation(destination, backup.Name), backup));
        }

        if (going.Count == 0)
            return;
        foreach (BackupInfo removed in Await(work => RemoveJob.RunAsync(Components, going, work.WriteError, work.Stopping, Recording)))
            WriteObject(Result("Removed", removed));
    }

    /// <summary>A removal is asked about by default, and a copy is not.</summary>
    private bool MayRemove(string question) =>
        MyInvocation.BoundParameters.ContainsKey("Confirm") || SessionState.PSVariable.GetValue("ConfirmPreference") is ConfirmImpact.None
        || ShouldContinue(ShownText.Clean(question), "Confirm", ref _yesToAll, ref _noToAll);

    private static SyncResult Result(string action, BackupInfo backup) => new()
    {
        Action = action, Id = backup.Id, Database = backup.Database, CreatedAt = backup.CreatedAt, SizeBytes = backup.SizeBytes, Path = backup.Path,
    };
}
