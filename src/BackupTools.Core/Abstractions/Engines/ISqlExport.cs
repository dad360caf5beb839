namespace BackupTools.Abstractions;

/// <summary>An engine whose archives can be written as one plain SQL script.</summary>
public interface ISqlExport
{
    /// <summary>Writes an archive as one plain SQL script that the engine's own client loads.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="request">What to write.</param>
    /// <param name="output">Receives UTF-8 text; not closed.</param>
    /// <param name="progress">Receives the progress; may be null.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    Task ExportSqlAsync(
        IArchiveContents archive, ExportRequest request, Stream output, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken);
}

/// <summary>An engine whose archives can be written as one file for each feature.</summary>
public interface IFeatureExport
{
    /// <summary>Writes an archive as one SQL file per feature, and a script that loads them in order.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="request">What to write.</param>
    /// <param name="folder">Receives the files.</param>
    /// <param name="progress">Receives the progress; may be null.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    Task ExportFilesAsync(
        IArchiveContents archive, ExportRequest request, IExportFolder folder, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken);
}
