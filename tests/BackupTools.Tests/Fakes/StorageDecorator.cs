namespace BackupTools.Tests.Fakes;

/// <summary>Passes everything on; a misbehaving fake overrides what it does differently.</summary>
public abstract class StorageDecorator(IBackupStorage inner) : IBackupStorage
{
    protected IBackupStorage Inner => inner;

    public virtual StorageInfo Info => inner.Info;

    public virtual string Location => inner.Location;

    public virtual string GetPath(string name) => inner.GetPath(name);

    public virtual IAsyncEnumerable<StorageItem> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public virtual Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        inner.OpenReadAsync(name, cancellationToken);

    public virtual Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken) =>
        inner.CreateAsync(name, cancellationToken);

    public virtual Task DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    public virtual Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) => inner.GetFreeSpaceAsync(cancellationToken);

    public virtual Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) =>
        inner.RemoveAbandonedAsync(cancellationToken);

    /// <summary>A reader with another way of reading.</summary>
    protected sealed class Reader(
        IStorageReader inner, Func<IStorageReader, long, Memory<byte>, CancellationToken, ValueTask> read) : IStorageReader
    {
        public long Length => inner.Length;

        public ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
            read(inner, offset, buffer, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>A writer with another way of writing or committing.</summary>
    protected sealed class Writer(
        IStorageWriter inner,
        Func<IStorageWriter, ReadOnlyMemory<byte>, CancellationToken, ValueTask> write,
        Func<IStorageWriter, string, CancellationToken, Task> commit) : IStorageWriter
    {
        public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
            write(inner, buffer, cancellationToken);

        public Task CommitAsync(string name, CancellationToken cancellationToken) => commit(inner, name, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
