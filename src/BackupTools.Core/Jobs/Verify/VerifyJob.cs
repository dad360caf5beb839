using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Tests a backup. A backup that does not pass is a result, not an exception.</summary>
public static class VerifyJob
{
    /// <summary>Tests.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to test, and how.</param>
    /// <param name="cancellationToken">Stops the test; its scratch place is removed.</param>
    /// <exception cref="BackupException">
    /// Where the test could not be made: no such archive, no access, a codec that cannot be loaded here, no room for the
    /// trial restore, a server that fails during it.
    /// </exception>
    public static async Task<VerifyResult> RunAsync(
        ComponentSet components, VerifyJobOptions options, CancellationToken cancellationToken) => await RecordedJob.RunAsync(
            options.Recording,
            RecordedJob.Begin(HistoryKind.Test) with { Path = options.Archive.Path, Level = options.Level.ToString(), Target = options.Connection?.Display },
            () => TestAsync(components, options, cancellationToken),
            (entry, result) => entry with
            {
                Engine = result.Engine,
                Database = result.Database,
                BackupId = result.Id,
                RawBytes = result.RawBytes,
                Result = result.Passed ? nameof(HistoryResult.Succeeded) : nameof(HistoryResult.Failed),
                ErrorId = result.Passed ? null : nameof(ErrorCode.BackupTestFailed),
                Message = result.Passed ? null : string.Join(" ", result.Findings.Take(3)),
            });

    private static async Task<VerifyResult> TestAsync(
        ComponentSet components, VerifyJobOptions options, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        PhaseClock clock = new();
        VerifyResult result = new()
        {
            Path = options.Archive.Path,
            Level = options.Level.ToString(),
            Findings = [],
            Duration = TimeSpan.Zero,
        };
        try
        {
            await using ArchiveReader archive =
                await ArchiveOpener.OpenAsync(components, options.Archive, cancellationToken);
            result = result with
            {
                Id = archive.Manifest.Id, Engine = archive.Manifest.Engine, Database = archive.Manifest.Database,
                SignedBy = [.. archive.Signatures.Select(s => s.SignedBy).OfType<string>()],
                UnknownSigners = archive.Signatures.Count(s => s.SignedBy is null),
            };
            clock.End($"Opened '{options.Archive.Name}' and checked its manifest");
            result = options.Level switch
            {
                VerifyLevel.Quick => result,
                VerifyLevel.Full => await ReadEverythingAsync(components, archive, options, result, cancellationToken),
                _ => await TrialRestore.RunAsync(components, archive, options, result, cancellationToken),
            };
            if (options.Level == VerifyLevel.Full)
                clock.End($"Read and hashed {Figures.Count(result.ChunksRead, "chunk")}, {Figures.Bytes(result.RawBytes)}", result.RawBytes);
        }
        catch (BackupException e) when (IsDamage(e.Code))
        {
            result = result with { Findings = [.. result.Findings, e.Message] };
        }

        return result with { Duration = Stopwatch.GetElapsedTime(started) };
    }

    /// <summary>True for errors that speak of the backup itself, not of the circumstances of the test.</summary>
    internal static bool IsDamage(ErrorCode code) => code is
        ErrorCode.ArchiveInvalid or ErrorCode.ArchiveDamaged or ErrorCode.ArchiveTooNew or ErrorCode.ArchiveReferenceMissing
        or ErrorCode.CodecUnknown or ErrorCode.RestoreFailed or ErrorCode.RestoredContentDiffers or ErrorCode.DatabaseCorrupt
        or ErrorCode.DatabaseInvalid or ErrorCode.ForeignStatement or ErrorCode.SignatureMissing or ErrorCode.SignatureRefused;

    /// <summary>Where the archive as a whole is refused, its chunks are read all the same: all damage is to be told.</summary>
    private static async Task<IArchiveCheck?> OpenCheckAsync(
        ComponentSet components, ArchiveReader archive, VerifyJobOptions options, List<string> findings, CancellationToken cancellationToken)
    {
        try
        {
            return await components.GetEngine(archive.Manifest.Engine)
                .CheckArchiveAsync(archive, options.AllowForeignStatements, cancellationToken);
        }
        catch (BackupException e) when (IsDamage(e.Code))
        {
            findings.Add(e.Message);
            return null;
        }
    }

    private static async Task<VerifyResult> ReadEverythingAsync(
        ComponentSet components, ArchiveReader archive, VerifyJobOptions options, VerifyResult result, CancellationToken cancellationToken)
    {
        await archive.VerifyLayoutAsync(cancellationToken);
        List<string> findings = [];
        using IArchiveCheck? check = await OpenCheckAsync(components, archive, options, findings, cancellationToken);
        ChunkReading reading = new(archive, check, new ProgressMeter(
            options.Progress, $"Testing {archive.Manifest.Database}", archive.Manifest.RawBytes));
        await reading.ReadAsync(
            archive.Manifest.Scripts, archive.Manifest.Chunks, Workers.Count(options.Parallelism), cancellationToken);
        findings.AddRange(reading.Findings.Except(findings));
        return result with { Findings = findings, ChunksRead = reading.ChunksRead, RawBytes = reading.RawBytes };
    }
}
