using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Catalog;

namespace BackupTools.Jobs;

/// <summary>Reads a database once and writes one archive to every destination.</summary>
public static class BackupJob
{
    /// <summary>Says what <see cref="RunAsync"/> would do, with numbers, and writes nothing.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to back up, where to, and how.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <returns>One sentence.</returns>
    public static async Task<string> PlanAsync(
        ComponentSet components, BackupJobOptions options, CancellationToken cancellationToken)
    {
        Check(components, options);
        IDatabaseEngine engine = components.GetEngine(options.Connection.Engine);
        DatabaseInfo database = (await engine.GetDatabasesAsync(options.Connection, cancellationToken)) is [var only]
            ? only
            : throw new BackupException(
                ErrorCode.InvalidArgument, $"The connection '{options.Connection.Display}' does not say which database is meant.",
                "Name a database.", options.Connection.Display);
        IReadOnlyList<TableInfo> tables = await engine.GetTablesAsync(options.Connection, countRows: false, cancellationToken);
        int count = options.Selection.Tables.Count > 0 ? options.Selection.Tables.Count : tables.Count(t => t.HoldsRows);
        string archives = $"{Figures.Count(options.Storages.Count, "archive")} ({options.Compression})";
        return $"Read {Figures.Count(count, "table")} of the {engine.DisplayName} database '{database.Database}' ({Figures.Bytes(database.SizeBytes)}) "
            + $"and write {archives} to {string.Join(", ", options.Storages.Select(s => s.Location))}.";
    }

    /// <summary>Backs up.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to back up, where to, and how.</param>
    /// <param name="cancellationToken">Stops the backup; nothing of it is then left in any destination.</param>
    /// <exception cref="BackupException">Where the database could not be read, or every destination failed.</exception>
    public static async Task<BackupJobResult> RunAsync(
        ComponentSet components, BackupJobOptions options, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        ICompressor compressor = Check(components, options);
        IDatabaseEngine engine = components.GetEngine(options.Connection.Engine);
        int parallelism = Workers.Count(options.Parallelism);

        await using IBackupSource source = await engine.OpenBackupAsync(
            new BackupRequest
            {
                Connection = options.Connection,
                Selection = options.Selection,
                IncludePasswordHashes = options.IncludePasswordHashes,
                ChunkSize = options.ChunkSize,
                Parallelism = parallelism,
            },
            cancellationToken);

        await using Destinations destinations = await Destinations.OpenAsync(
            options.Storages, ArchiveName.Make(source.Database, source.SnapshotTime, 1),
            LeastSize(source.EstimatedRawBytes, compressor), cancellationToken);

        ArchiveManifest manifest = await ArchiveProducer.WriteAsync(
            source, engine.Id, options.Selection.IsEverything ? BackupType.Full : BackupType.Table, compressor, parallelism,
            destinations.WriteAsync, new ProgressMeter(options.Progress, $"Backing up {source.Database}", source.EstimatedRawBytes),
            cancellationToken);

        IReadOnlyList<(IBackupStorage Storage, string Name)> written =
            await destinations.CommitAsync(source.Database, source.SnapshotTime, cancellationToken);

        // The backup is there now: a stop that comes this late must not deny it.
        List<BackupInfo> backups = [];
        foreach ((IBackupStorage storage, string name) in written)
            backups.Add(await BackupCatalog.AddAsync(storage, name, manifest, CancellationToken.None));
        return new BackupJobResult(backups, destinations.Failures, Stopwatch.GetElapsedTime(started)) { Warnings = source.Warnings };
    }

    private static ICompressor Check(ComponentSet components, BackupJobOptions options)
    {
        if (options.Storages.Count == 0)
            throw new BackupException(ErrorCode.InvalidArgument, "No storage was named.", "Name at least one folder or URI to write to.");
        if (options.Storages.GroupBy(s => s.Location).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BackupException(ErrorCode.InvalidArgument, $"The storage '{twice.Key}' was named twice.", "Name it once.", twice.Key);
        if (options.Parallelism is < 0 or > 256)
            throw new BackupException(ErrorCode.InvalidArgument, $"A parallelism of {options.Parallelism} is not possible.", "Give a number from 1 to 256.");
        if (options.ChunkSize is < 4096 or > 256 * 1024 * 1024)
            throw new BackupException(ErrorCode.InvalidArgument, $"A chunk size of {options.ChunkSize} bytes is not possible.", "Give a number from 4096 bytes to 256 MiB.");

        ICompressor compressor = components.GetCompressor(options.Compression);
        if (compressor.UnavailableReason is { } reason)
            throw new BackupException(ErrorCode.CodecUnavailable, $"The codec '{compressor.Id}' cannot be used on this machine: {reason}", "Use brotli, which is always there.", compressor.Id);
        return compressor;
    }

    /// <summary>
    /// What surely will be written. Nobody knows how well data compresses; below a twentieth it is not worth beginning.
    /// A disk that fills later is noticed then, and leaves nothing behind.
    /// </summary>
    private static long? LeastSize(long? rawBytes, ICompressor compressor) =>
        compressor.Extension.Length == 0 ? rawBytes : rawBytes / 20;
}
