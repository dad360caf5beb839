using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>What to restore, and where to.</summary>
public sealed record RestoreJobOptions
{
    /// <summary>The storage that holds the archive.</summary>
    public required IBackupStorage Storage { get; init; }

    /// <summary>The archive's name in the storage.</summary>
    public required string Name { get; init; }

    /// <summary>The target.</summary>
    public required DbConnectionInfo Target { get; init; }

    /// <summary>What to do with a target that exists and is not empty.</summary>
    public IfExists IfExists { get; init; } = IfExists.Fail;

    /// <summary>The tables to restore; empty for everything.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>True to read every restored row back and compare counts and checksums with the archive's.</summary>
    public bool Verify { get; init; }

    /// <summary>How many chunks are worked on at the same time; 0 for one a processor.</summary>
    public int Parallelism { get; init; }

    /// <summary>Receives the progress; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}
