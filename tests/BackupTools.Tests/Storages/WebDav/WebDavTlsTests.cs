using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BackupTools.Storages.WebDav;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.WebDav;

/// <summary>Whose certificate is believed.</summary>
public sealed class WebDavTlsTests : IDisposable
{
    private const string Answer = "<d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/b/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>";
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _listener = new(IPAddress.Any, 0);
    private readonly List<string> _heads = [];

    public void Dispose()
    {
        _listener.Stop();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("own", "127.0.0.1", true)]
    [InlineData("other", "127.0.0.1", false)]
    [InlineData(null, "127.0.0.1", false)]
    [InlineData("own", "localhost", true)]
    [InlineData("own", "127.0.0.2", false)]
    public async Task Only_a_server_that_the_right_one_vouches_for_is_shown_the_password(string? authority, string host, bool isGood)
    {
        await ServerCertificates.WriteAsync(_folder["own"]);
        await ServerCertificates.WriteAsync(_folder["other"]);
        using var server = X509Certificate2.CreateFromPemFile(_folder["own/server-cert.pem"], _folder["own/server-key.pem"]);
        _listener.Start();
        _ = ServeAsync(server, TestContext.Current.CancellationToken);
        StorageInfo info = (new WebDavStorageProvider().Parse($"webdavs://{host}:{((IPEndPoint)_listener.LocalEndpoint).Port}/b") with
        {
            UserName = "me", Options = authority is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["CaFile"] = _folder[authority + "/ca.pem"] },
        }).WithSecret(SecureText.Of("topsecret"));
        WebDavStorage storage = new(info, WebDavSettings.Of(info)) { Idle = TimeSpan.FromSeconds(10) };
        if (isGood)
        {
            Assert.Empty(await storage.NamesAsync());
            Assert.Contains("Authorization: Basic", Assert.Single(_heads), StringComparison.Ordinal);
            return;
        }

        BackupException error = await FailsAsync(ErrorCode.StorageFailed, () => storage.NamesAsync());
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.Empty(_heads);
    }

    [Theory]
    [InlineData("not there", null)]
    [InlineData("empty", "no certificate")]
    public async Task A_file_without_certificates_is_said(string name, string? content)
    {
        if (content is not null)
            await File.WriteAllTextAsync(_folder[name], content, TestContext.Current.CancellationToken);
        StorageInfo info = new WebDavStorageProvider().Parse("webdavs://127.0.0.1:1/b") with { Options = new Dictionary<string, string> { ["CaFile"] = _folder[name] } };
        await FailsAsync(ErrorCode.InvalidArgument, () => new WebDavStorage(info, WebDavSettings.Of(info)).NamesAsync());
    }

    private async Task ServeAsync(X509Certificate2 certificate, CancellationToken token)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(token);
                try
                {
                    await using SslStream tls = new(client.GetStream());
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, token);
                    byte[] buffer = new byte[8192];
                    int count = await tls.ReadAsync(buffer, token);
                    if (count > 0)
                        _heads.Add(Encoding.ASCII.GetString(buffer, 0, count));
                    await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 207 Multi-Status\r\nContent-Length: {Answer.Length}\r\nConnection: close\r\n\r\n{Answer}"), token);
                    await tls.ShutdownAsync();
                }
                catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // It was not believed.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The test is over.
        }
    }
}
