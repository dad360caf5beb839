using System.Globalization;
using System.Net;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>
/// An upload of parts as the service keeps it: a session, whose address lets anybody write and is therefore shown to nobody. It is told only where
/// it takes the next byte.
/// </summary>
/// <param name="storage">The storage.</param>
/// <param name="name">The object's name.</param>
/// <param name="session">The address of the session.</param>
internal sealed class GoogleCloudUpload(GoogleCloudStorage storage, string name, Uri session)
{
    private bool _isDoubtful;

    /// <summary>How many bytes the service has.</summary>
    public long Taken { get; private set; }

    private string Path => storage.GetPath(name);

    /// <summary>Not the session.</summary>
    public override string ToString() => nameof(GoogleCloudUpload);

    /// <summary>Begins one; the service refuses it (412) where there is an object of that name.</summary>
    public static async Task<GoogleCloudUpload> BeginAsync(GoogleCloudStorage storage, string name, string mark, CancellationToken cancellationToken)
    {
        Uri session = await storage.CallAsync("Writing", storage.GetPath(name), 0, async (service, patience) =>
        {
            using HttpRequestMessage request = GoogleCloudRequests.Begin(storage, service, name, mark);
            using HttpResponseMessage answer = await GoogleCloudRequests.SendAsync(service, request, patience);
            return answer.Headers.Location is { IsAbsoluteUri: true } found ? found : throw new IOException("The service does not say where the upload goes.");
        }, cancellationToken);

        // Whatever host an answer names: a token goes to the one that the user named.
        return new GoogleCloudUpload(storage, name, new Uri(storage.Settings.Endpoint.GetLeftPart(UriPartial.Authority) + session.PathAndQuery));
    }

    /// <summary>Sends a part, or what the service does not have of it yet; may be called again after it failed.</summary>
    /// <param name="part">The part.</param>
    /// <param name="begin">Where it begins in the object.</param>
    /// <param name="total">The object's size where this is its last part, which publishes it; null where it is not.</param>
    /// <param name="crc">The checksum of the whole, with the last part.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The object, after the last part.</returns>
    public async Task<GoogleCloudObject?> SendAsync(PartBuffer part, long begin, long? total, string? crc, CancellationToken cancellationToken)
    {
        if (_isDoubtful && await AskAsync(total, cancellationToken) is { } published)
            return published;
        while (Taken < begin + part.Length)
        {
            long from = Taken;
            if (from < begin)
                throw Gone("it has lost what it had of it");
            string range = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{begin + part.Length - 1}/{(total is { } size ? size.ToString(CultureInfo.InvariantCulture) : "*")}");
            GoogleCloudObject? made = await RequestAsync("Writing", begin + part.Length - from, patience =>
            {
                Stream content = part.OpenRead(patience.Moved);
                content.Position = from - begin;
                return new StreamContent(content);
            }, range, crc, cancellationToken);
            if (made is not null)
                return made;
            if (Taken == from)
                throw new BackupException(ErrorCode.StorageFailed, $"Writing '{Path}' failed: the service took nothing of what was sent.", "Try again.", Path, isTransient: true);
            if (Taken > begin + part.Length)
                throw Gone("it says that it has more than was sent");
        }

        return total is null ? null : throw Gone("it has all of it and does not publish it");
    }

    /// <summary>Asks how much the service has.</summary>
    /// <param name="total">The object's size where it is known, as the last part says it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The object, where it is published already.</returns>
    public Task<GoogleCloudObject?> AskAsync(long? total, CancellationToken cancellationToken) => RequestAsync(
        "Checking the upload of", 0, _ => new ByteArrayContent([]), total is { } size ? string.Create(CultureInfo.InvariantCulture, $"bytes */{size}") : "bytes */*", null, cancellationToken);

    /// <summary>Takes the upload back; one that is gone is no error.</summary>
    public async Task CancelAsync()
    {
        try
        {
            await storage.CallAsync("Taking back an upload to", storage.Location, 0, async (service, patience) =>
            {
                using HttpRequestMessage request = new(HttpMethod.Delete, session);
                using HttpResponseMessage answer = await GoogleCloudRequests.SendAsync(service, request, patience);
                return true;
            }, CancellationToken.None);
        }
        catch (BackupException e) when (GoogleCloudErrors.StatusOf(e) is (HttpStatusCode)499 or HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            // 499 is how the service says that it has done it.
        }
    }

    private async Task<GoogleCloudObject?> RequestAsync(
        string operation, long bytes, Func<Patience, HttpContent> content, string range, string? crc, CancellationToken cancellationToken)
    {
        _isDoubtful = true;
        try
        {
            GoogleCloudObject? made = await storage.CallAsync(operation, Path, bytes, async (service, patience) =>
            {
                using HttpRequestMessage request = new(HttpMethod.Put, session) { Content = content(patience) };
                request.Content.Headers.TryAddWithoutValidation("Content-Range", range); // No standard knows */*.
                if (crc is not null)
                    request.Headers.Add("X-Goog-Hash", "crc32c=" + crc);
                using HttpResponseMessage answer = await GoogleCloudRequests.SendAsync(service, request, patience);
                if (answer.StatusCode != HttpStatusCode.PermanentRedirect)
                    return await GoogleCloudRequests.ObjectAsync(answer, patience);
                Taken = TakenOf(answer);
                return null;
            }, cancellationToken);
            _isDoubtful = false;
            return made;
        }
        catch (BackupException e) when (GoogleCloudErrors.StatusOf(e) == HttpStatusCode.Gone)
        {
            throw Gone("the session has ended", e.InnerException);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            throw Gone("it does not know the session any more", e.InnerException);
        }
    }

    /// <summary>How much the service has, of <c>bytes=0-99</c>; nothing where it says nothing.</summary>
    private static long TakenOf(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Range", out IEnumerable<string>? values))
            return 0;
        string text = values.First();
        return text.StartsWith("bytes=0-", StringComparison.Ordinal)
            && long.TryParse(text.AsSpan("bytes=0-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out long last) && last < long.MaxValue
            ? last + 1
            : throw new IOException("The service does not say what it has of the upload.");
    }

    private BackupException Gone(string why, Exception? inner = null) => new(
        ErrorCode.StorageFailed, $"The service cannot go on with the upload of '{Path}': {why}.", "Run it again: nothing was left behind.", Path, inner);
}
