using BackupTools.Abstractions;

namespace BackupTools.Storages.Decorators;

/// <summary>Limits how many bytes a second are read and written, each for itself, over all objects together.</summary>
public sealed class ThrottledStorage : IBackupStorage
{
    private readonly IBackupStorage _inner;
    private readonly RateLimiter _reading;
    private readonly RateLimiter _writing;

    /// <summary>Wraps a storage.</summary>
    /// <param name="inner">The storage.</param>
    /// <param name="bytesPerSecond">The limit for each direction; above zero.</param>
    /// <param name="time">The clock to wait by; null for the system's.</param>
    public ThrottledStorage(IBackupStorage inner, long bytesPerSecond, TimeProvider? time = null)
    {
        _inner = inner;
        _reading = new RateLimiter(bytesPerSecond, time ?? TimeProvider.System);
        _writing = new RateLimiter(bytesPerSecond, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public StorageInfo Info => _inner.Info;

    /// <inheritdoc/>
    public string Location => _inner.Location;

    /// <inheritdoc/>
    public string GetPath(string name) => _inner.GetPath(name);

    /// <inheritdoc/>
    public IAsyncEnumerable<StorageItem> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _inner.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        new Reader(await _inner.OpenReadAsync(name, cancellationToken), _reading);

    /// <inheritdoc/>
    public async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken) =>
        new Writer(await _inner.CreateAsync(name, cancellationToken), _writing);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => _inner.DeleteAsync(name, cancellationToken);

    /// <inheritdoc/>
    public Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) => _inner.GetFreeSpaceAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) => _inner.RemoveAbandonedAsync(cancellationToken);

    private sealed class Reader(IStorageReader inner, RateLimiter limiter) : IStorageReader
    {
        public long Length => inner.Length;

        public async ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            await limiter.PassAsync(buffer.Length, cancellationToken);
            await inner.ReadExactlyAsync(offset, buffer, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(IStorageWriter inner, RateLimiter limiter) : IStorageWriter
    {
        public bool CanRepeat => inner.CanRepeat;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            await limiter.PassAsync(buffer.Length, cancellationToken);
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public Task CommitAsync(string name, CancellationToken cancellationToken) => inner.CommitAsync(name, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
