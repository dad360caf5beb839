using System.Management.Automation;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Says how fast backups were made, and how well they compress.</summary>
/// <remarks>
/// <para>Emits one object for each database: how many uncompressed bytes a second, of all backups together, of the slowest and of the
/// fastest, from what the backups themselves say. Backups of versions that did not record how long they took are left out.</para>
/// </remarks>
/// <example>
/// <code>Get-Backup ./backups | Measure-Backup</code>
/// <para>Shows the throughput for each database.</para>
/// </example>
/// <example>
/// <code>Get-Backup ./backups -Last 10 | Measure-Backup | Select-Object Database, Throughput, Ratio</code>
/// <para>The same of the ten newest backups, as numbers.</para>
/// </example>
/// <seealso cref="GetBackupCommand"/>
/// <seealso cref="GetBackupStatisticCommand"/>
[Cmdlet(VerbsDiagnostic.Measure, "Backup")]
[OutputType(typeof(BackupThroughput))]
public sealed class MeasureBackupCommand : AsyncCmdlet
{
    private readonly List<BackupInfo> _backups = [];

    /// <summary>The backups: what Backup-Database and Get-Backup emit.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [BackupTransformation]
    [ValidateNotNullOrEmpty]
    public BackupInfo[] Backup { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _backups.AddRange(Backup);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        int silent = _backups.Count(b => !(b.Duration > TimeSpan.Zero));
        if (silent > 0)
            WriteWarning($"{Figures.Count(silent, "backup")} {(silent == 1 ? "does" : "do")} not say how long it took, and {(silent == 1 ? "is" : "are")} left out.");
        WriteObject(BackupThroughput.Measure(_backups), enumerateCollection: true);
    }
}
