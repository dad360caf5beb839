using BackupTools.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace BackupTools.Storages.Local;

/// <summary>A file open for reading by range.</summary>
internal sealed class LocalStorageReader : IStorageReader
{
    private readonly LocalStorage _storage;
    private readonly string _path;
    private readonly SafeFileHandle _file;

    public LocalStorageReader(LocalStorage storage, string path, SafeFileHandle file)
    {
        _storage = storage;
        _path = path;
        _file = file;
        Length = RandomAccess.GetLength(file);
    }

    public long Length { get; }

    public async ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (offset < 0 || offset > Length - buffer.Length)
            throw EndsTooSoon(offset, buffer.Length);

        try
        {
            for (int filled = 0; filled < buffer.Length;)
            {
                int read = await RandomAccess.ReadAsync(_file, buffer[filled..], offset + filled, cancellationToken);
                if (read == 0)
                    throw EndsTooSoon(offset, buffer.Length);
                filled += read;
            }
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw LocalErrors.From(e, "Reading", _storage.Location, _path);
        }
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private BackupException EndsTooSoon(long offset, int count) => new(
        ErrorCode.ArchiveDamaged,
        $"'{_path}' ends before what should be read from it: {count} bytes at {offset} of {Length}.",
        "Use another copy of the backup.", _path);
}
