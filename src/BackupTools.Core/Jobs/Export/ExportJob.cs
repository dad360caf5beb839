using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Jobs;

/// <summary>Writes an archive as one plain SQL file.</summary>
public static class ExportJob
{
    /// <summary>The path that <see cref="RunAsync"/> would write.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to write.</param>
    /// <param name="cancellationToken">Stops the reading of the archive.</param>
    public static async Task<string> GetPathAsync(
        ComponentSet components, ExportJobOptions options, CancellationToken cancellationToken)
    {
        await using ArchiveReader archive =
            await ArchiveOpener.OpenAsync(components, options.Storage, options.Name, cancellationToken);
        return GetPath(options, archive.Manifest);
    }

    /// <summary>Writes the file; it appears under its name only when it is complete.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to write.</param>
    /// <param name="cancellationToken">Stops the export; nothing is left.</param>
    public static async Task<ExportResult> RunAsync(
        ComponentSet components, ExportJobOptions options, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        await using ArchiveReader archive =
            await ArchiveOpener.OpenAsync(components, options.Storage, options.Name, cancellationToken);
        ArchiveManifest manifest = archive.Manifest;
        IDatabaseEngine engine = components.GetEngine(manifest.Engine);
        string path = GetPath(options, manifest);

        ExportRequest request = new() { Selection = options.Selection, NoOwner = options.NoOwner, NoPrivileges = options.NoPrivileges };
        await using (NewFile file = NewFile.Create(path, options.Force))
        {
            await file.PublishAsync(async stream =>
            {
                await using GZipStream? gzip = options.Gzip ? new(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
                await engine.ExportSqlAsync(archive, request, gzip ?? stream, options.Progress, cancellationToken);
            });
        }

        int tables = options.Selection.Tables.Count > 0 ? options.Selection.Tables.Count : manifest.Objects.Count(o => o.Kind == "table");
        return new ExportResult(
            path, manifest.Database, tables, new FileInfo(path).Length, manifest.Id, Stopwatch.GetElapsedTime(started));
    }

    private static string GetPath(ExportJobOptions options, ArchiveManifest manifest)
    {
        string destination = options.Destination;
        bool isFile = !Directory.Exists(destination) && (File.Exists(destination) || Path.HasExtension(destination));
        if (isFile)
            return Path.GetFullPath(destination);

        string database = ArchiveName.MakeSafe(manifest.Database);
        string table = options.Selection.Tables is [string only] ? "_" + ArchiveName.MakeSafe(only) : "";
        string time = manifest.CreatedAt.ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);
        return Path.GetFullPath(Path.Combine(destination, $"{database}{table}_{time}.sql{(options.Gzip ? ".gz" : "")}"));
    }
}
