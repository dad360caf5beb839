using BackupTools.Abstractions;

namespace BackupTools.Storages.Decorators;

/// <summary>Refuses everything that would change a storage.</summary>
/// <param name="inner">The storage.</param>
public sealed class ReadOnlyStorage(IBackupStorage inner) : IBackupStorage
{
    /// <inheritdoc/>
    public StorageInfo Info => inner.Info;

    /// <inheritdoc/>
    public string Location => inner.Location;

    /// <inheritdoc/>
    public string GetPath(string name) => inner.GetPath(name);

    /// <inheritdoc/>
    public IAsyncEnumerable<StorageItem> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        inner.OpenReadAsync(name, cancellationToken);

    /// <inheritdoc/>
    public Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken) =>
        Task.FromException<IStorageWriter>(Refused("written to", name));

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        Task.FromException(Refused("removed", name));

    /// <inheritdoc/>
    public Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) =>
        inner.GetFreeSpaceAsync(cancellationToken);

    /// <summary>Removes nothing: what was abandoned is left for those who may write.</summary>
    /// <param name="cancellationToken">Not needed.</param>
    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    private BackupException Refused(string what, string name) => new(
        ErrorCode.StorageReadOnly, $"'{name}' cannot be {what}: the storage '{Location}' was opened for reading only.",
        "Open it for writing.", name);
}
