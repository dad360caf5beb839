using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Backups;

/// <summary>
/// The small object beside an archive that keeps it from being removed, for everybody who uses the storage. It is made under a
/// name that nothing replaces, so of a locking and a removing at the same time one finds the other's.
/// </summary>
internal static class LockFile
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The name of the lock that belongs to an archive.</summary>
    public static string NameFor(string archiveName) =>
        ArchiveName.IsArchive(archiveName) ? ArchiveName.ToLock(archiveName) : archiveName + ".lock.json";

    /// <summary>What the lock of an archive says; null where it has none.</summary>
    /// <exception cref="BackupException">Where the storage does not let itself be asked; a lock that makes no sense is one.</exception>
    public static async Task<BackupLock?> ReadAsync(IBackupStorage storage, string archiveName, CancellationToken cancellationToken)
    {
        try
        {
            byte[]? content = await SmallObject.ReadAsync(storage, NameFor(archiveName), MaxBytes, cancellationToken);
            return content is null ? new BackupLock() : BackupLock.FromJson(content);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            return null;
        }
    }

    /// <summary>Makes the lock of an archive. Returns false where it has one.</summary>
    public static async Task<bool> TryMakeAsync(
        IBackupStorage storage, string archiveName, BackupLock content, CancellationToken cancellationToken)
    {
        string name = NameFor(archiveName);
        await using IStorageWriter writer = await storage.CreateAsync(name, cancellationToken);
        await writer.WriteAsync(content.ToJson(), cancellationToken);
        try
        {
            await writer.CommitAsync(name, cancellationToken);
            return true;
        }
        catch (BackupException e) when (e.Code == ErrorCode.StorageNameTaken)
        {
            return false;
        }
    }

    /// <summary>The lock of this user on this machine, at this moment.</summary>
    public static BackupLock Mine(string? reason) => new()
    {
        Reason = reason,
        By = $"{Environment.UserName}@{Environment.MachineName}",
        AtUtc = DateTime.UtcNow,
    };
}
