using BackupTools.Abstractions;
using BackupTools.Catalog;

namespace BackupTools.Jobs;

/// <summary>How thoroughly a backup is tested.</summary>
public enum VerifyLevel
{
    /// <summary>The container, the manifest and all sizes.</summary>
    Quick,

    /// <summary>The same, and every byte: each chunk is read, decompressed and hashed.</summary>
    Full,

    /// <summary>The same, and a real restore into a scratch place, read back, compared and removed.</summary>
    Restore,
}

/// <summary>What to test, and how.</summary>
public sealed record VerifyJobOptions
{
    /// <summary>The storage that holds the archive.</summary>
    public required IBackupStorage Storage { get; init; }

    /// <summary>The archive's name in the storage.</summary>
    public required string Name { get; init; }

    /// <summary>How thoroughly.</summary>
    public VerifyLevel Level { get; init; } = VerifyLevel.Full;

    /// <summary>The server for the trial restore, for an engine that has servers.</summary>
    public DbConnectionInfo? Connection { get; init; }

    /// <summary>The folder for the trial restore, for an engine of files; null for the system's temporary folder.</summary>
    public string? ScratchDirectory { get; init; }

    /// <summary>How many chunks are worked on at the same time; 0 for one a processor.</summary>
    public int Parallelism { get; init; }

    /// <summary>Receives the progress; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}

/// <summary>The outcome of testing one backup: what <c>Test-Backup</c> emits.</summary>
public sealed record VerifyResult
{
    /// <summary>The identity of the archive; null where it could not be read.</summary>
    public string? Id { get; init; }

    /// <summary>The database's name; null where it could not be read.</summary>
    public string? Database { get; init; }

    /// <summary>The archive's path or URI.</summary>
    public required string Path { get; init; }

    /// <summary>How thoroughly it was tested.</summary>
    public required VerifyLevel Level { get; init; }

    /// <summary>True where nothing is wrong.</summary>
    public bool Passed => Findings.Count == 0;

    /// <summary>What is wrong, one sentence each; empty where the backup passed.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>How many chunks were read and hashed.</summary>
    public int ChunksRead { get; init; }

    /// <summary>How many tables were restored and compared.</summary>
    public int TablesCompared { get; init; }

    /// <summary>How many rows were restored and compared.</summary>
    public long RowsCompared { get; init; }

    /// <summary>How many raw bytes were read.</summary>
    public long RawBytes { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the trial restore itself took; null where there was none.</summary>
    public TimeSpan? RestoreDuration { get; init; }
}

/// <summary>Tests a backup. A backup that does not pass is a result, not an exception.</summary>
public static class VerifyJob
{
    /// <summary>Tests.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to test, and how.</param>
    /// <param name="cancellationToken">Stops the test; its scratch place is removed.</param>
    public static Task<VerifyResult> RunAsync(ComponentSet components, VerifyJobOptions options, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
