using System.Management.Automation;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;

namespace BackupTools.Commands;

/// <summary>Lists what was done: backups, restores, tests, copies, exports and removals.</summary>
/// <remarks>
/// <para>Every such job that a cmdlet of this user does on this machine is a line of history.jsonl in the configuration folder
/// (BACKUPTOOLS_HOME names another one): when, what, which database, which archive, sizes, how long, how it ended, the error's id and
/// message, who, where, and the job or schedule that did it. No secret is in it. Lines are added and never changed; a file of 4 MB
/// goes aside and is still read, fifty of them at most.</para>
/// <para>A history that cannot be written is a warning of the cmdlet that did the job, which counts as what it was. Lines that
/// cannot be read, such as half a line after a crash, are passed over with a warning.</para>
/// <para>Emits one object for each line, in the order in which the jobs ended.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupHistory -Last 10</code>
/// <para>Lists the ten newest.</para>
/// </example>
/// <example>
/// <code>Get-BackupHistory -Failed -After (Get-Date).AddDays(-7) | Select-Object StartedAt, Kind, Database, ErrorId, Message</code>
/// <para>Says what did not end well within a week, and why.</para>
/// </example>
/// <example>
/// <code>Get-BackupHistory -Kind Restore -Database shop | Select-Object StartedAt, User, Host, Path, Target</code>
/// <para>Says who restored which backup of the database shop, where to and when.</para>
/// </example>
/// <seealso cref="GetBackupStatisticCommand"/>
/// <seealso cref="TestBackupHealthCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupHistory")]
[OutputType(typeof(HistoryEntry))]
public sealed class GetBackupHistoryCommand : AsyncCmdlet
{
    /// <summary>Only what concerns these databases. Wildcards are understood, and case does not matter.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(HistoryDatabaseCompleter))]
    public string[] Database { get; set; } = [];

    /// <summary>Only these: Backup, Restore, Test, Copy, Export, Removal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public HistoryKind[] Kind { get; set; } = [];

    /// <summary>Only what these jobs or schedules did. Wildcards are understood, and case does not matter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(HistoryJobCompleter))]
    public string[] Job { get; set; } = [];

    /// <summary>Only what concerns archives with these identities, or beginnings of them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Only what began at this moment or later.</summary>
    [Parameter]
    public DateTime? After { get; set; }

    /// <summary>Only what began at this moment or earlier.</summary>
    [Parameter]
    public DateTime? Before { get; set; }

    /// <summary>Only what did not end as it was meant to: failed, stopped, or incomplete because not every storage got the backup.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>Only so many of the newest of all that match.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => WriteObject(
        ReadHistory(new HistoryFilter
        {
            Databases = Database, Kinds = Kind, Jobs = Job, Ids = Id, After = After?.ToUniversalTime(), Before = Before?.ToUniversalTime(), Failed = Failed, Last = Last,
        }),
        enumerateCollection: true));
}
