using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Commands.Hosting;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands;

/// <summary>Counts: databases, backups, tables, sizes and their growth, successes, and the restores that were made.</summary>
/// <remarks>
/// <para>Emits one object. Databases, backups and tables are those of the storages; with -Connection databases and tables are
/// counted on the servers, and what cannot be read there is skipped, with a warning and its name in Skipped. Newest has the five
/// newest backups; Restores who restored what, where to and when; ByDatabase each database with its size, growth and success
/// rate. What the history of this user on this machine does not know is not counted.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupStatistic ./backups</code>
/// <para>Shows the figures of a folder.</para>
/// </example>
/// <example>
/// <code>(Get-BackupStatistic ./backups).ByDatabase | Sort-Object GrowthPerDay -Descending</code>
/// <para>Lists the databases, the fastest growing first.</para>
/// </example>
/// <example>
/// <code>(Get-BackupStatistic ./backups -Connection postgresql://backup@db1).Skipped</code>
/// <para>Names what could not be counted on a server.</para>
/// </example>
/// <seealso cref="GetBackupHistoryCommand"/>
/// <seealso cref="MeasureBackupCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupStatistic")]
[OutputType(typeof(BackupStatistic))]
public sealed class GetBackupStatisticCommand : InsightCmdlet
{
    /// <summary>The servers and database files whose databases and tables are counted.</summary>
    [Parameter]
    [ConnectionTransformation(IsList = true)]
    public DbConnectionInfo[] Connection { get; set; } = [];

    /// <summary>The user and password for the server, in place of those that -Connection has.</summary>
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        BackupStatistic statistic = StatisticRules.Count(ListBackups(out _), ReadHistory());
        DbConnectionInfo[] connections = [.. Connection.Select(c => WithCredential(c, Credential)!)];
        if (connections.Length > 0)
            statistic = Await(work => ServerFigures.AddAsync(Components, statistic, connections, Database, work.Stopping));
        foreach (string skipped in statistic.Skipped)
            WriteWarning($"Not counted: {skipped}");
        WriteObject(statistic);
    });
}
