using System.IO.Hashing;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>
/// An object being written: one request where it is small, an upload of parts where it is not. Each carries the SHA-256 of its bytes, by
/// which the service refuses what was altered on the way.
/// </summary>
internal sealed class S3Writer(S3Storage storage, string begun) : IStorageWriter
{
    private readonly string _mark = Guid.NewGuid().ToString("n");
    private readonly PartBuffer _part = new();
    private readonly List<PartETag> _parts = [];
    private readonly Crc32 _crc = new();
    private string? _uploadId;
    private long _written;
    private int _takenOfCall;
    private bool _isWriting;
    private bool _isUsable = true;
    private string? _uncertain;

    public bool CanRepeat => true;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        _isWriting = true; // Until all of it is taken: what lacks a piece in the middle must never be published.
        await GuardAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (ReadOnlyMemory<byte> left = buffer[_takenOfCall..]; left.Length > 0;)
            {
                int room = storage.PartSizes.Of(_parts.Count + 1) - _part.Length;
                if (room == 0)
                {
                    await SendPartAsync(cancellationToken);
                    continue;
                }

                ReadOnlyMemory<byte> piece = left[..Math.Min(room, left.Length)];
                _part.Append(piece.Span);
                _crc.Append(piece.Span);
                _written += piece.Length;
                _takenOfCall += piece.Length;
                left = left[piece.Length..];
            }

            _takenOfCall = 0;
            _isWriting = false;
        });
    }

    public async Task CommitAsync(string name, CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        if (_isWriting)
            throw new InvalidOperationException("A write failed, and was not repeated.");
        ObjectName.Check(name, storage.Location);
        if (_uploadId is not null && name != begun)
            throw RemoteErrors.CannotRename(storage.GetPath(begun), storage.GetPath(name));
        await GuardAsync(async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_uploadId is not null)
                await CheckPartsAsync(cancellationToken);
            _uncertain = name;
            try
            {
                if (_uploadId is null)
                    await PutAsync(name, cancellationToken);
                else
                    await CompleteAsync(cancellationToken);
            }
            catch (BackupException e)
            {
                await ResolveAsync(e, name, cancellationToken);
            }

            _uncertain = null;
            _isUsable = false;
            Forget();
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_uploadId is { } uploadId)
            await Disposal.TryAsync(() => storage.AbortAsync(storage.KeyOf(begun), uploadId, CancellationToken.None), storage.Location);
        Forget();
        if (_uncertain is { } name)
        {
            _uncertain = null;
            await Disposal.TryAsync(async () =>
            {
                if (IsOurs(await storage.FindAsync(name, CancellationToken.None)))
                    await storage.DeleteAsync(name, CancellationToken.None);
            }, storage.Location);
        }

        _isUsable = false;
    }

    private async Task SendPartAsync(CancellationToken cancellationToken)
    {
        string path = storage.GetPath(begun);
        _uploadId ??= await BeginAsync(cancellationToken);
        UploadPartResponse answer = await storage.CallAsync("Writing", path, _part.Length, (client, patience) => client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = storage.Bucket, Key = storage.KeyOf(begun), UploadId = _uploadId, PartNumber = _parts.Count + 1, PartSize = _part.Length,
                InputStream = _part.OpenRead(patience.Moved), UseChunkEncoding = false, ChecksumCRC32 = S3Requests.Checksum(storage, _part),
            }, patience.Token), cancellationToken);
        _parts.Add(new PartETag(_parts.Count + 1, answer.ETag) { ChecksumCRC32 = S3Requests.Checksum(storage, _part) });
        _part.Clear();
    }

    private async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        InitiateMultipartUploadResponse answer = await storage.CallAsync(
            "Writing", storage.GetPath(begun), 0, (client, patience) =>
                client.InitiateMultipartUploadAsync(S3Requests.Begin(storage, begun, _mark), patience.Token), cancellationToken);
        S3Storage.LivingUploads.TryAdd(answer.UploadId, true);
        return answer.UploadId;
    }

    private Task<PutObjectResponse> PutAsync(string name, CancellationToken cancellationToken) => storage.CallAsync(
        "Writing", storage.GetPath(name), _part.Length, (client, patience) =>
            client.PutObjectAsync(S3Requests.Put(storage, name, _mark, _part, patience), patience.Token), cancellationToken);

    private Task<CompleteMultipartUploadResponse> CompleteAsync(CancellationToken cancellationToken)
    {
        CompleteMultipartUploadRequest request = new()
        {
            BucketName = storage.Bucket, Key = storage.KeyOf(begun), UploadId = _uploadId, PartETags = _parts, IfNoneMatch = "*", MpuObjectSize = _written,
        };
        if (storage.Settings.Checksum)
            (request.ChecksumCRC32, request.ChecksumType) = (S3Requests.Text(_crc), ChecksumType.FULL_OBJECT);
        return storage.CallAsync(
            "Publishing", storage.GetPath(begun), _written, (client, patience) => client.CompleteMultipartUploadAsync(request, patience.Token), cancellationToken);
    }

    /// <summary>Sends the last part, and compares what the service has with what was sent.</summary>
    private async Task CheckPartsAsync(CancellationToken cancellationToken)
    {
        if (_part.Length > 0)
            await SendPartAsync(cancellationToken);
        if (_uncertain is not null)
            return; // It may be published already; then there are no parts any more.
        List<long> sizes = (await S3Listing.PartsAsync(storage, begun, _uploadId!, cancellationToken)).Sizes;
        if (sizes.Count != _parts.Count || sizes.Sum() != _written)
            throw RemoteErrors.WrongSize(storage.GetPath(begun), sizes.Sum(), _written);
    }

    /// <summary>
    /// Finds out what became of a request to publish that failed: the object may be there although the answer was lost, and it may be
    /// somebody else's.
    /// </summary>
    private async Task ResolveAsync(BackupException error, string name, CancellationToken cancellationToken)
    {
        HttpStatusCode? status = (error.InnerException as AmazonServiceException)?.StatusCode;
        bool isRefusal = status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict;
        if (!isRefusal && !error.IsTransient && status != HttpStatusCode.NotFound)
        {
            _uncertain = null;
            throw error;
        }

        GetObjectMetadataResponse? found = await storage.FindAsync(name, cancellationToken);
        if (IsOurs(found))
            return;
        if (found is not null)
        {
            _uncertain = null;
            throw RemoteErrors.NameTaken(storage.GetPath(name));
        }

        throw isRefusal
            ? new BackupException(
                ErrorCode.StorageFailed, $"Publishing '{storage.GetPath(name)}' failed: somebody else was writing it at the same time.",
                "Try again.", storage.GetPath(name), error, isTransient: true)
            : error;
    }

    private bool IsOurs(GetObjectMetadataResponse? found) => found?.Metadata[S3Requests.MarkName] == _mark;

    /// <summary>After a failure that is not passing, and after a stop, the object can never be committed.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not BackupException { IsTransient: true } and not BackupException { Code: ErrorCode.StorageNameTaken })
        {
            _isUsable = false;
            throw;
        }
    }

    private void Forget()
    {
        if (_uploadId is not null)
            S3Storage.LivingUploads.TryRemove(_uploadId, out _);
        _uploadId = null;
    }

    private void ThrowIfUnusable()
    {
        if (!_isUsable)
            throw new InvalidOperationException("The object was published already, or a write to it failed.");
    }
}
