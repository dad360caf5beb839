using BackupTools.Abstractions;
using BackupTools.Catalog;

namespace BackupTools.Jobs;

/// <summary>Copies an archive to another storage and proves that the copy is the same.</summary>
public static class CopyJob
{
    /// <summary>Copies.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="source">The storage that holds the archive.</param>
    /// <param name="name">The archive's name.</param>
    /// <param name="destination">The storage to copy to.</param>
    /// <param name="progress">Receives the progress; may be null.</param>
    /// <param name="cancellationToken">Stops the copying; nothing is left in the destination.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.StorageNameTaken"/> where the destination has another archive of that name,
    /// <see cref="ErrorCode.StorageVerificationFailed"/> where the copy differs.
    /// </exception>
    public static Task<BackupInfo> RunAsync(
        ComponentSet components, IBackupStorage source, string name, IBackupStorage destination,
        IProgress<BackupProgress>? progress, CancellationToken cancellationToken) => throw new NotImplementedException();
}
