using System.Net;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Notifications.Http;

/// <summary>
/// Posts to addresses that other people chose: redirections are followed on the same host only, of an answer a few kilobytes are read,
/// and no error says more of the address than its host.
/// </summary>
internal static class BoundedHttp
{
    private const int MostRedirections = 3;
    private const int MostBytes = 4096;
    private const int MostShown = 200;

    private static readonly Lazy<HttpClient> Client = new(() => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseHeadersLength = 32,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Posts the content, once.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.NotificationFailed"/>.</exception>
    public static async Task PostAsync(
        NotificationTarget target, Uri address, string content, string type, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        Uri at = address;
        for (int hop = 0; ; hop++)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, at) { Content = new StringContent(content, Encoding.UTF8, type) };
            request.Headers.UserAgent.ParseAdd("BackupTools");
            foreach ((string name, string value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using HttpResponseMessage response = await SendAsync(target, request, cancellationToken);
            if (response.IsSuccessStatusCode)
                return;
            if (NextAddress(response, at) is { } next)
            {
                if (hop == MostRedirections)
                    throw Failed(target, "redirects again and again", false);
                if (next.Scheme != at.Scheme || next.Authority != at.Authority)
                    throw Failed(target, $"redirects to another host, '{next.Authority}', which is not followed", false);
                at = next;
                continue;
            }

            bool isTransient = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)response.StatusCode is 425 or >= 500;
            string said = await ReadAsync(response, address, cancellationToken);
            throw Failed(target, $"answered {(int)response.StatusCode}{(said.Length > 0 ? $" ({said})" : "")}", isTransient);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(NotificationTarget target, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw Failed(target, $"cannot be reached: {e.HttpRequestError}", true, e);
        }
    }

    private static Uri? NextAddress(HttpResponseMessage response, Uri at) =>
        (int)response.StatusCode is 301 or 302 or 307 or 308 && response.Headers.Location is { } location ? new Uri(at, location) : null;

    /// <summary>The beginning of what was answered, without what may repeat the secret of the address.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            byte[] buffer = new byte[MostBytes];
            int read = await body.ReadAtLeastAsync(buffer, MostBytes, throwOnEndOfStream: false, cancellationToken);
            string text = Encoding.UTF8.GetString(buffer, 0, read);
            foreach (string part in address.PathAndQuery.Split('/', '?', '&', '=').Where(p => p.Length > 4).OrderByDescending(p => p.Length))
                text = text.Replace(part, "…", StringComparison.OrdinalIgnoreCase);
            text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return text.Length > MostShown ? text[..MostShown] + "…" : text;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return "";
        }
    }

    private static BackupException Failed(NotificationTarget target, string what, bool isTransient, Exception? inner = null) => new(
        ErrorCode.NotificationFailed, $"{target.Display} was not told: it {what}.", "", target.Display, inner, isTransient);
}
