using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>What to back up, where to, and how.</summary>
public sealed record BackupJobOptions
{
    /// <summary>The connection, with its database chosen.</summary>
    public required DbConnectionInfo Connection { get; init; }

    /// <summary>The destinations; each gets the same archive from one reading of the database.</summary>
    public required IReadOnlyList<IBackupStorage> Storages { get; init; }

    /// <summary>The tables to back up, by name or <c>schema.name</c>; empty for the whole database.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>The codec's permanent name.</summary>
    public string Compression { get; init; } = "brotli";

    /// <summary>How many chunks are worked on at the same time; 0 for one a processor.</summary>
    public int Parallelism { get; init; }

    /// <summary>The raw size that a chunk should have, in bytes.</summary>
    public int ChunkSize { get; init; } = 8 * 1024 * 1024;

    /// <summary>Receives the progress; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}
