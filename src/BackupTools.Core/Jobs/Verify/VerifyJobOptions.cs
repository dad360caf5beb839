using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>What to test, and how.</summary>
public sealed record VerifyJobOptions
{
    /// <summary>The archive.</summary>
    public required ArchiveLocation Archive { get; init; }

    /// <summary>How thoroughly.</summary>
    public VerifyLevel Level { get; init; } = VerifyLevel.Full;

    /// <summary>The server for the trial restore, for an engine that has servers.</summary>
    public DbConnectionInfo? Connection { get; init; }

    /// <summary>The folder for the trial restore, for an engine of files; null for the system's temporary folder.</summary>
    public string? ScratchDirectory { get; init; }

    /// <summary>True where statements of the archive may be of kinds that no backup writes.</summary>
    public bool AllowForeignStatements { get; init; }

    /// <summary>
    /// True where a trial restore on a server may run everything in the backup as the connection's role though that is a superuser.
    /// Otherwise it runs as a role without superuser that is made for it, as far as that can be.
    /// </summary>
    public bool AllowSuperuser { get; init; }

    /// <summary>How many chunks are worked on at the same time; 0 for one a processor.</summary>
    public int Parallelism { get; init; }

    /// <summary>Where the job is written down; null for nowhere.</summary>
    public JobRecording? Recording { get; init; }

    /// <summary>Receives the progress; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}
