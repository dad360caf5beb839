using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Looks whether the backups are as they should be, for people and for monitors.</summary>
/// <remarks>
/// <para>Emits findings, the worst first, and for a database with which all is well one that says so. Critical: a database has no full
/// backup, or the newest is older than -MaxAge (Missing, Overdue); the last attempts failed, two in a row (Failing); the newest did
/// not pass its test (TestFailed); a storage cannot be listed (StorageUnreachable). Warning: one failed attempt; no backup passed a test
/// within -MaxUnproven (Unproven); the newest holds less than half of what those before it hold (Shrinking); an archive cannot be
/// read (Unreadable); with -KeepLast and its like, there are backups that the policy does not keep (RetentionNotHolding).</para>
/// <para>A database is well where any of the storages has its backup. With -Connection the databases of that server are asked about, so
/// that one that was never backed up is found.</para>
/// <para>Where anything is critical, an error with the id BackupsUnhealthy follows the findings; -NoError leaves it out. -Summary emits one
/// object instead of the findings: its text is the one line that monitors show, and its ExitCode is 0, 1 or 2 for Ok, Warning and
/// Critical, as Nagios and its like take them. A cmdlet does not end the session of whoever looks; the last example shows how a
/// script does.</para>
/// </remarks>
/// <example>
/// <code>Test-BackupHealth ./backups -NoError</code>
/// <para>Says what is wrong with the backups in a folder, and what is well.</para>
/// </example>
/// <example>
/// <code>Test-BackupHealth ./backups -MaxAge 8d -MaxUnproven 30d -KeepLast 3 -NoError | Where-Object Severity -ne Ok</code>
/// <para>The same for weekly backups of which three are kept.</para>
/// </example>
/// <example>
/// <code>Test-BackupHealth ./backups -Connection postgresql://backup@db1 -NoError | Where-Object Check -eq Missing</code>
/// <para>Finds the databases of a server that have no backup.</para>
/// </example>
/// <example>
/// <code>$health = Test-BackupHealth ./backups -Summary -NoError; "$health"; $health.ExitCode</code>
/// <para>The line and the exit code for a monitor: in its script, exit $health.ExitCode passes it on.</para>
/// </example>
/// <seealso cref="GetLastBackupCommand"/>
/// <seealso cref="TestLastBackupCommand"/>
/// <seealso cref="GetBackupHistoryCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "BackupHealth")]
[OutputType(typeof(HealthFinding), typeof(HealthSummary))]
public sealed class TestBackupHealthCommand : InsightCmdlet, IDynamicParameters
{
    private readonly RetentionParameters _retention = new();

    /// <summary>How old the newest full backup of a database may be: 26h, 8d, or a TimeSpan.</summary>
    /// <value>26 hours</value>
    [Parameter]
    [PeriodTransformation]
    public TimeSpan? MaxAge { get; set; }

    /// <summary>How long ago a backup of a database may have passed its last test: 30d, or a TimeSpan.</summary>
    /// <value>31 days</value>
    [Parameter]
    [PeriodTransformation]
    public TimeSpan? MaxUnproven { get; set; }

    /// <summary>By how many percent the newest full backup may hold less than those before it.</summary>
    /// <value>50</value>
    [Parameter]
    [ValidateRange(1, 100)]
    public int MaxShrink { get; set; } = 50;

    /// <summary>The only databases that are asked about: connections, of which one that names no database means all of its server.</summary>
    [Parameter]
    [ConnectionTransformation(IsList = true)]
    public DbConnectionInfo[] Connection { get; set; } = [];

    /// <summary>The user and password for the server, in place of those that -Connection has.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Emits one object with everything in it, its line and its exit code for a monitor.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>Writes no error where something is critical.</summary>
    [Parameter]
    public SwitchParameter NoError { get; set; }

    /// <inheritdoc/>
    public object GetDynamicParameters() => _retention;

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(Look);

    private void Look()
    {
        HealthRules rules = new() { MaxShrink = MaxShrink };
        HealthJobOptions options = new()
        {
            Storages = Storage,
            Databases = Database,
            Policy = _retention.ToPolicy(),
            Rules = rules with { MaxAge = MaxAge ?? rules.MaxAge, MaxUnproven = MaxUnproven ?? rules.MaxUnproven },
            History = ReadHistory(),
            Expected = Connection.Length == 0 ? null : FindExpected(Connection.Select(c => WithCredential(c, Credential)!)),
        };
        HealthSummary summary = Await(work => HealthJob.RunAsync(Components, options, work.Stopping));
        if (Summary)
            WriteObject(summary);
        else
            WriteObject(summary.Findings, enumerateCollection: true);
        if (summary.Criticals > 0 && !NoError)
        {
            WriteError(new BackupException(
                ErrorCode.BackupsUnhealthy, $"{Figures.Count(summary.Criticals, "finding")} about the backups {(summary.Criticals == 1 ? "is" : "are")} critical: {summary.Findings[0].Message}",
                "The findings say all that is wrong.", string.Join(", ", Storage.Select(s => s.Location))).ToErrorRecord());
        }
    }
}
