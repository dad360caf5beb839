using System.Net;
using System.Net.Http.Headers;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;
using BackupTools.Storages.WebDav.Wire;

namespace BackupTools.Storages.WebDav;

/// <summary>The requests of WebDAV. Failures are in the product's words.</summary>
/// <param name="storage">The storage.</param>
internal sealed class DavServer(WebDavStorage storage)
{
    private const long MostBytesOfListing = 64L * 1024 * 1024;
    private static readonly HttpMethod PropFind = new("PROPFIND");
    private static readonly HttpMethod MkCol = new("MKCOL");
    private static readonly HttpMethod MoveMethod = new("MOVE");
    private readonly Lazy<HttpClient> _client = new(
        () => WebDavClients.Create(storage.Info, storage.Settings), LazyThreadSafetyMode.PublicationOnly);

    public HttpClient Client => _client.Value;

    /// <summary>What the server says of a file or folder; null where there is none.</summary>
    /// <param name="uri">Its address.</param>
    /// <param name="target">The location as messages show it.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    public async Task<DavEntry?> FindAsync(Uri uri, string target, CancellationToken cancellationToken)
    {
        try
        {
            (List<DavEntry> entries, _) = await AskAsync("Looking for", uri, target, 0, storage.Idle, cancellationToken);
            return SelfOf(entries, uri, target) is { IsThere: true } found ? found : null;
        }
        catch (BackupException e) when (e.InnerException is DavAnswerException answer)
        {
            if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Conflict)
                return null;
            if (IsFolderOf(answer, uri))
                return new DavEntry { IsFolder = true };
            throw;
        }
    }

    /// <summary>What is in a folder, and what the server's clock says. The folder itself is not among it.</summary>
    public async Task<(List<DavEntry> Entries, DateTime Now)> ListAsync(string operation, Uri folder, string target, CancellationToken cancellationToken)
    {
        try
        {
            (List<DavEntry> entries, DateTime now) = await AskAsync(operation, folder, target, 1, storage.Idle * 5, cancellationToken);
            DavEntry self = SelfOf(entries, folder, target);
            if (!self.IsThere || !self.IsFolder)
                throw WebDavErrors.NoFolder(target);
            int depth = self.Path!.Length;
            return ([.. entries.Where(e => e.IsThere && e.Path is { } path && path.Length == depth + 1 && path.AsSpan(0, depth).SequenceEqual(self.Path))], now);
        }
        catch (BackupException e) when (e.InnerException is DavAnswerException { Status: HttpStatusCode.NotFound or HttpStatusCode.Gone })
        {
            throw WebDavErrors.NoFolder(target, e.InnerException);
        }
    }

    /// <summary>Makes a folder.</summary>
    /// <returns>What the server answered: made, or why not.</returns>
    public Task<HttpStatusCode> MakeFolderAsync(Uri uri, string target, CancellationToken cancellationToken) => SendAsync(
        "Making the folder for", target, storage.Idle, () => new HttpRequestMessage(MkCol, uri),
        [HttpStatusCode.MethodNotAllowed, HttpStatusCode.Forbidden, HttpStatusCode.Conflict, HttpStatusCode.NotFound, HttpStatusCode.Locked], cancellationToken);

    /// <summary>Gives a file another name, which must be free.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The new name, as the server is to see it.</param>
    /// <param name="target">The location as messages show it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What the server answered: moved, or why not.</returns>
    public Task<HttpStatusCode> MoveAsync(Uri from, string to, string target, CancellationToken cancellationToken) => SendAsync(
        "Publishing", target, storage.Work,
        () => new HttpRequestMessage(MoveMethod, from) { Headers = { { "Destination", to }, { "Overwrite", "F" } } },
        [
            HttpStatusCode.PreconditionFailed, HttpStatusCode.Locked, HttpStatusCode.NotFound, HttpStatusCode.Conflict,
            HttpStatusCode.BadRequest, HttpStatusCode.BadGateway,
        ],
        cancellationToken);

    /// <summary>Deletes a file, or a folder with all that is in it; one that is not there is none to delete.</summary>
    public Task<HttpStatusCode> DeleteAsync(Uri uri, string target, CancellationToken cancellationToken) => SendAsync(
        "Deleting", target, storage.Work, () => new HttpRequestMessage(HttpMethod.Delete, uri), [HttpStatusCode.NotFound, HttpStatusCode.Gone], cancellationToken);

    /// <summary>Writes a whole file.</summary>
    public Task<HttpStatusCode> PutAsync(Uri uri, PartBuffer content, string? checksum, string target, CancellationToken cancellationToken) => CallAsync(
        "Writing", target, storage.Work, content.Length, async patience =>
        {
            using HttpRequestMessage request = new(HttpMethod.Put, uri) { Content = new StreamContent(content.OpenRead(patience.Moved)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            if (checksum is not null)
                request.Headers.Add("OC-Checksum", checksum);
            return await AnswerAsync(request, [], patience);
        }, cancellationToken);

    /// <summary>Makes one request of the server, and has its failure in the product's words.</summary>
    /// <param name="operation">What is done, as the beginning of a sentence.</param>
    /// <param name="target">On what.</param>
    /// <param name="idle">How long nothing may move.</param>
    /// <param name="bytes">How many bytes go with it, which need time.</param>
    /// <param name="call">Makes the request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<T> CallAsync<T>(string operation, string target, TimeSpan idle, long bytes, Func<Patience, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Patience patience = new(idle, bytes, cancellationToken);
        try
        {
            return await call(patience);
        }
        catch (Exception e) when (e is not BackupException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw patience.IsOver ? RemoteErrors.Silent(operation, target, e) : WebDavErrors.From(e, operation, target);
        }
    }

    private Task<HttpStatusCode> SendAsync(
        string operation, string target, TimeSpan idle, Func<HttpRequestMessage> make, HttpStatusCode[] alsoGood, CancellationToken cancellationToken) =>
        CallAsync(operation, target, idle, 0, async patience =>
        {
            using HttpRequestMessage request = make();
            request.Content = new ByteArrayContent([]); // One without content would be sent again by the client itself, and may have been done.
            return await AnswerAsync(request, alsoGood, patience);
        }, cancellationToken);

    private async Task<HttpStatusCode> AnswerAsync(HttpRequestMessage request, HttpStatusCode[] alsoGood, Patience patience)
    {
        using HttpResponseMessage answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        bool isGood = answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.MultiStatus; // That would say that a part failed.
        return isGood || alsoGood.Contains(answer.StatusCode) ? answer.StatusCode : throw new DavAnswerException(answer);
    }

    private Task<(List<DavEntry> Entries, DateTime Now)> AskAsync(
        string operation, Uri uri, string target, int depth, TimeSpan idle, CancellationToken cancellationToken) =>
        CallAsync(operation, target, idle, depth == 0 ? 0 : MostBytesOfListing, async patience =>
        {
            using HttpRequestMessage request = new(PropFind, uri)
            {
                Headers = { { "Depth", depth == 0 ? "0" : "1" } }, Content = new ByteArrayContent(MultiStatus.Question),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/xml", "utf-8");
            using HttpResponseMessage answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (answer.StatusCode != HttpStatusCode.MultiStatus)
                throw answer.IsSuccessStatusCode ? new DavFormatException("what answers there is no WebDAV") : new DavAnswerException(answer);
            List<DavEntry> entries = [];
            await using Stream body = await answer.Content.ReadAsStreamAsync(patience.Token);
            await foreach (DavEntry entry in MultiStatus.ReadAsync(body, uri.HostNameType == UriHostNameType.Dns ? uri.IdnHost : uri.Host, patience.Moved, patience.Token))
                entries.Add(entry);
            return (entries, answer.Headers.Date?.UtcDateTime ?? DateTime.UtcNow);
        }, cancellationToken);

    /// <summary>
    /// The entry of what was asked for. Without it nothing is believed of the answer: where a proxy rewrites paths, a full folder would look empty.
    /// </summary>
    private static DavEntry SelfOf(List<DavEntry> entries, Uri uri, string target)
    {
        string[] asked = Hrefs.PathOf(uri.AbsolutePath, "")!;
        return entries.FirstOrDefault(e => e.Path is { } path && path.AsSpan().SequenceEqual(asked)) ?? throw new BackupException(
            ErrorCode.StorageFailed, $"Looking for '{target}' failed: the server answers with other paths than it was asked for.",
            "Give the path as the server itself sees it, which a proxy before it may change.", target);
    }

    /// <summary>True where a server sends from a folder's name on to the same with a slash.</summary>
    private static bool IsFolderOf(DavAnswerException answer, Uri uri)
    {
        if (answer.Place is not { } to || uri.AbsolutePath.EndsWith('/'))
            return false;
        string path = to.IsAbsoluteUri ? to.AbsolutePath : to.OriginalString;
        return path.EndsWith('/') && Hrefs.PathOf(path, "") is { } names && names.AsSpan().SequenceEqual(Hrefs.PathOf(uri.AbsolutePath, ""));
    }
}
