using System.Runtime.CompilerServices;
using BackupTools.Abstractions;

namespace BackupTools.Storages.Decorators;

/// <summary>
/// Tries again what failed for a passing reason (<see cref="BackupException.IsTransient"/>). Retried is what can be done
/// twice without harm: listing (from where it broke off), opening, reading a range, deleting, cleaning, asking for free
/// space, and beginning to write, as nothing is visible then. Writing, of which some of the bytes may have been taken, and committing,
/// which may have happened although the answer was lost, are retried only where the writer knows (<see cref="IStorageWriter.CanRepeat"/>).
/// </summary>
public sealed class RetryingStorage : IBackupStorage
{
    private readonly IBackupStorage _inner;
    private readonly RetryPolicy _policy;
    private readonly TimeProvider _time;

    /// <summary>Wraps a storage.</summary>
    /// <param name="inner">The storage.</param>
    /// <param name="policy">How often, and after how long; null for the usual.</param>
    /// <param name="time">The clock to wait by; null for the system's.</param>
    public RetryingStorage(IBackupStorage inner, RetryPolicy? policy = null, TimeProvider? time = null)
    {
        _inner = inner;
        _policy = policy ?? new RetryPolicy();
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public StorageInfo Info => _inner.Info;

    /// <inheritdoc/>
    public string Location => _inner.Location;

    /// <inheritdoc/>
    public string GetPath(string name) => _inner.GetPath(name);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StorageItem> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        for (int attempt = 1; ; attempt++)
        {
            await using IAsyncEnumerator<StorageItem> items = _inner.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await items.MoveNextAsync())
                        yield break;
                }
                catch (BackupException e) when (ShouldRetry(e, attempt))
                {
                    break;
                }

                if (last is null || string.CompareOrdinal(items.Current.Name, last) > 0)
                {
                    last = items.Current.Name;
                    attempt = 1;
                    yield return items.Current;
                }
            }

            await WaitAsync(attempt, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        new Reader(this, await RetryAsync(() => _inner.OpenReadAsync(name, cancellationToken), cancellationToken));

    /// <inheritdoc/>
    public async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        IStorageWriter writer = await RetryAsync(() => _inner.CreateAsync(name, cancellationToken), cancellationToken);
        return writer.CanRepeat ? new Writer(this, writer) : writer;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        RetryAsync(async () =>
        {
            await _inner.DeleteAsync(name, cancellationToken);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) =>
        RetryAsync(() => _inner.GetFreeSpaceAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) =>
        RetryAsync(() => _inner.RemoveAbandonedAsync(cancellationToken), cancellationToken);

    private async Task<T> RetryAsync<T>(Func<Task<T>> operation, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await operation();
            }
            catch (BackupException e) when (ShouldRetry(e, attempt))
            {
                await WaitAsync(attempt, cancellationToken);
            }
        }
    }

    private bool ShouldRetry(BackupException exception, int attempt) => exception.IsTransient && attempt < _policy.MaxAttempts;

    private Task WaitAsync(int attempt, CancellationToken cancellationToken)
    {
        TimeSpan delay = _policy.DelayAfter(attempt, Random.Shared.NextDouble());
        WorkLog.Verbose($"'{Location}' failed for a passing reason; attempt {attempt + 1} follows in {Figures.Duration(delay)}.");
        return Task.Delay(delay, _time, cancellationToken);
    }

    private sealed class Reader(RetryingStorage storage, IStorageReader inner) : IStorageReader
    {
        public long Length => inner.Length;

        public async ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
            await storage.RetryAsync(async () =>
            {
                await inner.ReadExactlyAsync(offset, buffer, cancellationToken);
                return true;
            }, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(RetryingStorage storage, IStorageWriter inner) : IStorageWriter
    {
        public bool CanRepeat => true;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
            await storage.RetryAsync(async () =>
            {
                await inner.WriteAsync(buffer, cancellationToken);
                return true;
            }, cancellationToken);

        public Task CommitAsync(string name, CancellationToken cancellationToken) =>
            storage.RetryAsync(async () =>
            {
                await inner.CommitAsync(name, cancellationToken);
                return true;
            }, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
