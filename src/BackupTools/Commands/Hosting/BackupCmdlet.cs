using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Completion;
using BackupTools.Conversion;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of the cmdlets that do something with backups: objects from the pipeline, or paths.</summary>
public abstract class BackupCmdlet : AsyncCmdlet
{
    private protected const string BackupSet = "Backup";
    private protected const string PathSet = "Path";

    /// <summary>The backups: what Backup-Database and Get-Backup emit.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = BackupSet)]
    [BackupTransformation]
    [ValidateNotNullOrEmpty]
    public BackupInfo[] Backup { get; set; } = [];

    /// <summary>The paths or URIs of archives. Wildcards are expanded.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Alias("FullName")]
    [ArgumentCompleter(typeof(ArchiveCompleter))]
    public string[] Path { get; set; } = [];

    /// <summary>Does its work with one archive.</summary>
    /// <param name="archive">Where the archive is.</param>
    private protected abstract void Process(ChosenBackup archive);

    /// <summary>How many bytes a second may be read and written, each for itself; null for no limit.</summary>
    private protected virtual long? Limit => null;

    /// <summary>What opens encrypted archives, and whose signatures count.</summary>
    private protected virtual ArchiveKeys Keys => ArchiveKeys.None;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (BackupInfo backup in Backup)
            Attempt(() => Process(new ChosenBackup(Restrict(Open(backup)), backup.Name, backup) { Keys = Keys }));
        foreach (string path in Path)
            Attempt(() => ProcessPath(path));
    }

    /// <summary>The same with what its summary says, where only the path was given.</summary>
    private protected ChosenBackup Identify(ChosenBackup archive) => archive.Info is not null
        ? archive
        : archive with
        {
            Info = Await(work => BackupCatalog.FindAsync(Components, archive.Storage, archive.Name, work.Stopping)),
        };

    /// <summary>Does its work with a file that is no archive, where it knows such files.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="among">All files that the same text with wildcards means.</param>
    /// <returns>False for what is an archive.</returns>
    private protected virtual bool ProcessOther(string path, IReadOnlyList<string> among) => false;

    private void ProcessPath(string path)
    {
        IReadOnlyList<string> all = LocationResolver.Expand(SessionState, path);
        foreach (string found in all)
        {
            Attempt(() =>
            {
                if (ProcessOther(found, all))
                    return;
                ArchiveLocation archive = Components.OpenArchive(found);
                Process(new ChosenBackup(Restrict(archive.Storage), archive.Name, null) { Keys = Keys });
            });
        }
    }

    private IBackupStorage Restrict(IBackupStorage storage) => Components.Restrict(storage, IsWhatIf, Limit);

    /// <summary>The storage that the backup was found in, as it was opened then; one that was made by hand has its location only.</summary>
    private static IBackupStorage Open(BackupInfo backup) => backup.StorageInfo is { } storage
        ? Components.OpenStorage(storage)
        : Components.OpenStorage(backup.Storage);
}
