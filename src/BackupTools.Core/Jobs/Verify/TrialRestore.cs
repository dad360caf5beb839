using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Jobs;

/// <summary>
/// The proof that a backup restores: it is restored to a scratch place, the engine checks the structure, every row is
/// read back and compared by counts and checksums, and the scratch place is removed.
/// </summary>
internal static class TrialRestore
{
    public static async Task<VerifyResult> RunAsync(
        ComponentSet components, ArchiveReader archive, VerifyJobOptions options, VerifyResult result,
        CancellationToken cancellationToken)
    {
        ArchiveManifest manifest = archive.Manifest;
        IDatabaseEngine engine = components.GetEngine(manifest.Engine);
        CheckPlace(components, engine, options);
        await archive.VerifyLayoutAsync(cancellationToken);
        int parallelism = Workers.Count(options.Parallelism);
        ProgressMeter progress = new(options.Progress, $"Restoring {manifest.Database} on trial", manifest.RawBytes);

        PhaseClock clock = new();
        await using IScratchDatabase scratch =
            await engine.CreateScratchAsync(options.Connection, options.ScratchDirectory, cancellationToken);
        clock.End($"Made the scratch place '{scratch.Connection.Display}'");
        long started = Stopwatch.GetTimestamp();
        await using IRestoreTarget target = await engine.OpenRestoreAsync(
            new RestoreRequest
            {
                Connection = scratch.Connection, MissingRoles = MissingRoles.Skip, Parallelism = parallelism,
                AllowForeignStatements = options.AllowForeignStatements, Scratch = scratch, AllowSuperuser = options.AllowSuperuser,
            },
            archive, cancellationToken);
        using IArchiveCheck check = await engine.CheckArchiveAsync(archive, options.AllowForeignStatements, cancellationToken);

        ChunkReading unrestored = new(archive, check, progress);
        HashSet<(int, int)> restored = [.. target.Chunks.Select(c => (c.ObjectIndex, c.Index))];
        await unrestored.ReadAsync(
            manifest.Scripts, [.. manifest.Chunks.Where(c => !restored.Contains((c.ObjectIndex, c.Index)))], parallelism, cancellationToken);

        await target.PrepareAsync(cancellationToken);
        await ChunkDelivery.RunAsync(archive, target, parallelism, progress, cancellationToken);
        RestoreOutcome outcome = await target.CompleteAsync(cancellationToken);
        TimeSpan restoreDuration = Stopwatch.GetElapsedTime(started);
        clock.End($"Restored {Figures.Bytes(manifest.RawBytes)} on trial", manifest.RawBytes);

        List<string> findings = [.. unrestored.Findings];
        findings.AddRange(await engine.CheckIntegrityAsync(outcome.Connection, cancellationToken));
        clock.End("Checked the structure");

        List<ArchiveObject> tables = [.. manifest.Objects.Where(o => o.HasRows && o.Rows is not null)];
        IReadOnlyList<TableContent> contents = await engine.ReadContentAsync(outcome.Connection, tables, cancellationToken);
        findings.AddRange(ContentComparison.FindDifferences(tables, contents));
        clock.End($"Read every row back and compared {Figures.Count(contents.Count, "table")}");

        return result with
        {
            Findings = findings,
            Warnings = scratch.Warning is { } warning ? [warning, .. outcome.Warnings] : outcome.Warnings,
            ChunksRead = manifest.Chunks.Count,
            RawBytes = manifest.RawBytes,
            TablesCompared = contents.Count,
            RowsCompared = contents.Sum(t => t.Rows ?? 0),
            RestoreDuration = restoreDuration,
        };
    }

    /// <summary>A server's backup is tried on a server of its kind, a file's in a folder.</summary>
    private static void CheckPlace(ComponentSet components, IDatabaseEngine engine, VerifyJobOptions options)
    {
        if (engine.Traits.IsOfFiles)
        {
            if (options.Connection is { } server)
            {
                throw new BackupException(
                    ErrorCode.InvalidArgument, $"The trial restore of a backup of {engine.DisplayName} is a file, and takes no connection.",
                    $"Leave {Setting.Connection} out; {Setting.ScratchPath} names the folder to restore in.", server.Display);
            }

            return;
        }

        if (options.Connection is not { } connection)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"The trial restore of a {engine.DisplayName} backup needs a server.",
                $"Give {Setting.Connection}: a scratch database is made there, and removed again.");
        }

        if (components.GetEngine(connection.Engine) != engine)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument,
                $"A backup of {engine.DisplayName} cannot be tried on '{connection.Display}', which is {components.GetEngine(connection.Engine).DisplayName}.",
                $"Give a connection to {engine.DisplayName}.", connection.Display);
        }

        if (options.ScratchDirectory is not null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"The trial restore of a {engine.DisplayName} backup is a database on the server, and takes no folder.",
                $"Leave {Setting.ScratchPath} out.", options.ScratchDirectory);
        }
    }
}
