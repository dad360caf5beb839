using BackupTools.Abstractions;
using BackupTools.Storages.Sftp.Connections;
using BackupTools.Storages.Sftp.Wire;

namespace BackupTools.Storages.Sftp;

/// <summary>A file open for reading by range, several requests at a time. Where the connection broke, the next range opens it again.</summary>
internal sealed class SftpStorageReader : IStorageReader
{
    private const int MostRequests = 32;
    private readonly SftpStorage _storage;
    private readonly string _name;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private Opened _opened;

    private SftpStorageReader(SftpStorage storage, string name, Opened opened)
    {
        _storage = storage;
        _name = name;
        _opened = opened;
        Length = opened.Length;
    }

    public long Length { get; }

    public static async Task<SftpStorageReader> OpenAsync(SftpStorage storage, string name, CancellationToken cancellationToken) =>
        new(storage, name, await OpenFileAsync(storage, name, cancellationToken));

    public async ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (offset < 0 || offset > Length - buffer.Length)
            throw EndsTooSoon(offset, buffer.Length);
        Opened file = await GetOpenAsync(cancellationToken);
        await SftpStorage.GuardAsync("Reading", _storage.GetPath(_name), async () =>
        {
            await ReadAsync(file, offset, buffer, cancellationToken);
            return true;
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(_opened);
        _opening.Dispose();
    }

    private async Task ReadAsync(Opened file, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Queue<(long At, Memory<byte> Into, Task<Reply> Answer)> asked = new();
        long next = 0;
        while (next < buffer.Length || asked.Count > 0)
        {
            if (next < buffer.Length && asked.Count < MostRequests)
            {
                Memory<byte> into = buffer.Slice((int)next, (int)Math.Min(file.Files.ReadBytes, buffer.Length - next));
                asked.Enqueue((offset + next, into, await file.Files.BeginReadAsync(file.Handle, offset + next, into.Length, cancellationToken)));
                next += into.Length;
                continue;
            }

            (long at, Memory<byte> rest, Task<Reply> answer) = asked.Dequeue();
            while (true)
            {
                int taken = Take(await file.Files.Wire.WithinTimeAsync(answer, ReplyTime, cancellationToken), rest.Span);
                if (taken == 0)
                    throw EndsTooSoon(offset, buffer.Length);
                (at, rest) = (at + taken, rest[taken..]);
                if (rest.IsEmpty)
                    break;
                answer = await file.Files.BeginReadAsync(file.Handle, at, rest.Length, cancellationToken);
            }
        }
    }

    private static TimeSpan ReplyTime { get; } = TimeSpan.FromSeconds(60);

    private static int Take(Reply reply, Span<byte> into)
    {
        try
        {
            ReadOnlySpan<byte> data = reply.Expect(PacketType.Data).Bytes();
            if (data.Length > into.Length)
                throw new SftpProtocolException("more came than was asked for");
            data.CopyTo(into);
            return data.Length;
        }
        catch (SftpStatusException e) when (e.Status == SftpStatus.EndOfFile)
        {
            return 0;
        }
    }

    private async Task<Opened> GetOpenAsync(CancellationToken cancellationToken)
    {
        Opened opened = Volatile.Read(ref _opened);
        if (opened.Files.Wire.End is null)
            return opened;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_opened.Files.Wire.End is null)
                return _opened;
            await CloseAsync(_opened);
            Opened again = await OpenFileAsync(_storage, _name, cancellationToken);
            Volatile.Write(ref _opened, again);
            return again.Length == Length
                ? again
                : throw new BackupException(
                    ErrorCode.ArchiveDamaged, $"'{_storage.GetPath(_name)}' had {Length} bytes, and has {again.Length} now.",
                    "Somebody writes to it; use another copy of the backup.", _name);
        }
        finally
        {
            _opening.Release();
        }
    }

    private static Task<Opened> OpenFileAsync(SftpStorage storage, string name, CancellationToken cancellationToken) =>
        SftpStorage.GuardAsync("Opening", storage.GetPath(name), async () =>
        {
            ConnectionKeeper.Lease lease = await storage.RentAsync(cancellationToken);
            try
            {
                RemoteEntry found = await lease.Files.FindAsync(storage.PathOf(name), isFollowed: true, cancellationToken) ?? throw NotThere(storage, name);
                if (found.IsFolder)
                    throw NotThere(storage, name);
                byte[] handle = await lease.Files.OpenReadAsync(storage.PathOf(name), cancellationToken);
                long length = (await lease.Files.StatAsync(handle, cancellationToken)).SizeBytes
                    ?? throw new SftpProtocolException("the server does not say how large a file is");
                return new Opened(lease, handle, length);
            }
            catch
            {
                lease.Dispose();
                throw;
            }
        }, cancellationToken);

    private static async Task CloseAsync(Opened opened)
    {
        try
        {
            if (opened.Files.Wire.End is null)
                await opened.Files.CloseAsync(opened.Handle, CancellationToken.None);
        }
        catch (Exception e) when (SftpErrors.IsOfServer(e))
        {
            // Nothing was written.
        }
        finally
        {
            opened.Lease.Dispose();
        }
    }

    private static BackupException NotThere(SftpStorage storage, string name) => new(
        ErrorCode.ArchiveNotFound, $"There is no file '{storage.GetPath(name)}'.", "List the storage to see what it holds.", name);

    private BackupException EndsTooSoon(long offset, int count) => new(
        ErrorCode.ArchiveDamaged,
        $"'{_storage.GetPath(_name)}' ends before what should be read from it: {count} bytes at {offset} of {Length}.",
        "Use another copy of the backup.", _name);

    private sealed record Opened(ConnectionKeeper.Lease Lease, byte[] Handle, long Length)
    {
        public RemoteFiles Files => Lease.Files;
    }
}
