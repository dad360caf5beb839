using BackupTools.Abstractions;
using BackupTools.Catalog;

namespace BackupTools.Jobs;

/// <summary>
/// Removes backups of one storage, and refuses where one that stays needs one that goes. The storage is listed once, so
/// that removing thousands stays fast.
/// </summary>
public sealed class RemoveJob
{
    private readonly IBackupStorage _storage;
    private readonly Dictionary<string, BackupInfo> _backups;

    private RemoveJob(IBackupStorage storage, IEnumerable<BackupInfo> backups)
    {
        _storage = storage;
        _backups = backups.ToDictionary(b => b.Name);
    }

    /// <summary>Lists the storage.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public static async Task<RemoveJob> OpenAsync(
        ComponentSet components, IBackupStorage storage, CancellationToken cancellationToken) =>
        new(storage, await BackupCatalog.ListAsync(components, storage, new BackupFilter(), null, cancellationToken));

    /// <summary>Removes one backup with its summary file.</summary>
    /// <param name="name">The archive's name.</param>
    /// <param name="alsoRemoving">The identities of other backups that are being removed with it, and so do not need it.</param>
    /// <param name="cancellationToken">Stops before the removal.</param>
    /// <returns>The backup that was removed.</returns>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.ArchiveNotFound"/>; <see cref="ErrorCode.BackupNeeded"/>, naming the backups that need it.
    /// </exception>
    public async Task<BackupInfo> RemoveAsync(
        string name, IReadOnlySet<string> alsoRemoving, CancellationToken cancellationToken)
    {
        if (!_backups.TryGetValue(name, out BackupInfo? backup))
        {
            throw new BackupException(
                ErrorCode.ArchiveNotFound, $"'{_storage.Location}' has no backup '{name}' that can be read.",
                "List what it has with Get-Backup; a file that is no readable backup is left to you to delete.", name);
        }

        List<BackupInfo> dependents =
            [.. BackupCatalog.FindDependents(_backups.Values, backup.Id).Where(b => !alsoRemoving.Contains(b.Id))];
        if (dependents.Count > 0)
        {
            throw new BackupException(
                ErrorCode.BackupNeeded,
                $"'{name}' cannot be removed: {string.Join(", ", dependents.Select(d => $"'{d.Name}'"))} cannot be restored without it.",
                "Remove those first, or together with it.", name);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await BackupCatalog.DeleteAsync(_storage, name, CancellationToken.None);
        _backups.Remove(name);
        return backup;
    }
}
