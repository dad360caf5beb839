using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using BackupTools.Storages.Sftp.Connections;
using BackupTools.Storages.Sftp.Wire;

namespace BackupTools.Storages.Sftp;

/// <summary>
/// A file being written under a temporary name, beside where it will be. Blocks are sent one after the other, and their answers looked at as
/// they come, so that the distance to the server does not decide the pace.
/// </summary>
internal sealed class SftpStorageWriter : IStorageWriter
{
    private const int MostRequests = 64;
    private static readonly TimeSpan ReplyTime = TimeSpan.FromMinutes(3);
    private readonly SftpStorage _storage;
    private readonly ConnectionKeeper.Lease _lease;
    private readonly string _path;
    private readonly byte[] _handle;
    private readonly byte[] _block;
    private readonly Queue<Task<Reply>> _asked = new();
    private int _blockCount;
    private long _sent;
    private bool _isUsable = true;
    private bool _isDurable;
    private bool _isGone;

    public SftpStorageWriter(SftpStorage storage, ConnectionKeeper.Lease lease, string path, byte[] handle)
    {
        _storage = storage;
        _lease = lease;
        _path = path;
        _handle = handle;
        _block = new byte[lease.Files.WriteBytes];
    }

    private RemoteFiles Files => _lease.Files;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        ThrowIfUnusable(_isDurable);
        _isUsable = false; // Until the bytes are known to be under way: what a failed write left must never be published.
        await GuardAsync(async () =>
        {
            while (!buffer.IsEmpty)
            {
                int taken = Math.Min(buffer.Length, _block.Length - _blockCount);
                buffer[..taken].CopyTo(_block.AsMemory(_blockCount));
                _blockCount += taken;
                buffer = buffer[taken..];
                if (_blockCount == _block.Length)
                    await SendBlockAsync(cancellationToken);
            }
        }, cancellationToken);
        _isUsable = true;
    }

    public async Task CommitAsync(string name, CancellationToken cancellationToken)
    {
        ThrowIfUnusable(false);
        RemoteName.Check(name, _storage.Location);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_isDurable)
        {
            _isUsable = false; // A disk that failed once may forget the bytes and call the next attempt a success.
            await GuardAsync(() => MakeDurableAsync(cancellationToken), cancellationToken);
            (_isUsable, _isDurable) = (true, true);
        }

        RemotePublication publication = new(_storage, _path, _sent);
        if (!await publication.PublishAsync(_lease, name, cancellationToken))
        {
            throw new BackupException(
                ErrorCode.StorageNameTaken, $"'{_storage.GetPath(name)}' exists already, and backups are never overwritten.", "Choose another name.", name);
        }

        _isUsable = false;
        _isGone = true;
        _storage.Living.TryRemove(_path, out _);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_isDurable && Files.Wire.End is null)
                await Files.CloseAsync(_handle, CancellationToken.None);
        }
        catch (Exception e) when (SftpErrors.IsOfServer(e))
        {
            // The error that led here is the one to report.
        }

        _lease.Dispose();
        if (!_isGone)
        {
            _isGone = true;
            _isUsable = false;
            await _storage.RemoveLeftAsync(_path);
        }
    }

    private async Task SendBlockAsync(CancellationToken cancellationToken)
    {
        while (_asked.Count >= MostRequests || (_asked.Count > 0 && _asked.Peek().IsCompleted))
            await SettleAsync(cancellationToken);
        _asked.Enqueue(await Files.BeginWriteAsync(_handle, _sent, _block.AsMemory(0, _blockCount), cancellationToken));
        _sent += _blockCount;
        _blockCount = 0;
    }

    private async Task SettleAsync(CancellationToken cancellationToken) =>
        (await Files.Wire.WithinTimeAsync(_asked.Dequeue(), ReplyTime, cancellationToken)).Expect(PacketType.Status);

    private async Task MakeDurableAsync(CancellationToken cancellationToken)
    {
        if (_blockCount > 0)
            await SendBlockAsync(cancellationToken);
        while (_asked.Count > 0)
            await SettleAsync(cancellationToken);
        if (Files.CanSync)
            await Files.SyncAsync(_handle, cancellationToken);
        long? stored = (await Files.StatAsync(_handle, cancellationToken)).SizeBytes;
        await Files.CloseAsync(_handle, cancellationToken);
        if (stored != _sent)
        {
            throw new BackupException(
                ErrorCode.StorageVerificationFailed, $"'{_storage.Location}' has {stored} bytes of '{_path}' and {_sent} were written to it.",
                "Check the server's disk.", _storage.Location);
        }
    }

    private async Task GuardAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await SftpStorage.GuardAsync("Writing to", _storage.Location, async () =>
            {
                await work();
                return true;
            }, cancellationToken);
        }
        catch (BackupException e) when (e.InnerException is SftpStatusException { Status: SftpStatus.Failure })
        {
            if (!await IsFullAsync())
                throw;
            throw new BackupException(
                ErrorCode.StorageFull, $"Writing to '{_storage.Location}' failed because the server's disk is full.",
                "Free some room, remove old backups, or choose another storage.", _storage.Location, e.InnerException);
        }
    }

    /// <summary>SFTP has no word for a full disk.</summary>
    private async Task<bool> IsFullAsync()
    {
        try
        {
            return await Files.GetFreeSpaceAsync(_storage.Folder, CancellationToken.None) < _block.Length;
        }
        catch (Exception e) when (SftpErrors.IsOfServer(e))
        {
            return false;
        }
    }

    private void ThrowIfUnusable(bool isToo)
    {
        if (!_isUsable || isToo)
            throw new InvalidOperationException("The object was published already, or a write to it failed.");
    }
}
