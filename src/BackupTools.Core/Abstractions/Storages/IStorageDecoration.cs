namespace BackupTools.Abstractions;

/// <summary>What is put around storages, so that no provider has to do it: retries, limits, protection.</summary>
public interface IStorageDecoration
{
    /// <summary>Puts around a storage what its kind and its identity ask for.</summary>
    /// <param name="storage">The storage as its provider opened it.</param>
    /// <param name="provider">The provider.</param>
    IBackupStorage Decorate(IBackupStorage storage, IStorageProvider provider);

    /// <summary>Puts around a storage what one operation asks for.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="isReadOnly">True to refuse every change.</param>
    /// <param name="maxBytesPerSecond">How many bytes a second may be read and written at most, each for itself; null for no limit.</param>
    IBackupStorage Restrict(IBackupStorage storage, bool isReadOnly, long? maxBytesPerSecond);
}
