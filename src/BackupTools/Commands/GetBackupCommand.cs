using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Lists the backups in storages.</summary>
/// <remarks>
/// <para>Emits one object for each backup, oldest first. The listing reads the small summary file beside each archive,
/// and the archive itself only where the summary is missing or out of date.</para>
/// <para>An archive that cannot be read is an error, and the others are still listed. A name, an engine, a type or an
/// identity that no backup has is a warning.</para>
/// <para>-Latest is the newest full backup of each database of each server: what to restore from, or to test. A server is
/// known by its own identifier where it has one, and otherwise by the name under which it was asked.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups</code>
/// <para>Lists every backup in the folder backups.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Database shop -Latest | Test-Backup</code>
/// <para>Tests the newest full backup of the database shop.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Before (Get-Date).AddDays(-30) | Remove-Backup -WhatIf</code>
/// <para>Says which backups are older than thirty days and would be removed.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups, ./copies | Group-Object Database | Select-Object Name, Count</code>
/// <para>Counts the backups of every database in two storages.</para>
/// </example>
/// <seealso cref="BackupDatabaseCommand"/>
/// <seealso cref="TestBackupCommand"/>
/// <seealso cref="RemoveBackupCommand"/>
[Cmdlet(VerbsCommon.Get, "Backup")]
[OutputType(typeof(BackupInfo))]
public sealed class GetBackupCommand : AsyncCmdlet
{
    private readonly List<BackupInfo> _all = [];
    private BackupFilter _filter = new();
    private bool _isListed;
    private IBackupStorage[] _default = [];

    /// <summary>The storages to list: paths of folders, or URIs. Without it: the default of Set-BackupConfiguration.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [StorageTransformation]
    [Alias("FullName")]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public IBackupStorage[]? Storage { get; set; }

    /// <summary>Only backups of these databases. Wildcards are understood, and case does not matter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BackupDatabaseCompleter))]
    public string[] Database { get; set; } = [];

    /// <summary>Only backups of these engines: sqlite, postgresql. Usual other names, such as postgres, are understood.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EngineCompleter))]
    public string[] Engine { get; set; } = [];

    /// <summary>
    /// Only backups of these types: Full (the whole database), Table (chosen tables), Incremental (what changed since
    /// another backup; this version reads them and makes none).
    /// </summary>
    [Parameter]
    public BackupType[] Type { get; set; } = [];

    /// <summary>Only backups of this moment or later.</summary>
    [Parameter]
    public DateTime? After { get; set; }

    /// <summary>Only backups of this moment or earlier.</summary>
    [Parameter]
    public DateTime? Before { get; set; }

    /// <summary>Only so many of the oldest of all that match, of all storages together.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>
    /// Only so many of the newest of all that match, whatever their database, server and type: a backup of a part counts as
    /// one of the whole does. -Latest is the newest full one of each database.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>Only backups with these identities; the beginning of an identity suffices where it is unambiguous.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BackupIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Only the newest full backup of each database of each server.</summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    private bool IsLimited => First is not null || Last is not null || Latest;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (First is not null && Last is not null)
            ThrowInvalidArgument("-First and -Last cannot be given together.", "Give one of them.");
        try
        {
            _filter = new BackupFilter
            {
                Databases = Database,
                Engines = [.. Engine.Select(e => Components.GetEngine(e).Id)],
                Types = Type,
                Ids = Id,
                After = After?.ToUniversalTime(),
                Before = Before?.ToUniversalTime(),
                First = First,
                Last = Last,
                Latest = Latest,
            };
            _filter.Validate();
            if (!MyInvocation.ExpectingInput)
                _default = new GivenOrSet(MyInvocation.BoundParameters, () => Settings).Storage(Storage);
        }
        catch (BackupException e)
        {
            ThrowTerminatingError(e.ToErrorRecord());
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (IBackupStorage storage in Storage ?? _default)
            Attempt(() => List(storage));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (string miss in _isListed ? _filter.FindMisses(_all) : [])
            WriteWarning(miss);
        if (IsLimited)
            Attempt(() => WriteObject(_filter.Apply(_all), enumerateCollection: true));
    }

    private void List(IBackupStorage storage)
    {
        IReadOnlyList<BackupInfo> backups = Await(
            work => BackupCatalog.ListAsync(Components, storage, new BackupFilter(), work.WriteError, work.Stopping));
        _isListed = true;
        _all.AddRange(backups);
        if (!IsLimited)
            WriteObject(_filter.Apply(backups), enumerateCollection: true);
    }
}
