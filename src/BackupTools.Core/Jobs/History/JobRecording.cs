using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Where a job is written down, and as whose. A job that is given none is not written down.</summary>
public sealed record JobRecording
{
    /// <summary>The history.</summary>
    public required HistoryFile History { get; init; }

    /// <summary>The name of the job or schedule that is being carried out; null where a person is at work.</summary>
    public string? Job { get; init; }

    /// <summary>Called where the line cannot be written, with one sentence. The job is none the worse for it.</summary>
    public Action<string>? OnProblem { get; init; }
}
