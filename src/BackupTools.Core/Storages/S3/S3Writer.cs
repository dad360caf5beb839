using System.IO.Hashing;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>
/// Asks S3 for what makes an object. Each request carries the SHA-256 of its bytes, by which the service refuses what was altered on the way.
/// </summary>
internal sealed class S3Writer(S3Storage storage, string begun) : PartWriter(storage, storage.PartSizes, begun)
{
    private readonly List<PartETag> _parts = [];
    private readonly Crc32 _crc = new();
    private string? _uploadId;

    protected override int PartsSent => _parts.Count;

    private string Path => storage.GetPath(Begun);

    protected override void Observe(ReadOnlySpan<byte> bytes) => _crc.Append(bytes);

    protected override async Task SendAsync(CancellationToken cancellationToken)
    {
        _uploadId ??= await BeginAsync(cancellationToken);
        UploadPartResponse answer = await storage.CallAsync("Writing", Path, Part.Length, (client, patience) => client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = storage.Bucket, Key = storage.KeyOf(Begun), UploadId = _uploadId, PartNumber = _parts.Count + 1, PartSize = Part.Length,
                InputStream = Part.OpenRead(patience.Moved), UseChunkEncoding = false, ChecksumCRC32 = S3Requests.Checksum(storage, Part),
            }, patience.Token), cancellationToken);
        _parts.Add(new PartETag(_parts.Count + 1, answer.ETag) { ChecksumCRC32 = S3Requests.Checksum(storage, Part) });
    }

    protected override async Task<(int Count, long Bytes)> FindPartsAsync(CancellationToken cancellationToken)
    {
        List<long> sizes = (await S3Listing.PartsAsync(storage, Begun, _uploadId!, cancellationToken)).Sizes;
        return (sizes.Count, sizes.Sum());
    }

    protected override Task CompleteAsync(CancellationToken cancellationToken)
    {
        CompleteMultipartUploadRequest request = new()
        {
            BucketName = storage.Bucket, Key = storage.KeyOf(Begun), UploadId = _uploadId, PartETags = _parts, IfNoneMatch = "*", MpuObjectSize = Written,
        };
        if (storage.Settings.Checksum)
            (request.ChecksumCRC32, request.ChecksumType) = (S3Requests.Text(_crc), ChecksumType.FULL_OBJECT);
        return storage.CallAsync(
            "Publishing", Path, Written, (client, patience) => client.CompleteMultipartUploadAsync(request, patience.Token), cancellationToken);
    }

    protected override Task PutAsync(string name, CancellationToken cancellationToken) => storage.CallAsync(
        "Writing", storage.GetPath(name), Part.Length, (client, patience) =>
            client.PutObjectAsync(S3Requests.Put(storage, name, Mark, Part, patience), patience.Token), cancellationToken);

    protected override Task AbortAsync() =>
        _uploadId is { } uploadId ? storage.AbortAsync(storage.KeyOf(Begun), uploadId, CancellationToken.None) : Task.CompletedTask;

    protected override void Forget()
    {
        if (_uploadId is not null)
            S3Storage.LivingUploads.TryRemove(_uploadId, out _);
        _uploadId = null;
    }

    protected override async Task<bool?> IsOursAsync(string name, CancellationToken cancellationToken) =>
        await storage.FindAsync(name, cancellationToken) is { } found ? found.Metadata[S3Requests.MarkName] == Mark : null;

    protected override HttpStatusCode? StatusOf(BackupException error) => (error.InnerException as AmazonServiceException)?.StatusCode;

    private async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        InitiateMultipartUploadResponse answer = await storage.CallAsync("Writing", Path, 0, (client, patience) =>
            client.InitiateMultipartUploadAsync(S3Requests.Begin(storage, Begun, Mark), patience.Token), cancellationToken);
        S3Storage.LivingUploads.TryAdd(answer.UploadId, true);
        return answer.UploadId;
    }
}
