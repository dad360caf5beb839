using System.Net;
using System.Net.Http.Headers;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using BackupTools.Storages.WebDav.Wire;

namespace BackupTools.Storages.WebDav;

/// <summary>
/// A file open for reading by range. Opening it fetches its end too, since that is what is read first of an archive, and all of what lies
/// beside one. A server that knows no ranges sends all from the beginning: that is good enough for small files.
/// </summary>
internal sealed class WebDavReader : IStorageReader
{
    private const int TailSize = 64 * 1024;
    private const int MostSkipped = 16 * 1024 * 1024;

    private readonly WebDavStorage _storage;
    private readonly Uri _uri;
    private readonly string _path;
    private readonly byte[] _tail;

    private WebDavReader(WebDavStorage storage, Uri uri, string path, long length, byte[] tail) =>
        (_storage, _uri, _path, Length, _tail) = (storage, uri, path, length, tail);

    public long Length { get; }

    public static async Task<WebDavReader> OpenAsync(WebDavStorage storage, string name, CancellationToken cancellationToken)
    {
        string path = storage.GetPath(name);
        Uri uri = storage.Settings.Place.ToUri(name);
        DavEntry? found = await storage.Server.FindAsync(uri, path, cancellationToken);
        if (found is null || found.IsFolder)
            throw RemoteErrors.NoObject(path);
        long length = found.SizeBytes ?? throw new BackupException(
            ErrorCode.StorageFailed, $"'{path}' cannot be read: the server does not say how large it is.", "Use another server.", path);
        WebDavReader reader = new(storage, uri, path, length, []);
        byte[] tail = new byte[Math.Min(length, TailSize)];
        await reader.ReadExactlyAsync(length - tail.Length, tail, cancellationToken);
        return new WebDavReader(storage, uri, path, length, tail);
    }

    /// <summary>Looks whether the end of a file can be read without its beginning: who could not would have a backup that is of no use.</summary>
    public static async Task CheckAsync(WebDavStorage storage, Uri uri, long length, CancellationToken cancellationToken)
    {
        await using WebDavReader reader = new(storage, uri, storage.Location, length, []);
        await reader.ReadExactlyAsync(length - 1, new byte[1], cancellationToken);
    }

    public async ValueTask ReadExactlyAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (offset < 0 || offset > Length - buffer.Length)
            throw RemoteErrors.EndsTooSoon(_path, offset, buffer.Length, Length);
        if (buffer.Length == 0)
            return;
        if (offset >= Length - _tail.Length)
        {
            _tail.AsSpan((int)(offset - (Length - _tail.Length)), buffer.Length).CopyTo(buffer.Span);
            return;
        }

        await DavServer.CallAsync("Reading", _path, _storage.Idle, buffer.Length + Math.Min(offset, MostSkipped), async patience =>
        {
            using HttpRequestMessage request = new(HttpMethod.Get, _uri);
            if (buffer.Length < Length)
                request.Headers.Range = new RangeHeaderValue(offset, offset + buffer.Length - 1);
            using HttpResponseMessage answer = await _storage.Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            Check(answer, offset, buffer.Length);
            await using Stream stream = await answer.Content.ReadAsStreamAsync(patience.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
                await SkipAsync(stream, offset, patience);
            await patience.FillAsync(stream, buffer);
            return true;
        }, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Check(HttpResponseMessage answer, long offset, int count)
    {
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            throw RemoteErrors.EndsTooSoon(_path, offset, count, Length);
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            throw answer.IsSuccessStatusCode ? new DavFormatException($"the server answered {(int)answer.StatusCode} to a question for a file") : new DavAnswerException(answer);
        if (answer.Content.Headers.ContentEncoding.Count > 0)
            throw new DavFormatException("the server compresses what it was asked for, which was not asked for");
        bool isPart = answer.StatusCode == HttpStatusCode.PartialContent;
        ContentRangeHeaderValue? range = answer.Content.Headers.ContentRange;
        if (isPart && (range?.From != offset || range.To != offset + count - 1))
            throw new DavFormatException("the server sends another part of the file than it was asked for");
        if ((isPart ? range!.Length : answer.Content.Headers.ContentLength) is { } now && now != Length)
        {
            throw new BackupException(
                ErrorCode.ArchiveDamaged, $"'{_path}' had {Length} bytes, and has {now} now.", "Somebody writes to it; use another copy of the backup.", _path);
        }

        if (!isPart && offset > MostSkipped)
            throw WebDavErrors.NoRanges(_path);
    }

    private static async Task SkipAsync(Stream stream, long count, Patience patience)
    {
        byte[] buffer = new byte[Math.Min(count, 64 * 1024)];
        for (long left = count; left > 0;)
        {
            Memory<byte> piece = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
            await patience.FillAsync(stream, piece);
            left -= piece.Length;
        }
    }
}
