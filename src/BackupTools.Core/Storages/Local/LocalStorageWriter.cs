using BackupTools.Abstractions;

namespace BackupTools.Storages.Local;

/// <summary>A file being written under a temporary name, beside where it will be.</summary>
internal sealed class LocalStorageWriter : IStorageWriter
{
    private readonly LocalStorage _storage;
    private readonly FileStream _file;
    private readonly EarlyWriting _early;
    private long _written;
    private bool _isUsable = true;
    private bool _isPublished;

    public LocalStorageWriter(LocalStorage storage, FileStream file)
    {
        _storage = storage;
        _file = file;
        _early = new EarlyWriting(file.SafeFileHandle);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        _isUsable = false; // Until the bytes are known to be there: what a failed write left must never be published.
        try
        {
            await _file.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw LocalErrors.From(e, "Writing", _storage.Location, _file.Name);
        }

        _written += buffer.Length;
        _early.Advance(_written);
        _isUsable = true;
    }

    public async Task CommitAsync(string name, CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        string path = _storage.PathOf(name);
        bool isFree = await _storage.RunAsync("Writing", path, () =>
        {
            MakeDurable();
            cancellationToken.ThrowIfCancellationRequested();
            return Publish(path);
        }, cancellationToken);

        if (!isFree)
        {
            throw new BackupException(
                ErrorCode.StorageNameTaken, $"'{path}' exists already, and backups are never overwritten.",
                "Choose another name.", path);
        }

        await _file.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isPublished)
        {
            try
            {
                File.Delete(_file.Name);
            }
            catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
            {
                // The next cleaning removes it; the error that led here is the one to report.
            }
        }

        await _file.DisposeAsync();
    }

    private bool Publish(string path)
    {
        if (!DurableFolder.TryRename(_file.Name, path))
            return false;

        _isPublished = true;
        _isUsable = false;
        try
        {
            DurableFolder.Sync(_storage.Location);
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }

        return true;
    }

    private void MakeDurable()
    {
        _isUsable = false; // A system that failed once to write may forget the bytes and call the next attempt a success.
        _file.Flush(flushToDisk: true);
        long stored = RandomAccess.GetLength(_file.SafeFileHandle);
        if (stored != _written)
        {
            throw new BackupException(
                ErrorCode.StorageVerificationFailed, $"'{_file.Name}' has {stored} bytes and {_written} were written to it.",
                "Check the disk or the network share.", _file.Name);
        }

        _isUsable = true;
    }

    private void ThrowIfUnusable()
    {
        if (!_isUsable)
            throw new InvalidOperationException("The object was published already, or a write to it failed.");
    }
}
