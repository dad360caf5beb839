using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>What a backup left behind.</summary>
/// <param name="Backups">One for each destination that holds a complete archive; at least one.</param>
/// <param name="Failures">One for each destination that failed; what it had is removed.</param>
/// <param name="Warnings">What the user should know although the backup is complete, one sentence each.</param>
/// <param name="Duration">How long it took.</param>
public sealed record BackupJobResult(
    IReadOnlyList<BackupInfo> Backups, IReadOnlyList<DestinationFailure> Failures, IReadOnlyList<string> Warnings, TimeSpan Duration)
{
    /// <summary>What became of the backups that the policy is for, of every storage; empty where there was no policy.</summary>
    public IReadOnlyList<RetentionDecision> Retention { get; init; } = [];
}

/// <summary>A destination that did not get its backup.</summary>
/// <param name="Storage">The storage's location.</param>
/// <param name="Error">Why.</param>
public sealed record DestinationFailure(string Storage, BackupException Error)
{
    /// <summary>The failure as an error of its own: <see cref="ErrorCode.DestinationFailed"/>.</summary>
    public BackupException ToError() =>
        new(ErrorCode.DestinationFailed, $"The storage '{Storage}' got no backup: {Error.Message}", target: Storage, inner: Error);
}
