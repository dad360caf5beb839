using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>
/// Removes an archive while holding its lock, so that nobody can lock it in the same moment and believe that it stays. Whoever
/// locks at the same time is told that it is being removed; whoever was first is told of here.
/// </summary>
internal static class LockedRemoval
{
    private const int MostAttempts = 5;

    /// <summary>Removes the archive with what lies beside it.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="name">The archive's name.</param>
    /// <param name="mayHaveKeys">False where it is known not to be encrypted, so that nobody was added to it.</param>
    /// <param name="cancellationToken">Stops before the removal.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.BackupLocked"/>.</exception>
    public static async Task RunAsync(IBackupStorage storage, string name, bool mayHaveKeys, CancellationToken cancellationToken)
    {
        bool isMine = await HoldAsync(storage, name, cancellationToken);
        try
        {
            // From here on it goes to the end: an archive without its summary is only slow, a summary without its archive nothing.
            cancellationToken.ThrowIfCancellationRequested();
            await BackupCatalog.DeleteAsync(storage, name, mayHaveKeys, CancellationToken.None);
        }
        catch (Exception) when (isMine)
        {
            await TryReleaseAsync(storage, name);
            throw;
        }

        await TryReleaseAsync(storage, name);
    }

    /// <summary>The refusal.</summary>
    public static BackupException Refused(string name, BackupLock found) => new(
        ErrorCode.BackupLocked,
        $"'{name}' was locked{found.Origin}{(found.Reason is { Length: > 0 } reason ? $" ({reason})" : "")}, and is not removed.",
        "Unlock it first, if it really is to go.", name);

    /// <summary>True where the lock was made; false where there is one of somebody else who removes it, or none can be made.</summary>
    private static async Task<bool> HoldAsync(IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        BackupLock mine = LockFile.Mine(null) with { IsRemoval = true };
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            bool canBeMade = true;
            try
            {
                if (await LockFile.TryMakeAsync(storage, name, mine, cancellationToken))
                    return true;
            }
            catch (BackupException e) when (e.Code is ErrorCode.StorageFull or ErrorCode.StorageAccessDenied)
            {
                // On a full disk no lock can be made, and removing something is what helps then: it is only looked for one.
                WorkLog.Debug($"'{name}' is removed without a lock, which could not be made: {e.Message}");
                canBeMade = false;
            }

            BackupLock? found = await LockFile.ReadAsync(storage, name, cancellationToken);
            if (found is { IsRemoval: false })
                throw Refused(name, found);
            if (found is not null || !canBeMade)
                return false;
        }

        throw new BackupException(
            ErrorCode.BackupLocked, $"'{name}' is being locked and unlocked again and again, and is not removed.", "Try again later.", name, isTransient: true);
    }

    private static async Task TryReleaseAsync(IBackupStorage storage, string name)
    {
        try
        {
            await storage.DeleteAsync(LockFile.NameFor(name), CancellationToken.None);
        }
        catch (BackupException e)
        {
            // What is left says that a removal was begun; it keeps nobody from removing again.
            WorkLog.Debug($"The lock of '{name}' was left behind: {e.Message}");
        }
    }
}
