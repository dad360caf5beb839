using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using Google.Apis.Storage.v1;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>
/// An object open for reading by range, always of the same generation. The request that opens it fetches its end too, since that is what is
/// read first of an archive, and all of what lies beside one.
/// </summary>
internal sealed class GoogleCloudReader : IStorageReader
{
    private const int TailSize = 64 * 1024;

    private readonly GoogleCloudStorage _storage;
    private readonly string _name;
    private readonly long _generation;
    private readonly byte[] _tail;

    private GoogleCloudReader(GoogleCloudStorage storage, string name, long generation, long length, byte[] tail)
    {
        (_storage, _name, _generation, Length, _tail) = (storage, name, generation, length, tail);
    }

    public long Length { get; }

    public static async Task<GoogleCloudReader> OpenAsync(GoogleCloudStorage storage, string name, CancellationToken cancellationToken)
    {
        string path = storage.GetPath(name);
        try
        {
            return await storage.CallAsync("Opening", path, TailSize, async (service, patience) =>
            {
                using HttpResponseMessage answer = await AskAsync(storage, service, name, null, new RangeHeaderValue(null, TailSize), patience);
                long size = SizeOf(answer);
                long length = answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange?.Length ?? -1 : size;
                if (length < 0 || (answer.StatusCode == HttpStatusCode.PartialContent && size != Math.Min(length, TailSize)))
                    throw new IOException("The service says a size that its answer does not have.");
                byte[] tail = new byte[size <= TailSize ? size : 0]; // One that knows no ranges from the end sends all.
                await patience.FillAsync(await answer.Content.ReadAsStreamAsync(patience.Token), tail);
                return new GoogleCloudReader(storage, name, GenerationOf(answer), length, tail);
            }, cancellationToken);
        }
        catch (BackupException e) when (GoogleCloudErrors.StatusOf(e) == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            GoogleCloudObject found = await storage.FindAsync(name, cancellationToken) ?? throw RemoteErrors.NoObject(path);
            return new GoogleCloudReader(storage, name, found.Generation, found.Size, []);
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

        await _storage.CallAsync("Reading", path, buffer.Length, async (service, patience) =>
        {
            using HttpResponseMessage answer = await AskAsync(
                _storage, service, _name, _generation, new RangeHeaderValue(offset, offset + buffer.Length - 1), patience);
            bool isAll = answer.StatusCode == HttpStatusCode.OK && offset == 0 && buffer.Length == Length;
            if (SizeOf(answer) != buffer.Length || (!isAll && answer.Content.Headers.ContentRange?.From != offset))
                throw new IOException("The service sends another range than was asked for.");
            await patience.FillAsync(await answer.Content.ReadAsStreamAsync(patience.Token), buffer);
            return true;
        }, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<HttpResponseMessage> AskAsync(
        GoogleCloudStorage storage, StorageService service, string name, long? generation, RangeHeaderValue range, Patience patience)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, GoogleCloudRequests.AddressOf(storage, name, generation));
        request.Headers.Range = range;
        return await GoogleCloudRequests.SendAsync(service, request, patience);
    }

    private static long SizeOf(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentLength ?? throw new IOException("The service does not say how much it sends.");

    private static long GenerationOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("x-goog-generation", out IEnumerable<string>? values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out long generation)
            ? generation
            : throw new IOException("The service does not say which generation of the object it sends.");
}
