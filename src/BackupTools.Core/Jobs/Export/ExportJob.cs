using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Writes an archive as one plain SQL file, or as a folder with one for each feature.</summary>
public static class ExportJob
{
    /// <summary>The path that <see cref="RunAsync"/> would write.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to write.</param>
    /// <param name="cancellationToken">Stops the reading of the archive.</param>
    public static async Task<string> GetPathAsync(
        ComponentSet components, ExportJobOptions options, CancellationToken cancellationToken)
    {
        Check(options);
        await using ArchiveReader archive =
            await ArchiveOpener.OpenAsync(components, options.Archive, cancellationToken);
        return GetPath(options, archive.Manifest);
    }

    /// <summary>Writes the file or folder; it appears under its name only when it is complete.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to write.</param>
    /// <param name="cancellationToken">Stops the export; nothing is left.</param>
    public static async Task<ExportResult> RunAsync(
        ComponentSet components, ExportJobOptions options, CancellationToken cancellationToken) => await RecordedJob.RunAsync(
            options.Recording,
            RecordedJob.Begin(HistoryKind.Export) with { Path = options.Archive.Path, Target = options.Destination, Selection = options.Selection.Describe() },
            () => ExportAsync(components, options, cancellationToken),
            (entry, result) => entry with
            {
                Database = result.Database, Target = result.Path, BackupId = result.BackupId, SizeBytes = result.SizeBytes, Tables = result.Tables,
            });

    private static async Task<ExportResult> ExportAsync(
        ComponentSet components, ExportJobOptions options, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        Check(options);
        await using ArchiveReader archive =
            await ArchiveOpener.OpenAsync(components, options.Archive, cancellationToken);
        ArchiveManifest manifest = archive.Manifest;
        IDatabaseEngine engine = components.GetEngine(manifest.Engine);
        TraitRules.Check(engine, options.Selection);
        TraitRules.CheckUsers(engine, (Setting.NoOwner, options.NoOwner), (Setting.NoPrivileges, options.NoPrivileges));
        TraitRules.CheckDefiners(engine, options.Definers, options.NoOwner);
        string path = GetPath(options, manifest);
        await archive.VerifyLayoutAsync(cancellationToken);
        ExportRequest request = new()
        {
            Selection = options.Selection,
            NoOwner = options.NoOwner,
            Definers = options.Definers,
            NoPrivileges = options.NoPrivileges,
            AllowForeignStatements = options.AllowForeignStatements,
        };

        int files = options.Form != ExportForm.Sql
            ? await WritePackageAsync(engine, archive, request, options, path, cancellationToken)
            : options.PerFeature
            ? await WriteFolderAsync(engine, archive, request, options, path, cancellationToken)
            : await WriteFileAsync(engine, archive, request, options, path, cancellationToken);

        WorkLog.Verbose($"Wrote {Figures.Count(files, "file")} in {Figures.Duration(Stopwatch.GetElapsedTime(started))}: '{path}'.");
        long size = options is { PerFeature: true, Form: ExportForm.Sql } ? new DirectoryInfo(path).EnumerateFiles().Sum(f => f.Length) : new FileInfo(path).Length;
        return new ExportResult(
            path, manifest.Database, CountTables(manifest, options.Selection), size, manifest.Id, Stopwatch.GetElapsedTime(started))
        {
            Files = files,
        };
    }

