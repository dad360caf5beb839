using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>The small objects beside an archive: summaries, locks, recipients that were added. They are read whole, and a hostile one costs nothing.</summary>
internal static class SmallObject
{
    /// <summary>Reads one.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="maxBytes">The most that one of its kind has.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Its bytes; null where it is empty or larger than it can be.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveNotFound"/> where there is none; any error of the storage.</exception>
    public static async Task<byte[]?> ReadAsync(IBackupStorage storage, string name, int maxBytes, CancellationToken cancellationToken)
    {
        await using IStorageReader reader = await storage.OpenReadAsync(name, cancellationToken);
        if (reader.Length == 0 || reader.Length > maxBytes)
            return null;
        byte[] content = new byte[reader.Length];
        await reader.ReadExactlyAsync(0, content, cancellationToken);
        return content;
    }
}
