namespace BackupTools.Tests.Fakes;

/// <summary>An object in memory, open for reading; it notes whether it was closed.</summary>
internal sealed class MemoryStorageReader(ReadOnlyMemory<byte> bytes) : IStorageReader
{
    public bool IsDisposed { get; private set; }

    public long Length => bytes.Length;

    public ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        cancellationToken.ThrowIfCancellationRequested();
        if (offset > bytes.Length - buffer.Length)
            throw new BackupException(ErrorCode.ArchiveDamaged, "The object ends before the buffer is full.");
        bytes.Slice((int)offset, buffer.Length).CopyTo(buffer);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
