using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>Locks backups against removal, for everybody who uses the storage, and unlocks them.</summary>
public static class BackupLocking
{
    private const int MostCharacters = 500;

    /// <summary>Locks a backup. One that is locked stays as it is, with the reason of whoever was first.</summary>
    /// <param name="backup">The backup, as it was found in the storage.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="reason">Why, on one line; null for no reason.</param>
    /// <param name="cancellationToken">Stops before the lock is made.</param>
    /// <returns>The backup with its lock.</returns>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.InvalidArgument"/> where the reason is too long; <see cref="ErrorCode.BackupBeingRemoved"/>;
    /// <see cref="ErrorCode.ArchiveNotFound"/>; any error of the storage.
    /// </exception>
    public static async Task<BackupInfo> LockAsync(
        BackupInfo backup, IBackupStorage storage, string? reason, CancellationToken cancellationToken)
    {
        if (reason is not null && (reason.Length > MostCharacters || reason.Any(char.IsControl)))
            throw new BackupException(ErrorCode.InvalidArgument, $"The reason is longer than {MostCharacters} characters or one line.", "Give a shorter text on one line.");
        await RequireArchiveAsync(storage, backup.Name, cancellationToken);
        BackupLock mine = LockFile.Mine(reason);
        if (!await LockFile.TryMakeAsync(storage, backup.Name, mine, cancellationToken))
        {
            BackupLock? found = await LockFile.ReadAsync(storage, backup.Name, cancellationToken);
            if (found is not { IsRemoval: false })
                throw BeingRemoved(backup.Name, found);
            return backup.WithLock(found);
        }

        try
        {
            // It may have gone between the look and the lock.
            await RequireArchiveAsync(storage, backup.Name, CancellationToken.None);
        }
        catch
        {
            await storage.DeleteAsync(LockFile.NameFor(backup.Name), CancellationToken.None);
            throw;
        }

        return backup.WithLock(mine);
    }

    /// <summary>Unlocks a backup; one that is not locked is no error.</summary>
    /// <param name="backup">The backup, as it was found in the storage.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="cancellationToken">Stops before the lock is removed.</param>
    /// <returns>The backup without a lock.</returns>
    /// <exception cref="BackupException">Any error of the storage.</exception>
    public static async Task<BackupInfo> UnlockAsync(BackupInfo backup, IBackupStorage storage, CancellationToken cancellationToken)
    {
        await storage.DeleteAsync(LockFile.NameFor(backup.Name), cancellationToken);
        return backup.WithLock(null);
    }

    private static async Task RequireArchiveAsync(IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        await using IStorageReader archive = await storage.OpenReadAsync(name, cancellationToken);
    }

    private static BackupException BeingRemoved(string name, BackupLock? found) => new(
        ErrorCode.BackupBeingRemoved, $"'{name}' is not locked: its removal was begun{found?.Origin}.",
        "If that was given up and the backup is still there, unlock it, and lock it again.", name);
}
