using BackupTools.Abstractions;

namespace BackupTools.Storages.Decorators;

/// <summary>
/// The one place where decorators are put on. Retries stand outside of limits, so that what an attempt moved in vain counts
/// as well; protection stands outside of all.
/// </summary>
public sealed class StorageDecoration : IStorageDecoration
{
    /// <inheritdoc/>
    public IBackupStorage Decorate(IBackupStorage storage, IStorageProvider provider)
    {
        IBackupStorage limited = Limit(storage, storage.Info.MaxBytesPerSecond);
        return provider.IsRemote ? new RetryingStorage(limited) : limited;
    }

    /// <inheritdoc/>
    public IBackupStorage Restrict(IBackupStorage storage, bool isReadOnly, long? maxBytesPerSecond)
    {
        IBackupStorage limited = Limit(storage, maxBytesPerSecond);
        return isReadOnly ? new ReadOnlyStorage(limited) : limited;
    }

    private static IBackupStorage Limit(IBackupStorage storage, long? bytesPerSecond) =>
        bytesPerSecond is { } bytes ? new ThrottledStorage(storage, bytes) : storage;
}
