using System.Net;
using Amazon.Runtime;
using Amazon.S3.Model;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>
/// An object open for reading by range. The request that opens it fetches its end too, since that is what is read first of an archive,
/// and all of what lies beside one.
/// </summary>
internal sealed class S3Reader : IStorageReader
{
    private const int TailSize = 64 * 1024;

    private readonly S3Storage _storage;
    private readonly string _name;
    private readonly string _etag;
    private readonly byte[] _tail;

    private S3Reader(S3Storage storage, string name, string etag, long length, byte[] tail)
    {
        (_storage, _name, _etag, Length, _tail) = (storage, name, etag, length, tail);
    }

    public long Length { get; }

    public static async Task<S3Reader> OpenAsync(S3Storage storage, string name, CancellationToken cancellationToken)
    {
        string path = storage.GetPath(name);
        try
        {
            return await storage.CallAsync("Opening", path, TailSize, async (client, patience) =>
            {
                using GetObjectResponse answer = await client.GetObjectAsync(
                    new GetObjectRequest { BucketName = storage.Bucket, Key = storage.KeyOf(name), ByteRange = new ByteRange($"bytes=-{TailSize}") }, patience.Token);
                byte[] tail = new byte[Math.Min(answer.ContentLength, TailSize)];
                long length = LengthOf(answer.ContentRange) ?? answer.ContentLength;
                if (length < tail.Length || (length > tail.Length && tail.Length < TailSize))
                    throw new IOException("The service says a size that its answer does not have.");
                if (answer.ContentLength > TailSize)
                    return new S3Reader(storage, name, answer.ETag, length, []); // It knows no ranges from the end.
                await patience.FillAsync(answer.ResponseStream, tail);
                return new S3Reader(storage, name, answer.ETag, length, tail);
            }, cancellationToken);
        }
        catch (BackupException e) when (e.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            GetObjectMetadataResponse found = await storage.FindAsync(name, cancellationToken) ?? throw RemoteErrors.NoObject(path);
            return new S3Reader(storage, name, found.ETag, found.ContentLength, []);
        }
    }

    public async ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = _storage.GetPath(_name);
        if (offset < 0 || offset > Length - buffer.Length)
            throw RemoteErrors.EndsTooSoon(path, offset, buffer.Length, Length);
        if (buffer.Length == 0)
            return;
        if (offset >= Length - _tail.Length)
        {
            _tail.AsSpan((int)(offset - (Length - _tail.Length)), buffer.Length).CopyTo(buffer.Span);
            return;
        }

        await _storage.CallAsync("Reading", path, buffer.Length, async (client, patience) =>
        {
            using GetObjectResponse answer = await client.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = _storage.Bucket, Key = _storage.KeyOf(_name), EtagToMatch = _etag, ByteRange = new ByteRange(offset, offset + buffer.Length - 1),
                }, patience.Token);
            if (answer.ContentLength != buffer.Length)
                throw new IOException($"{buffer.Length} bytes were asked for, and the service sends {answer.ContentLength}.");
            await patience.FillAsync(answer.ResponseStream, buffer);
            return true;
        }, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The object's size, of <c>bytes 5-9/10</c>.</summary>
    private static long? LengthOf(string? range) =>
        range is not null && long.TryParse(range[(range.LastIndexOf('/') + 1)..], out long length) ? length : null;
}
