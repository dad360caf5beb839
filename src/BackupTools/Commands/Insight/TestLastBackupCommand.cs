using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Configuration;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Tests the newest full backup of every database in one go.</summary>
/// <remarks>
/// <para>Finds the newest full backup of each database of each server, in all storages together, and tests it as Test-Backup does. The
/// results go into the history, so that Get-LastBackup and Test-BackupHealth know what was proven, and when.</para>
/// <para>-MaxSize passes over larger archives, and warns of each; -Sample takes so many at random, so that over some nights every
/// database has its turn. A backup that does not pass is also an error with the id BackupTestFailed; -NoError gives the result
/// alone.</para>
/// <para>-Level Restore restores on trial: database files into -ScratchPath, backups of a server to -Connection.</para>
/// </remarks>
/// <example>
/// <code>Test-LastBackup ./backups</code>
/// <para>Reads the newest full backup of every database completely and compares its hashes.</para>
/// </example>
/// <example>
/// <code>Test-LastBackup ./backups -Level Restore -MaxSize 10GB -Sample 3</code>
/// <para>Proves by trial restores that the newest backups of three databases are good, none above 10 GB.</para>
/// </example>
/// <example>
/// <code>Test-LastBackup ./backups -Database shop* -NoError | Where-Object Passed -eq $false</code>
/// <para>Lists those of some databases that do not pass.</para>
/// </example>
/// <seealso cref="TestBackupCommand"/>
/// <seealso cref="GetLastBackupCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "LastBackup", SupportsShouldProcess = true)]
[OutputType(typeof(VerifyResult))]
public sealed class TestLastBackupCommand : InsightCmdlet
{
    /// <summary>How thoroughly: Quick, Full or Restore.</summary>
    /// <value>Full</value>
    [Parameter]
    public VerifyLevel Level { get; set; } = VerifyLevel.Full;

    /// <summary>The size in bytes above which an archive is passed over: 10GB, say.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxSize { get; set; }

    /// <summary>How many databases are taken, at random.</summary>
    /// <value>All</value>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Sample { get; set; }

    /// <summary>The server for the trial restores of -Level Restore, for backups of a server.</summary>
    [Parameter]
    [ConnectionTransformation]
    public DbConnectionInfo? Connection { get; set; }

    /// <summary>The user and password for the server, in place of those that -Connection has.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The folder for the trial restores of database files. It needs room for the largest of them.</summary>
    /// <value>The system's temporary folder</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ScratchPath { get; set; }

    /// <summary>How many chunks are worked on at the same time.</summary>
    /// <value>One a processor</value>
    [Parameter]
    [ValidateRange(1, 256)]
    public int Parallelism { get; set; }

    /// <summary>Writes no error where a backup does not pass: its result alone says so.</summary>
    [Parameter]
    public SwitchParameter NoError { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Connection = WithCredential(Connection, Credential);
        if (Level != VerifyLevel.Restore && (Connection is not null || ScratchPath is not null))
            ThrowInvalidArgument("-Connection and -ScratchPath say where the trial restores happen.", "Give -Level Restore with them.");
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        BackupInfo[] newest = [.. LastBackupSearch.Find(ListBackups(out _), [], DateTime.UtcNow).Select(l => l.Backup).OfType<BackupInfo>()];
        if (newest.Length == 0)
            WriteWarning("There is no full backup to test.");
        foreach (BackupInfo large in newest.Where(b => b.SizeBytes > MaxSize))
            WriteWarning($"'{large.Path}' is not tested: it has {Figures.Bytes(large.SizeBytes)}, and {Figures.Bytes(MaxSize!.Value)} are the most.");
        BackupInfo[] chosen = [.. newest.Where(b => !(b.SizeBytes > MaxSize))];
        if (Sample is not null)
            Random.Shared.Shuffle(chosen);
        foreach (BackupInfo backup in chosen.Take(Sample ?? int.MaxValue).OrderBy(b => b.Database, StringComparer.OrdinalIgnoreCase))
            Attempt(() => Test(backup));
    }

    private void Test(BackupInfo backup)
    {
        bool isOfFiles = Components.GetEngine(backup.Engine).Traits.IsOfFiles;
        VerifyJobOptions options = new()
        {
            Archive = new ArchiveLocation(Components.OpenStorage(backup.StorageInfo!), backup.Name) { Keys = KeyTexts.Usual(WriteDebug) },
            Level = Level,
            Connection = isOfFiles ? null : Connection,
            ScratchDirectory = isOfFiles && ScratchPath is not null ? LocationResolver.Resolve(SessionState, ScratchPath) : null,
            Parallelism = Parallelism,
        };
        string what = $"Restore the backup '{backup.Path}' ({Figures.Bytes(backup.RawBytes ?? backup.SizeBytes)}, {(backup.Tables is { } tables ? Figures.Count(tables, "table") : "encrypted")}) on trial";
        if (Level == VerifyLevel.Restore && !ShouldProcess(what + ".", what + "?", "Confirm"))
            return;
        VerifyResult result = Await(work => VerifyJob.RunAsync(Components, options with { Progress = work.Progress, Recording = Recording }, work.Stopping));
        foreach (string warning in result.Warnings)
            WriteWarning($"'{backup.Path}': {warning}");
        WriteObject(result);
        if (!result.Passed && !NoError)
            WriteError(VerifyReport.ToError(result).ToErrorRecord());
    }
}