    private static void Check(ExportJobOptions options)
    {
        SelectionRules.Check(options.Selection);
        if (!Path.IsPathFullyQualified(options.Destination))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"The destination '{options.Destination}' is a relative path, and nothing says to what.",
                "Give an absolute path.", options.Destination);
        }

        if (options.Gzip && options.Form != ExportForm.Sql)
            throw new BackupException(ErrorCode.InvalidArgument, "What is packed is compressed already.", $"Leave {Setting.Gzip} out.");

        if (options is { PerFeature: true, Gzip: true })
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "The script that loads the files of a per-feature export reads them as they are: they cannot be compressed.",
                $"Leave out one of {Setting.PerFeature} and {Setting.Gzip}.");
        }
    }

    private static async Task<int> WriteFileAsync(
        IDatabaseEngine engine, ArchiveReader archive, ExportRequest request, ExportJobOptions options, string path,
        CancellationToken cancellationToken)
    {
        ISqlExport export = TraitRules.Require<ISqlExport>(engine, "written as plain SQL", "Restore it instead.");
        await using NewFile file = NewFile.Create(path, options.Force);
        await file.PublishAsync(async stream =>
        {
            await using GZipStream? gzip = options.Gzip ? new(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            await export.ExportSqlAsync(archive, request, gzip ?? stream, options.Progress, cancellationToken);
        });
        return 1;
    }

    private static async Task<int> WritePackageAsync(
        IDatabaseEngine engine, ArchiveReader archive, ExportRequest request, ExportJobOptions options, string path,
        CancellationToken cancellationToken)
    {
        IFeatureExport? features = options.PerFeature ? TraitRules.Require<IFeatureExport>(engine, "divided into files by feature", "Export it as one file.") : null;
        ISqlExport export = TraitRules.Require<ISqlExport>(engine, "written as plain SQL", "Restore it instead.");
        await using NewFile file = NewFile.Create(path, options.Force);
        int files = 0;
        await file.PublishAsync(async stream =>
        {
            await using Package package = Package.Create(options.Form, stream, path);
            if (features is not null)
                await features.ExportFilesAsync(archive, request, package, options.Progress, cancellationToken);
            else
                await export.ExportSqlAsync(archive, request, package.OpenFile(NameOf(options, archive.Manifest) + ".sql"), options.Progress, cancellationToken);
            files = package.Complete();
        });
        return files;
    }

    private static async Task<int> WriteFolderAsync(
        IDatabaseEngine engine, ArchiveReader archive, ExportRequest request, ExportJobOptions options, string path,
        CancellationToken cancellationToken)
    {
        IFeatureExport export = TraitRules.Require<IFeatureExport>(engine, "divided into files by feature", "Export it as one file.");
        await using NewFolder folder = NewFolder.Create(path, options.Force);
        await folder.PublishAsync(() => export.ExportFilesAsync(archive, request, folder, options.Progress, cancellationToken));
        return folder.Names.Count;
    }

    /// <summary>How many of the archive's tables are chosen; where an engine ignores the case of names, so does this.</summary>
    private static int CountTables(ArchiveManifest manifest, ObjectSelection selection)
    {
        List<ArchiveObject> tables = [.. manifest.Objects.Where(o => o.Kind == "table")];
        HashSet<ArchiveObject> chosen = selection.Tables.Count == 0 ? [.. tables] : Find(selection.Tables);
        chosen.ExceptWith(Find(selection.ExcludedTables));
        HashSet<string> schemas = [.. tables.Select(t => t.Schema)];
        if (selection.Schemas.Count > 0)
            schemas = [.. selection.Schemas.SelectMany(s => NamePattern.Find(s, schemas))];
        return chosen.Count(t => schemas.Contains(t.Schema));

        HashSet<ArchiveObject> Find(IEnumerable<string> names) => [.. names.SelectMany(Matches)];

        IReadOnlyList<ArchiveObject> Matches(string name) => NamePattern.Find(name, tables, t => t.Schema, t => t.Name) is { Count: > 0 } exact
            ? exact
            : NamePattern.Find(name.ToLowerInvariant(), tables, t => t.Schema.ToLowerInvariant(), t => t.Name.ToLowerInvariant());
    }

    private static string GetPath(ExportJobOptions options, ArchiveManifest manifest)
    {
        string destination = options.Destination;
        bool isFolder = options is { PerFeature: true, Form: ExportForm.Sql };
        bool isFile = !isFolder && !Directory.Exists(destination) && (File.Exists(destination) || Path.HasExtension(destination));
        string extension = isFolder ? "" : options.Gzip ? ".sql.gz" : options.Form.Extension();
        return Path.GetFullPath(isFile ? destination : Path.Combine(destination, NameOf(options, manifest) + extension));
    }

    private static string NameOf(ExportJobOptions options, ArchiveManifest manifest)
    {
        string database = ArchiveName.MakeSafe(manifest.Database);
        string table = options.Selection.Tables is [string only] ? "_" + ArchiveName.MakeSafe(only) : "";
        return $"{database}{table}_{manifest.CreatedAt.ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture)}";
    }
}
