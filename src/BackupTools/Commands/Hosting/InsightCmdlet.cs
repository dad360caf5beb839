using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Completion;
using BackupTools.Conversion;
using BackupTools.Jobs;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of the cmdlets that look at all backups of storages together.</summary>
public abstract class InsightCmdlet : AsyncCmdlet
{
    /// <summary>The storages, of which all are looked at together: paths of folders, URIs, or objects of New-BackupStorage.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [StorageTransformation]
    [ArgumentCompleter(typeof(StorageCompleter))]
    public IBackupStorage[] Storage { get; set; } = [];

    /// <summary>Only these databases. Wildcards are understood, and case does not matter.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BackupDatabaseCompleter))]
    public string[] Database { get; set; } = [];

    /// <summary>The backups of all storages; one that cannot be listed is an error, and the others are still listed.</summary>
    private protected IReadOnlyList<BackupInfo> ListBackups(out bool isComplete)
    {
        List<BackupInfo> backups = [];
        int failures = 0;
        foreach (IBackupStorage storage in Storage)
        {
            Attempt(() =>
            {
                failures++;
                backups.AddRange(Await(work => BackupCatalog.ListAsync(
                    Components, storage, new BackupFilter { Databases = Database }, work.WriteError, work.Stopping)));
                failures--;
            });
        }

        isComplete = failures == 0;
        return backups;
    }

    /// <summary>The history of the databases, and of archives that are too damaged to say what they are of.</summary>
    private protected IReadOnlyList<HistoryEntry> ReadHistory() => ReadHistory(new HistoryFilter { Databases = Database, AllowUnknown = true });

    /// <summary>The databases that connections name, or all of their servers where they name none.</summary>
    private protected IReadOnlyList<ExpectedDatabase> FindExpected(IEnumerable<DbConnectionInfo> connections)
    {
        List<ExpectedDatabase> expected = [];
        foreach (DbConnectionInfo connection in connections)
        {
            Attempt(() =>
            {
                IReadOnlyList<DatabaseInfo> databases = Await(work => ExpectedDatabases.FindAsync(Components, connection, Database, work.Stopping));
                string? server = Components.GetEngine(connection.Engine).NameServer(connection);
                expected.AddRange(databases.Select(d => new ExpectedDatabase(d.Engine, server, d.Database)));
            });
        }

        return expected;
    }
}
