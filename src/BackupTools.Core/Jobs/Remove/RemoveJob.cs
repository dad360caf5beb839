using BackupTools.Abstractions;
using BackupTools.Catalog;

namespace BackupTools.Jobs;

/// <summary>Removes backups, and refuses where one that stays needs one that goes.</summary>
public static class RemoveJob
{
    /// <summary>Removes one backup with its summary file.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="storage">The storage that holds it.</param>
    /// <param name="name">The archive's name.</param>
    /// <param name="alsoRemoving">The identities of other backups that are being removed with it, and so do not need it.</param>
    /// <param name="cancellationToken">Stops before the removal.</param>
    /// <returns>The backup that was removed.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.BackupNeeded"/>, naming the backups that need it.</exception>
    public static Task<BackupInfo> RunAsync(
        ComponentSet components, IBackupStorage storage, string name, IReadOnlySet<string> alsoRemoving,
        CancellationToken cancellationToken) => throw new NotImplementedException();
}
