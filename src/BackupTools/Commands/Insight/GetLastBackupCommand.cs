using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Conversion;

namespace BackupTools.Commands;

/// <summary>Says of each database which full backup is its newest, how old that is, and when one was last proven.</summary>
/// <remarks>
/// <para>Without -Connection it lists the databases that have backups in the storages, of which all are looked at together. With
/// -Connection it lists the databases of that server, or the one that the connection names, and says of those without a backup that
/// they have none.</para>
/// <para>What was proven, and which attempts failed since, comes from the history of this user on this machine.</para>
/// </remarks>
/// <example>
/// <code>Get-LastBackup ./backups</code>
/// <para>Says how old the newest full backup of every database is.</para>
/// </example>
/// <example>
/// <code>Get-DbDatabase postgresql://backup@db1 | Get-LastBackup ./backups | Where-Object HasBackup -eq $false</code>
/// <para>Lists the databases of a server that have no backup.</para>
/// </example>
/// <example>
/// <code>Get-LastBackup ./backups | Where-Object Age -gt ([timespan]::FromDays(1)) | Select-Object Database, Age, Status</code>
/// <para>Lists the databases whose newest full backup is older than a day.</para>
/// </example>
/// <seealso cref="TestLastBackupCommand"/>
/// <seealso cref="TestBackupHealthCommand"/>
[Cmdlet(VerbsCommon.Get, "LastBackup")]
[OutputType(typeof(LastBackup))]
public sealed class GetLastBackupCommand : InsightCmdlet
{
    private readonly List<DbConnectionInfo> _connections = [];

    /// <summary>
    /// The only databases that are asked about: connections, or databases of Get-DbDatabase. A connection that names no database means
    /// all of its server.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    [ConnectionTransformation(IsList = true)]
    public DbConnectionInfo[] Connection { get; set; } = [];

    /// <summary>The user and password for the server, in place of those that -Connection has.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _connections.AddRange(Connection.Select(c => WithCredential(c, Credential)!));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        IReadOnlyList<BackupInfo> backups = ListBackups(out bool isComplete);
        bool isAsked = MyInvocation.BoundParameters.ContainsKey(nameof(Connection)) || _connections.Count > 0;
        IReadOnlyList<ExpectedDatabase>? expected = isAsked ? FindExpected(_connections) : null;
        if (!isComplete && backups.Count == 0)
            return;
        if (!isComplete)
            WriteWarning("Not every storage could be listed, so there may be newer backups than these.");
        Attempt(() => WriteObject(LastBackupSearch.Find(backups, ReadHistory(), DateTime.UtcNow, expected), enumerateCollection: true));
    }
}
