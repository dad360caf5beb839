using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

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
        DatabaseInfo database = await FindDatabaseAsync(engine, options.Connection, cancellationToken);
        int tables = await CountTablesAsync(engine, options, cancellationToken);
        string part = options.Selection.Describe() is { } selection ? $" ({selection})" : "";
        string archives = $"{Figures.Count(options.Storages.Count, "archive")} ({options.Compression})";
        return $"Read {Figures.Count(tables, "table")}{part} of the {engine.DisplayName} database '{database.Database}' ({Figures.Bytes(database.SizeBytes)}) "
            + $"and write {archives} to {string.Join(", ", options.Storages.Select(s => s.Location))}."
            + (options.Retention is { IsEmpty: false } policy ? $" Then remove what is not to be kept of the older ones there: {policy}." : "");
    }

    /// <summary>Backs up.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to back up, where to, and how.</param>
    /// <param name="cancellationToken">Stops the backup; nothing of it is then left in any destination.</param>
    /// <exception cref="BackupException">Where the database could not be read, or every destination failed.</exception>
    public static async Task<BackupJobResult> RunAsync(
        ComponentSet components, BackupJobOptions options, CancellationToken cancellationToken)
    {
        HistoryEntry begun = RecordedJob.Begin(HistoryKind.Backup) with
        {
            Engine = options.Connection.Engine,
            Database = options.Connection.Database ?? Path.GetFileNameWithoutExtension(options.Connection.Path),
            Server = options.Recording is null ? null : FindServer(components, options.Connection),
            Type = options.Selection.IsEverything ? nameof(BackupType.Full) : nameof(BackupType.Table),
            Selection = options.Selection.Describe(),
            Target = string.Join(", ", options.Storages.Select(s => s.Location)),
        };
        (BackupJobResult result, IReadOnlyList<ArchiveLocation> written) = await RecordedJob.RunAsync(
            options.Recording, begun, () => WriteAsync(components, options, cancellationToken), (entry, made) => Describe(entry, made.Result));
        return options.Retention is { IsEmpty: false }
            ? await RetentionAftermath.RunAsync(components, options, result, written, cancellationToken)
            : result;
    }

    private static HistoryEntry Describe(HistoryEntry entry, BackupJobResult result) => entry.About(result.Backups[0]) with
    {
        Paths = result.Backups.Count > 1 ? [.. result.Backups.Select(b => b.Path)] : [],
        Result = result.Failures.Count > 0 ? nameof(HistoryResult.Incomplete) : nameof(HistoryResult.Succeeded),
        ErrorId = result.Failures.Count > 0 ? nameof(ErrorCode.DestinationFailed) : null,
        Message = result.Failures.Count > 0 ? string.Join(" ", result.Failures.Select(f => $"{f.Storage}: {f.Error.Message}")) : null,
        Duration = result.Duration,
    };

    /// <summary>The server's name as a backup would say it, for the line of one that fails.</summary>
    private static string? FindServer(ComponentSet components, DbConnectionInfo connection)
    {
        try
        {
            return components.GetEngine(connection.Engine).NameServer(connection);
        }
        catch (BackupException)
        {
            return null; // The backup itself will say what is wrong.
        }
    }

    private static async Task<(BackupJobResult Result, IReadOnlyList<ArchiveLocation> Written)> WriteAsync(
        ComponentSet components, BackupJobOptions options, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        ICompressor compressor = Check(components, options);
        IDatabaseEngine engine = components.GetEngine(options.Connection.Engine);
        int parallelism = Workers.Count(options.Parallelism);

        PhaseClock clock = new();
        WorkLog.Debug($"Backing up '{options.Connection.Display}' with {Figures.Count(parallelism, "worker")}, chunks of {Figures.Bytes(options.ChunkSize)}, {compressor.Id}.");
        await using IBackupSource source = await engine.OpenBackupAsync(Request(options, parallelism), cancellationToken);
        string about = source.EstimatedRawBytes is { } bytes ? $", about {Figures.Bytes(bytes)}" : "";
        clock.End($"Opened a consistent view of '{source.Database}' ({engine.DisplayName} {source.EngineVersion}, {Figures.Count(source.Objects.Count(o => o.HasRows), "table")}{about})");

        await using Destinations destinations = await Destinations.OpenAsync(
            options.Storages, ArchiveName.Make(source.Database, source.SnapshotTime, 1),
            LeastSize(source.EstimatedRawBytes, compressor), cancellationToken);

        (ArchiveHeader header, ArchiveManifest manifest) = await ArchiveProducer.WriteAsync(
            source, engine.Id, options, compressor, parallelism, started,
            destinations.WriteAsync, new ProgressMeter(options.Progress, $"Backing up {source.Database}", source.EstimatedRawBytes),
            cancellationToken);

        clock.End($"Read and compressed {Figures.Bytes(manifest.RawBytes)}", manifest.RawBytes);
        PhaseClock.Describe(manifest);
        IReadOnlyList<ArchiveLocation> written =
            await destinations.CommitAsync(source.Database, source.SnapshotTime, cancellationToken);
        clock.End($"Published {string.Join(", ", written.Select(w => $"'{w.Name}' in '{w.Storage.Location}'"))}");

        // The backup is there now: a stop that comes this late must not deny it.
        List<BackupInfo> backups = [];
        foreach ((IBackupStorage storage, string name) in written)
            backups.Add(await BackupCatalog.AddAsync(storage, name, header, manifest, CancellationToken.None));
        return (new BackupJobResult(backups, destinations.Failures, source.Warnings, Stopwatch.GetElapsedTime(started)), written);
    }

    private static BackupRequest Request(BackupJobOptions options, int parallelism) => new()
    {
        Connection = options.Connection,
        Selection = options.Selection,
        IncludePasswordHashes = options.IncludePasswordHashes,
        ChunkSize = options.ChunkSize,
        Parallelism = parallelism,
    };

    private static async Task<DatabaseInfo> FindDatabaseAsync(
        IDatabaseEngine engine, DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        IReadOnlyList<DatabaseInfo> databases = await engine.GetDatabasesAsync(connection, cancellationToken);
        DatabaseInfo? found = engine.Traits.IsOfFiles ? databases[0] : databases.FirstOrDefault(d => d.Database == connection.Database);
        return found ?? throw new BackupException(
            ErrorCode.DatabaseNotFound, $"'{connection.Display}' has no database '{connection.Database}'.",
            $"It has: {string.Join(", ", databases.Select(d => d.Database))}.", connection.Database);
    }

    /// <summary>
    /// The tables that would be read. What a selection means only the engine knows, so it is asked as it will be for the
    /// backup itself; a name that matches nothing is thereby an error of the plan, too.
    /// </summary>
    private static async Task<int> CountTablesAsync(
        IDatabaseEngine engine, BackupJobOptions options, CancellationToken cancellationToken)
    {
        if (options.Selection.IsEverything)
            return (await engine.GetTablesAsync(options.Connection, countRows: false, cancellationToken)).Count(t => t.HoldsRows);
        await using IBackupSource source = await engine.OpenBackupAsync(Request(options, parallelism: 1), cancellationToken);
        return source.Objects.Count(o => o.Kind == "table");
    }

    private static ICompressor Check(ComponentSet components, BackupJobOptions options)
    {
        if (options.Storages.Count == 0)
            throw new BackupException(ErrorCode.InvalidArgument, "No storage was named.", "Name at least one folder or URI to write to.");
        if (options.Storages.GroupBy(s => s.Location).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BackupException(ErrorCode.InvalidArgument, $"The storage '{twice.Key}' was named twice.", "Name it once.", twice.Key);
        IDatabaseEngine engine = components.GetEngine(options.Connection.Engine);
        if (!engine.Traits.IsOfFiles && options.Connection.Database is null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"'{options.Connection.Display}' names no database.", "Name the database to back up.",
                options.Connection.Display);
        }

        options.Retention?.Validate();
        SelectionRules.Check(options.Selection);
        TraitRules.Check(engine, options.Selection);
        TraitRules.CheckUsers(engine, (Setting.IncludePasswordHash, options.IncludePasswordHashes));
        if (OriginRules.FindProblem(null, null, options.Description, null) is { } problem)
            throw new BackupException(ErrorCode.InvalidArgument, $"The {problem}.", "Give a shorter text on one line.");
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
