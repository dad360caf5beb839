using System.Runtime.CompilerServices;

namespace BackupTools.Tests.Fakes;

/// <summary>Says that it took all bytes, and keeps fewer of every write beyond the first so many bytes.</summary>
public sealed class ShortWritingStorage(IBackupStorage inner, long honestBytes = 0, int lost = 1) : StorageDecorator(inner)
{
    public override async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        long taken = 0;
        return new Writer(
            await Inner.CreateAsync(name, cancellationToken),
            (writer, buffer, token) =>
            {
                taken += buffer.Length;
                int kept = taken > honestBytes ? Math.Max(0, buffer.Length - lost) : buffer.Length;
                return writer.WriteAsync(buffer[..kept], token);
            },
            (writer, finalName, token) => writer.CommitAsync(finalName, token));
    }
}

/// <summary>Lists what it was told, whatever is there: names that are gone are in it, new ones are not.</summary>
public sealed class StaleListStorage(IBackupStorage inner, IReadOnlyList<StorageItem> listed) : StorageDecorator(inner)
{
    public override async IAsyncEnumerable<StorageItem> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (StorageItem? item in listed.Where(i => i.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }
}

/// <summary>Waits before every operation, so that whoever stops meets it in the middle of one.</summary>
public sealed class SlowStorage(IBackupStorage inner, TimeSpan delay) : StorageDecorator(inner)
{
    public override async IAsyncEnumerable<StorageItem> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StorageItem item in Inner.ListAsync(prefix, cancellationToken))
        {
            await Task.Delay(delay, cancellationToken);
            yield return item;
        }
    }

    public override async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, cancellationToken);
        return new Reader(await Inner.OpenReadAsync(name, cancellationToken), async (reader, offset, buffer, token) =>
        {
            await Task.Delay(delay, token);
            await reader.ReadExactlyAsync(offset, buffer, token);
        });
    }

    public override async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, cancellationToken);
        return new Writer(
            await Inner.CreateAsync(name, cancellationToken),
            async (writer, buffer, token) =>
            {
                await Task.Delay(delay, token);
                await writer.WriteAsync(buffer, token);
            },
            async (writer, finalName, token) =>
            {
                await Task.Delay(delay, token);
                await writer.CommitAsync(finalName, token);
            });
    }
}

/// <summary>Has room for so many bytes, over all objects written through it.</summary>
public sealed class DiskFullStorage(IBackupStorage inner, long room) : StorageDecorator(inner)
{
    private long _left = room;

    /// <summary>True where it admits how little room there is; else that comes out while writing.</summary>
    public bool AdmitsFreeSpace { get; init; }

    public override Task<long?> GetFreeSpaceAsync(CancellationToken cancellationToken) =>
        Task.FromResult(AdmitsFreeSpace ? Interlocked.Read(ref _left) : (long?)null);

    public override async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken) => new Writer(
        await Inner.CreateAsync(name, cancellationToken),
        (writer, buffer, token) => Interlocked.Add(ref _left, -buffer.Length) < 0
            ? throw new BackupException(ErrorCode.StorageFull, $"'{Location}' is full.", target: Location)
            : writer.WriteAsync(buffer, token),
        (writer, finalName, token) => writer.CommitAsync(finalName, token));
}
