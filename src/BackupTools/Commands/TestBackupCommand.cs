using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Commands.Hosting;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Tests whether backups are complete, unaltered and restorable.</summary>
/// <remarks>
/// <para>Emits one result for each backup: Passed, and in Findings what is wrong. A backup that does not pass is also an
/// error with the id BackupTestFailed, after its result, so that -ErrorAction Stop stops a runbook; -NoError gives the
/// result alone.</para>
/// <para>Quick looks at the container, the manifest and all sizes. Full also reads every byte and compares the hash of
/// every chunk, and refuses whatever a restore would refuse before it needs a target. Restore also restores into a scratch
/// place, reads every row back, compares counts and checksums, and removes the scratch place: the proof that the backup can be
/// restored. -WhatIf says what would be made; the other levels only read, and are done all the same.</para>
/// <para>A trial restore on a server runs the backup's functions, views, indexes and triggers there. Where the role that
/// connects is a superuser, they run as a role without superuser that is made for the trial and dropped with the scratch
/// database. A warning says what that role could not try (owners, event triggers, default privileges), and when the trial ran
/// as the superuser after all: where the server lets in no such role, or the backup has what only a superuser can make and
/// others need, such as functions in C. Try a backup of uncertain origin on a server that may be lost, as a role that is no
/// superuser. Statements of kinds that no backup writes are refused before the first one runs, unless
/// -AllowForeignStatement says otherwise.</para>
/// <para>What keeps a test from being made is an error with an id of its own, and says nothing about the backup: a server
/// that is stopped, full or out of memory, a role that is denied something.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups | Test-Backup</code>
/// <para>Reads every backup completely and compares its hashes.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Latest | Test-Backup -Level Restore</code>
/// <para>Proves by a trial restore that the newest full backup of every database is good.</para>
/// </example>
/// <example>
/// <code>Test-Backup ./backups/*.backup.zip -Level Quick -NoError | Where-Object Passed -eq $false | Select-Object -ExpandProperty Findings</code>
/// <para>Says what is wrong with the archives that do not pass the quick test.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Engine postgresql -Latest | Test-Backup -Level Restore -Connection postgresql://admin@db2</code>
/// <para>Proves by a trial restore on a server that the newest backup of every PostgreSQL database is good. Roles that are missing there are
/// passed over.</para>
/// </example>
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="RestoreDatabaseCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "Backup", SupportsShouldProcess = true, DefaultParameterSetName = BackupSet)]
[OutputType(typeof(VerifyResult))]
public sealed class TestBackupCommand : ReadingCmdlet
{
    /// <summary>How thoroughly: Quick, Full or Restore.</summary>
    /// <value>Full</value>
    [Parameter]
    public VerifyLevel Level { get; set; } = VerifyLevel.Full;

    /// <summary>
    /// The server for the trial restore of -Level Restore, a URI or the name of a registered connection: a scratch database is made there, and dropped again. SQLite
    /// needs none, and takes none.
    /// </summary>
    [Parameter]
    [ConnectionTransformation]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public DbConnectionInfo? Connection { get; set; }

    /// <summary>The user and password for the server, in place of those that -Connection has.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The folder for the trial restore of a database file. It needs room for the whole database.</summary>
    /// <value>The system's temporary folder</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ScratchPath { get; set; }

    /// <summary>
    /// Accepts, and with -Level Restore runs, statements of the backup that are of no kind that a backup writes (COPY … TO PROGRAM, ALTER SYSTEM and so on). Without
    /// it such a backup is refused before anything starts: somebody has altered it.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowForeignStatement { get; set; }

    /// <summary>
    /// Lets a trial restore run everything in the backup as the role that connects, though that is a superuser. It then tries
    /// owners, event triggers and whatever else only a superuser can make, too.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowSuperuser { get; set; }

    /// <summary>How many chunks are worked on at the same time.</summary>
    /// <value>One a processor</value>
    [Parameter]
    [ValidateRange(1, 256)]
    public int Parallelism { get; set; }

    /// <summary>
    /// Writes no error where a backup does not pass: its result alone says so. What keeps a test from being made at all is
    /// an error all the same.
    /// </summary>
    [Parameter]
    public SwitchParameter NoError { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Connection = WithCredential(Connection, Credential);
        if (Level != VerifyLevel.Restore && AllowSuperuser)
            ThrowInvalidArgument("-AllowSuperuser is about the trial restore.", "Give -Level Restore with it.");
        if (Level != VerifyLevel.Restore && (Connection is not null || ScratchPath is not null))
            ThrowInvalidArgument("-Connection and -ScratchPath say where the trial restore happens.", "Give -Level Restore with them.");
    }

    private protected override void Process(ChosenBackup archive)
    {
        if (Connection is not null)
            ConnectionHints.CheckName(SessionState, Connection);
        var options = new VerifyJobOptions
        {
            Archive = archive.Archive,
            Level = Level,
            Connection = Connection,
            ScratchDirectory = ScratchPath is null ? null : LocationResolver.Resolve(SessionState, ScratchPath),
            AllowForeignStatements = AllowForeignStatement,
            AllowSuperuser = AllowSuperuser,
            Parallelism = Parallelism,
        };
        if (Level == VerifyLevel.Restore && !ShouldProcess(() => Describe(archive), $"Restore {archive.Describe()} on trial?"))
            return;
        VerifyResult result = Await(work => VerifyJob.RunAsync(Components, options with { Progress = work.Progress, Recording = Recording }, work.Stopping));
        foreach (string warning in result.Warnings)
            WriteWarning($"{archive.Describe()}: {warning}");
        WriteObject(result);
        if (!result.Passed && !NoError)
            WriteError(VerifyReport.ToError(result).ToErrorRecord());
    }

    private string Describe(ChosenBackup archive)
    {
        string place = Connection is not null ? $"a scratch database on '{Connection.Display}'"
            : ScratchPath is not null ? $"a scratch file in '{LocationResolver.Resolve(SessionState, ScratchPath)}'"
            : "a scratch file in the system's temporary folder";
        return $"Restore the backup {Identify(archive).Describe()} into {place}, compare every row, and remove it again.";
    }
}
