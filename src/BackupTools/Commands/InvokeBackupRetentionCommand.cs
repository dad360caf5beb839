using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Removes the backups that no rule keeps.</summary>
/// <remarks>
/// <para>Each database of each server is looked at by itself, and so is each kind of its backups: a backup of tables takes the
/// place of none of the whole database, and only of one of the same tables. A backup stays where any rule keeps it.</para>
/// <para>-KeepDaily 7 keeps the newest of each of the seven newest days that have backups, in the time zone of -TimeZone; hours,
/// weeks (ISO 8601, from Monday), months and years likewise. The hour that comes twice in autumn is two hours, and a day of 23 or 25
/// hours is a day. -KeepWithin counts back from the newest backup. So no rule looks at the clock: where new backups stop
/// coming, the old ones stay.</para>
/// <para>Never removed are the last good full backup of a database, what is locked, what a backup that stays needs to be restored,
/// and whatever has a date that cannot be true: in the future, or after the archive was stored. Such a one takes nobody's place,
/// either, and neither does a backup that did not pass its last test, as far as the history of this machine knows. Copies of an archive in one storage are one backup.</para>
/// <para>Where an archive cannot be read for another reason than damage, nothing of that storage is removed, because nobody knows what it
/// needs: the error has the id RetentionUncertain.</para>
/// <para>Emits one object for each backup: Keep, Reason, and Removed where it is gone. -WhatIf emits the same and removes nothing.
/// Asks before each removal; -Confirm:$false answers it in a script.</para>
/// </remarks>
/// <example>
/// <code>Invoke-BackupRetention ./backups -KeepDaily 7 -KeepWeekly 4 -KeepMonthly 12 -WhatIf</code>
/// <para>Lists every backup with the reason why it would stay or go, and removes nothing.</para>
/// </example>
/// <example>
/// <code>Invoke-BackupRetention ./backups -Database shop -KeepLast 3 -Confirm:$false | Where-Object Removed</code>
/// <para>Keeps the three newest backups of the database shop, and says which others are gone.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Type Table | Invoke-BackupRetention -KeepWithin 30d -Confirm:$false</code>
/// <para>Removes the backups of parts that are more than thirty days older than the newest one of the same part.</para>
/// </example>
/// <seealso cref="BackupDatabaseCommand"/>
/// <seealso cref="LockBackupCommand"/>
/// <seealso cref="RemoveBackupCommand"/>
[Cmdlet(VerbsLifecycle.Invoke, "BackupRetention", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = StorageSet)]
[OutputType(typeof(RetentionDecision))]
public sealed class InvokeBackupRetentionCommand : AsyncCmdlet, IDynamicParameters
{
    private const string BackupSet = "Backup";
    private const string StorageSet = "Storage";

    private readonly RetentionParameters _retention = new();
    private readonly List<BackupInfo> _piped = [];
    private RetentionPolicy _policy = new();

    /// <summary>The storages: paths of folders, URIs, or objects of New-BackupStorage.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = StorageSet)]
    [ValidateNotNullOrEmpty]
    [StorageTransformation]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public IBackupStorage[] Storage { get; set; } = [];

    /// <summary>The only backups that the rules see: what Get-Backup emits. The others in their storages stay.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BackupSet)]
    [BackupTransformation]
    [ValidateNotNullOrEmpty]
    public BackupInfo[] Backup { get; set; } = [];

    /// <summary>Only backups of these databases. Wildcards are understood, and case does not matter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BackupDatabaseCompleter))]
    public string[] Database { get; set; } = [];

    /// <summary>Only backups of these servers, as Server or ServerId of a backup says it. Wildcards are understood, and case does not matter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BackupServerCompleter))]
    public string[] Server { get; set; } = [];

    /// <inheritdoc/>
    public object GetDynamicParameters() => _retention;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _policy = new GivenOrSet(MyInvocation.BoundParameters, () => Settings).Retention(_retention.ToPolicy(), WriteWarning);
        }
        catch (BackupException e)
        {
            ThrowTerminatingError(e.ToErrorRecord());
        }

        if (_policy.IsEmpty)
            ThrowInvalidArgument("Nothing says which backups to keep.", "Give -KeepLast, -KeepDaily, -KeepWithin or another, or set a default with Set-BackupConfiguration -KeepLast.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _piped.AddRange(Backup);
        foreach (IBackupStorage storage in Storage)
            Attempt(() => Apply(storage, null));
    }

    /// <summary>The rules see all backups of a database together.</summary>
    protected override void EndProcessing()
    {
        foreach (IGrouping<string, BackupInfo> storage in _piped.GroupBy(b => b.Storage))
        {
            Attempt(() => Apply(
                storage.First().StorageInfo is { } info ? Components.OpenStorage(info) : Components.OpenStorage(storage.Key),
                storage.Select(b => b.Name).ToHashSet(StringComparer.Ordinal)));
        }
    }

    private void Apply(IBackupStorage storage, HashSet<string>? names)
    {
        IBackupStorage restricted = Components.Restrict(storage, IsWhatIf);
        RetentionJobOptions options = new()
        {
            Storage = restricted, Policy = _policy, Databases = Database, Servers = Server, Names = names,
            Failed = HistoryFacts.FindFailed(ReadHistory(new HistoryFilter { Kinds = [HistoryKind.Test] })),
        };
        IReadOnlyList<RetentionDecision> decisions = Await(work => RetentionJob.PlanAsync(Components, options, work.WriteError, work.Stopping));
        if (decisions.Count == 0)
            WriteWarning($"'{storage.Location}' has no backup that is meant.");
        RetentionDecision[] going = [.. decisions.Where(d => !d.Keep && MayRemove(d, storage))];
        IReadOnlyList<RetentionDecision> done = Await(work => RetentionJob.ApplyAsync(Components, restricted, going, work.WriteError, work.Stopping, Recording));
        Dictionary<string, RetentionDecision> gone = done.ToDictionary(d => d.Backup.Name, StringComparer.Ordinal);
        WriteObject(decisions.Select(d => gone.GetValueOrDefault(d.Backup.Name, d)), enumerateCollection: true);
    }

    private bool MayRemove(RetentionDecision decision, IBackupStorage storage)
    {
        string what = $"Remove the backup '{decision.Backup.Name}' ({Figures.Bytes(decision.SizeBytes)}) from '{storage.Location}'";
        return ShouldProcess($"{what}: {decision.Reason}.", $"{what}? {decision.Reason}.", "Confirm");
    }
}
