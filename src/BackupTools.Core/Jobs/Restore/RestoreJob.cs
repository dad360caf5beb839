using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Restores an archive into a target.</summary>
public static class RestoreJob
{
    /// <summary>Says what <see cref="RunAsync"/> would do, and changes nothing.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to restore, and where to.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    public static Task<RestorePlan> PlanAsync(ComponentSet components, RestoreJobOptions options, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Restores.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="options">What to restore, and where to.</param>
    /// <param name="cancellationToken">Stops the restore; the target is then as it was.</param>
    public static Task<RestoreResult> RunAsync(ComponentSet components, RestoreJobOptions options, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
