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
    private protected abstract void Process(ArchiveLocation archive);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (BackupInfo backup in Backup)
            Attempt(() => Process(new ArchiveLocation(Components.OpenStorage(backup.Storage), backup.Name, backup)));
        foreach (string path in Path)
            Attempt(() => ProcessPath(path));
    }

    /// <summary>The same with what its summary says, where only the path was given.</summary>
    private protected ArchiveLocation Identify(ArchiveLocation archive) => archive.Info is not null
        ? archive
        : archive with
        {
            Info = Await(work => BackupCatalog.FindAsync(Components, archive.Storage, archive.Name, work.Stopping)),
        };

    private void ProcessPath(string path)
    {
        foreach (string found in LocationResolver.Expand(SessionState, path))
        {
            (string storage, string name) = LocationResolver.SplitArchivePath(found);
            Attempt(() => Process(new ArchiveLocation(Components.OpenStorage(storage), name, null)));
        }
    }
}

/// <summary>Where an archive is.</summary>
/// <param name="Storage">Its storage.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Info">What is known of it; null where only its path was given.</param>
internal sealed record ArchiveLocation(IBackupStorage Storage, string Name, BackupInfo? Info)
{
    /// <summary>The archive in a sentence: its name, and its size where that is known.</summary>
    public string Describe() => Info is null
        ? $"'{Name}' in '{Storage.Location}'"
        : $"'{Name}' ({Figures.Bytes(Info.SizeBytes)}, {Figures.Count(Info.Tables, "table")}) in '{Storage.Location}'";
}
