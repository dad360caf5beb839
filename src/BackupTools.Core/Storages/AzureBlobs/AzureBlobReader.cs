using System.Globalization;
using System.Net;
using Azure;
using Azure.Storage.Blobs.Models;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.AzureBlobs;

/// <summary>
/// A blob open for reading by range. The service knows no ranges from the end: so the request that opens it fetches its beginning, which is
/// all of what lies beside an archive, and a second one the end, which is what is read first of one.
/// </summary>
internal sealed class AzureBlobReader : IStorageReader
{
    private const int TailSize = 64 * 1024;

    private readonly AzureBlobStorage _storage;
    private readonly string _name;
    private readonly ETag _etag;
    private byte[] _tail = [];

    private AzureBlobReader(AzureBlobStorage storage, string name, ETag etag, long length) => (_storage, _name, _etag, Length) = (storage, name, etag, length);

    public long Length { get; }

    public static async Task<AzureBlobReader> OpenAsync(AzureBlobStorage storage, string name, CancellationToken cancellationToken)
    {
        string path = storage.GetPath(name);
        AzureBlobReader reader;
        try
        {
            reader = await storage.CallAsync("Opening", path, TailSize, async (container, patience) =>
            {
                using BlobDownloadStreamingResult answer = await AzureBlobStorage.BlobOf(container, storage.KeyOf(name)).DownloadStreamingAsync(
                    new BlobDownloadOptions { Range = new HttpRange(0, TailSize) }, patience.Token);
                long length = LengthOf(answer.Details.ContentRange) ?? answer.Details.ContentLength;
                if (answer.Details.ContentLength != Math.Min(length, TailSize))
                    throw new IOException("The service says a size that its answer does not have.");
                byte[] beginning = new byte[answer.Details.ContentLength];
                await patience.FillAsync(answer.Content, beginning);
                return new AzureBlobReader(storage, name, answer.Details.ETag, length) { _tail = length <= TailSize ? beginning : [] };
            }, cancellationToken);
        }
        catch (BackupException e) when (AzureBlobErrors.StatusOf(e) == (int)HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            BlobProperties found = await storage.FindAsync(name, cancellationToken) ?? throw RemoteErrors.NoObject(path);
            return new AzureBlobReader(storage, name, found.ETag, found.ContentLength);
        }

        if (reader.Length > TailSize)
        {
            byte[] tail = new byte[TailSize];
            await reader.ReadAsync("Opening", reader.Length - TailSize, tail, cancellationToken);
            reader._tail = tail;
        }

        return reader;
    }

    public async ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (offset < 0 || offset > Length - buffer.Length)
            throw RemoteErrors.EndsTooSoon(_storage.GetPath(_name), offset, buffer.Length, Length);
        if (buffer.Length == 0)
            return;
        if (offset >= Length - _tail.Length)
            _tail.AsSpan((int)(offset - (Length - _tail.Length)), buffer.Length).CopyTo(buffer.Span);
        else
            await ReadAsync("Reading", offset, buffer, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<bool> ReadAsync(string operation, long offset, Memory<byte> buffer, CancellationToken cancellationToken) => _storage.CallAsync(
        operation, _storage.GetPath(_name), buffer.Length, async (container, patience) =>
        {
            using BlobDownloadStreamingResult answer = await AzureBlobStorage.BlobOf(container, _storage.KeyOf(_name)).DownloadStreamingAsync(
                new BlobDownloadOptions { Range = new HttpRange(offset, buffer.Length), Conditions = new BlobRequestConditions { IfMatch = _etag } }, patience.Token);
            if (answer.Details.ContentLength != buffer.Length)
                throw new IOException($"{buffer.Length} bytes were asked for, and the service sends {answer.Details.ContentLength}.");
            await patience.FillAsync(answer.Content, buffer);
            return true;
        }, cancellationToken);

    /// <summary>The blob's size, of <c>bytes 5-9/10</c>.</summary>
    private static long? LengthOf(string? range) => range is not null
        && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : null;
}
