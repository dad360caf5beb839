using System.Net.Http.Headers;
using System.Text;
using BackupTools.Storages.WebDav;
using BackupTools.Tests.Servers.WebDav;

namespace BackupTools.Tests.Storages.WebDav;

/// <summary>Storages on the test servers.</summary>
internal static class WebDavFixture
{
    public static StorageInfo Info(Uri server, string folder, params (string Name, string Value)[] options) =>
        (new WebDavStorageProvider().Parse($"webdav://{server.Authority}/{folder}") with
        {
            UserName = DavServing.UserName, Options = options.ToDictionary(o => o.Name, o => o.Value),
        }).WithSecret(SecureText.Of(DavServing.Password));

    /// <summary>A storage to which everything unfinished that is not its own is abandoned.</summary>
    /// <param name="info">Where it is.</param>
    /// <param name="idle">How long nothing may move.</param>
    /// <param name="wholeSize">What is sent as a whole.</param>
    public static WebDavStorage Open(StorageInfo info, TimeSpan? idle = null, int wholeSize = 200_000) => new(info, WebDavSettings.Of(info))
    {
        AbandonedAge = TimeSpan.Zero, Idle = idle ?? TimeSpan.FromSeconds(30), Work = (idle ?? TimeSpan.FromSeconds(30)) * 2, WholeSize = wholeSize,
        Turn = idle ?? TimeSpan.FromSeconds(30),
    };

    /// <summary>A client that has nothing of the product, to see and to make what is there.</summary>
    public static HttpClient Client(Uri server) => new()
    {
        BaseAddress = server,
        DefaultRequestHeaders =
        {
            Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DavServing.UserName}:{DavServing.Password}"))),
        },
    };

    public static async Task SendAsync(this HttpClient client, string method, string path, byte[]? content = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = content is null ? null : new ByteArrayContent(content) };
        using HttpResponseMessage answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
