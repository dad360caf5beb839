using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>What a job runs with.</summary>
public sealed record JobContext
{
    /// <summary>The engines, storages and codecs.</summary>
    public required ComponentSet Components { get; init; }

    /// <summary>The registered connections.</summary>
    public required ConnectionStore Connections { get; init; }

    /// <summary>What is taken where the job does not say.</summary>
    public BackupSettings Settings { get; init; } = new();

    /// <summary>What happens after a backup.</summary>
    public JobHooks Hooks { get; init; } = new();

    /// <summary>Takes each database's result as soon as it is there.</summary>
    public Action<JobResult> OnResult { get; init; } = _ => { };

    /// <summary>Takes failures that belong to no database: of telling somebody, and in a plan names that mean no database.</summary>
    public Action<BackupException> OnFailure { get; init; } = _ => { };

    /// <summary>Receives the progress; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}

/// <summary>
/// What happens after a backup. A job that asks for what nobody does here is refused: it would be ignored.
/// </summary>
public sealed record JobHooks
{
    /// <summary>Keeps what is to be kept of a database's backups, after one that succeeded; null where nobody does.</summary>
    public Func<BackupJobDefinition, JobResult, CancellationToken, Task>? Retain { get; init; }

    /// <summary>Tells whoever is to be told, after the whole job; null where nobody does.</summary>
    public Func<BackupJobDefinition, IReadOnlyList<JobResult>, CancellationToken, Task>? Notify { get; init; }
}
