using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BackupTools.Encryption.Services;

/// <summary>
/// Posts small JSON documents to services that keep keys. Redirections are not followed, answers are bounded, and what is passing is tried again a few times.
/// </summary>
/// <param name="handler">Sends; null for the network.</param>
/// <param name="pause">How long is waited before the second attempt; it doubles.</param>
internal sealed class ServiceHttp(HttpMessageHandler? handler = null, TimeSpan? pause = null) : IDisposable
{
    private const int Attempts = 4;

    private readonly HttpClient _client = new(handler ?? new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15), PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 32,
    })
    {
        Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = 64 * 1024,
    };

    private readonly TimeSpan _pause = pause ?? TimeSpan.FromMilliseconds(500);

    /// <summary>The one that asks the network.</summary>
    public static ServiceHttp Network { get; } = new();

    /// <summary>Posts.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="authorization">The header of that name; null for none.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="content">What.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The number of the answer, 0 where none came, with what it says.</returns>
    public async Task<ServiceAnswer> PostAsync(
        Uri address, AuthenticationHeaderValue? authorization, IReadOnlyDictionary<string, string> headers, JsonObject content, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            ServiceAnswer answer = await PostOnceAsync(address, authorization, headers, content, cancellationToken);
            if (!answer.IsPassing || attempt == Attempts)
                return answer;
            await Task.Delay(_pause * Math.Pow(2, attempt - 1), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<ServiceAnswer> PostOnceAsync(
        Uri address, AuthenticationHeaderValue? authorization, IReadOnlyDictionary<string, string> headers, JsonObject content, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new StringContent(content.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = authorization;
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
            return new ServiceAnswer((int)response.StatusCode, Parse(await response.Content.ReadAsStringAsync(cancellationToken)), response.StatusCode.ToString())
            {
                Sent = [.. headers.Values, .. authorization?.Parameter is { } token ? [token] : Array.Empty<string>(), .. Texts(content)],
            };
        }
        catch (HttpRequestException e)
        {
            return new ServiceAnswer(0, null, e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ServiceAnswer(0, null, "no answer came in time");
        }
    }

    private static IEnumerable<string> Texts(JsonObject content) => content.Select(m => m.Value).OfType<JsonValue>().Select(v => v.ToString());

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
