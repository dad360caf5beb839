using Microsoft.Win32.SafeHandles;

namespace BackupTools.Tests.Fakes;

/// <summary>A file, open for reading.</summary>
internal sealed class FileStorageReader(string path) : IStorageReader
{
    private readonly SafeFileHandle _file = File.OpenHandle(path);

    public long Length => RandomAccess.GetLength(_file);

    public async ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            int count = await RandomAccess.ReadAsync(_file, buffer, offset, cancellationToken);
            if (count == 0)
                throw new BackupException(ErrorCode.ArchiveDamaged, "The file ends before the buffer is full.");
            buffer = buffer[count..];
            offset += count;
        }
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
