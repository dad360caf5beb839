using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>What to back up, where to, and how.</summary>
public sealed record BackupJobOptions
{
    /// <summary>The connection, with its database chosen.</summary>
    public required DbConnectionInfo Connection { get; init; }

    /// <summary>The destinations; each gets the same archive from one reading of the database.</summary>
    public required IReadOnlyList<IBackupStorage> Storages { get; init; }

    /// <summary>The part of the database to take.</summary>
    public ObjectSelection Selection { get; init; } = ObjectSelection.Everything;

    /// <summary>True to record the password hashes of the roles that the database names, where the server lets them be read.</summary>
    public bool IncludePasswordHashes { get; init; }

    /// <summary>A note to keep in the backup; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The codec's permanent name.</summary>
    public string Compression { get; init; } = "zstd";

    /// <summary>For whom it is encrypted, and who signs it.</summary>
    public ArchiveProtection Protection { get; init; } = ArchiveProtection.None;

    /// <summary>How many chunks are worked on at the same time; 0 for one a processor.</summary>
    public int Parallelism { get; init; }

    /// <summary>The raw size that a chunk should have, in bytes.</summary>
    public int ChunkSize { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// How many backups of this database and this kind are kept in the storages that got the new one; applied after success only. Null, or a
    /// policy without rules, removes nothing.
    /// </summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>Where the job is written down; null for nowhere.</summary>
    public JobRecording? Recording { get; init; }

    /// <summary>Receives the progress; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}
