using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>What a job runs with.</summary>
public sealed record JobContext
{
    /// <summary>The engines, storages and codecs.</summary>
    public required ComponentSet Components { get; init; }

    /// <summary>The folder of the configuration.</summary>
    public required ConfigurationFolder Folder { get; init; }

    /// <summary>The registered connections.</summary>
    public required ConnectionStore Connections { get; init; }

    /// <summary>What is taken where the job does not say.</summary>
    public BackupSettings Settings { get; init; } = new();

    /// <summary>Where what the job does is written down; null for nowhere.</summary>
    public JobRecording? Recording { get; init; }

    /// <summary>Takes each database's result as soon as it is there.</summary>
    public Action<JobResult> OnResult { get; init; } = _ => { };

    /// <summary>Takes failures that belong to no database: in a plan, names that mean no database.</summary>
    public Action<BackupException> OnFailure { get; init; } = _ => { };

    /// <summary>Takes what is worth knowing of the whole job, a sentence each: who could not be told.</summary>
    public Action<string> OnWarning { get; init; } = _ => { };

    /// <summary>Receives the progress; may be null.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}
