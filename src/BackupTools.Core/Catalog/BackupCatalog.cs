using BackupTools.Abstractions;

namespace BackupTools.Catalog;

/// <summary>Lists the backups of a storage.</summary>
public static class BackupCatalog
{
    /// <summary>Lists what matches, oldest first. Reads the small summary files, and an archive only where its summary is missing or stale.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="filter">What is wanted.</param>
    /// <param name="onUnreadable">Called for every archive that cannot be listed, with the reason.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public static Task<IReadOnlyList<BackupInfo>> ListAsync(
        IBackupStorage storage, BackupFilter filter, Action<BackupException>? onUnreadable, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
