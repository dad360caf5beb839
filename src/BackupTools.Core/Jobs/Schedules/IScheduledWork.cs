using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>What a schedule can run.</summary>
public interface IScheduledWork
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="progress">Takes the progress; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What came of it. What fails as a whole is an exception.</returns>
    /// <exception cref="BackupException">Where nothing was done.</exception>
    Task<ScheduledOutcome> RunAsync(ComponentSet components, IProgress<BackupProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>What came of scheduled work.</summary>
/// <param name="Backups">The backups that were made and are good, by their paths.</param>
/// <param name="Failures">What went wrong; empty where everything was done.</param>
/// <param name="Warnings">What to know, one sentence each.</param>
public sealed record ScheduledOutcome(
    IReadOnlyList<string> Backups, IReadOnlyList<BackupException> Failures, IReadOnlyList<string> Warnings);
