using System.Runtime.CompilerServices;

namespace BackupTools.Tests.Fakes;

/// <summary>The operations that a <see cref="FailingStorage"/> can fail at.</summary>
[Flags]
public enum StorageOperations
{
    None = 0,
    List = 1,
    Open = 2,
    Read = 4,
    Create = 8,
    Write = 16,
    Commit = 32,
    Delete = 64,
    FreeSpace = 128,
    RemoveAbandoned = 256,
    All = 511,
}

/// <summary>Fails at chosen calls of chosen operations, before or after they had their effect.</summary>
/// <param name="inner">The storage that does the work.</param>
/// <param name="operations">The operations that are counted, together.</param>
/// <param name="shouldFail">Says for a call, counted from 1, whether it fails.</param>
public sealed class FailingStorage(IBackupStorage inner, StorageOperations operations, Func<int, bool> shouldFail)
    : StorageDecorator(inner)
{
    private int _calls;

    /// <summary>Fails at the n-th call alone.</summary>
    public FailingStorage(IBackupStorage inner, StorageOperations operations, int failingCall)
        : this(inner, operations, call => call == failingCall)
    {
    }

    /// <summary>True where the operation is done, and then an error reported all the same.</summary>
    public bool AfterEffect { get; init; }

    /// <summary>True where trying again may help.</summary>
    public bool IsTransient { get; init; }

    public ErrorCode Code { get; init; } = ErrorCode.StorageFailed;

    /// <summary>How many calls of the chosen operations there were.</summary>
    public int Calls => _calls;

    public override async IAsyncEnumerable<StorageItem> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Every item counts, so that a listing can break off in its middle.
        if (!AfterEffect)
            Count(StorageOperations.List);
        await foreach (StorageItem item in Inner.ListAsync(prefix, cancellationToken))
        {
            yield return item;
            Count(StorageOperations.List);
        }
    }

    public override Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        DoAsync<IStorageReader>(StorageOperations.Open, async () => new Reader(
            await Inner.OpenReadAsync(name, cancellationToken),
            async (reader, offset, buffer, token) => await DoAsync(StorageOperations.Read, async () =>
            {
                await reader.ReadExactlyAsync(offset, buffer, token);
                return 0;
            })));

    public override Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken) =>
        DoAsync<IStorageWriter>(StorageOperations.Create, async () => new Writer(
            await Inner.CreateAsync(name, cancellationToken),
            async (writer, buffer, token) => await DoAsync(StorageOperations.Write, async () =>
            {
                await writer.WriteAsync(buffer, token);
                return 0;
            }),
            (writer, finalName, token) => DoAsync(StorageOperations.Commit, async () =>
            {
                await writer.CommitAsync(finalName, token);
                return 0;
            })));

    public override Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        DoAsync(StorageOperations.Delete, async () =>
        {
            await Inner.DeleteAsync(name, cancellationToken);
            return 0;
        });

    public override Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) =>
        DoAsync(StorageOperations.FreeSpace, () => Inner.GetFreeSpaceAsync(cancellationToken));

    public override Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) =>
        DoAsync(StorageOperations.RemoveAbandoned, () => Inner.RemoveAbandonedAsync(cancellationToken));

    private async Task<T> DoAsync<T>(StorageOperations operation, Func<Task<T>> work)
    {
        if (!AfterEffect)
            Count(operation);
        T? result = await work();
        if (!AfterEffect)
            return result;

        try
        {
            Count(operation);
            return result;
        }
        catch (BackupException) when (result is IAsyncDisposable lost)
        {
            await lost.DisposeAsync();
            throw;
        }
    }

    private void Count(StorageOperations operation)
    {
        if ((operations & operation) == 0)
            return;
        int call = Interlocked.Increment(ref _calls);
        if (shouldFail(call))
            throw new BackupException(Code, $"Call {call} ({operation}) failed as it was told to.", target: Location, isTransient: IsTransient);
    }
}
