using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;

namespace BackupTools.Tests.Engines.PostgreSql.Wire;

/// <summary>Servers that are none, or not the right one: a login is bounded, can be stopped, and gives nothing away.</summary>
public sealed class HostileLoginTests
{
    private static readonly byte[] LetIn = FakeServer.Message('R', 0, 0, 0, 0);

    /// <summary>Client, what the server does, the error, and what its text must say.</summary>
    public static TheoryData<string, string, ErrorCode, string> Servers
    {
        get
        {
            TheoryData<string, string, ErrorCode, string> result = [];
            foreach (string client in new[] { "wire", "control" })
            {
                result.Add(client, "iterations", ErrorCode.LoginLimitExceeded, "2,147,483,647 iterations");
                result.Add(client, "parameters", ErrorCode.LoginLimitExceeded, "messages");
                result.Add(client, "notices", ErrorCode.LoginLimitExceeded, "bytes");
                result.Add(client, "long error", ErrorCode.LoginLimitExceeded, "50,000,000");
                result.Add(client, "nonce", ErrorCode.ServerNotTrusted, "nonce");
                result.Add(client, "signature", ErrorCode.ServerNotTrusted, "does not know the password");
                result.Add(client, "early welcome", ErrorCode.ServerNotTrusted, "SCRAM was not finished");
                result.Add(client, "short salt", ErrorCode.ServerNotTrusted, "salt");
                result.Add(client, "negative length", ErrorCode.ServerNotTrusted, "not PostgreSQL's protocol");
                result.Add(client, "HTTP", ErrorCode.ServerNotTrusted, "not PostgreSQL's protocol");
                result.Add(client, "SSH", ErrorCode.ServerNotTrusted, "not PostgreSQL's protocol");
                result.Add(client, "welcome and nonsense", ErrorCode.ServerNotTrusted, "not PostgreSQL's protocol");
            }

            return result;
        }
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task A_login_is_bounded_and_its_error_says_what_is_wrong(string client, string kind, ErrorCode code, string said)
    {
        await using FakeServer server = FakeServer.Raw(stream => ServeAsync(stream, kind));

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => OpenAsync(client, server.Settings, Bulk.Token));

        Assert.True(code == error.Code, error.ToString());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [Theory]
    [InlineData("wire", "silence")]
    [InlineData("control", "silence")]
    [InlineData("wire", "drops")]
    [InlineData("control", "drops")]
    public async Task A_login_without_a_time_limit_can_be_stopped(string client, string kind)
    {
        TaskCompletionSource reached = new();
        await using FakeServer server = FakeServer.Raw(async stream =>
        {
            await FakeServer.ReadStartupAsync(stream);
            reached.TrySetResult();
            if (kind == "drops")
                await stream.WriteAsync(FakeServer.Text('N', "SNOTICE\0").AsMemory(0, 7));
            await Task.Delay(Timeout.Infinite, Bulk.Token);
        });
        using CancellationTokenSource stop = new();
        Task opening = OpenAsync(client, server.Settings with { ConnectTimeout = null }, stop.Token);
        await reached.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(TimeSpan.FromSeconds(30), Bulk.Token));
    }

    [Theory, InlineData("wire"), InlineData("control")]
    public async Task A_password_is_not_sent_in_plain_text_without_TLS_unless_told(string client)
    {
        List<byte> heard = [];
        await using FakeServer server = FakeServer.Raw(async stream =>
        {
            await FakeServer.ReadStartupAsync(stream);
            await stream.WriteAsync(FakeServer.Message('R', 0, 0, 0, 3));
            byte[] bytes = new byte[100];
            for (int count; (count = await stream.ReadAsync(bytes)) > 0;)
                heard.AddRange(bytes[..count]);
        });

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => OpenAsync(client, server.Settings, Bulk.Token));

        Assert.True(error.Code == ErrorCode.PasswordNotSent, error.ToString());
        Assert.Contains("require_auth=password", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(heard);
        ServerSettings told = server.Settings with { RequireAuth = "password", ConnectTimeout = TimeSpan.FromSeconds(1) };
        await Assert.ThrowsAsync<BackupException>(() => OpenAsync(client, told, Bulk.Token));
        Assert.Contains("secret", Encoding.ASCII.GetString([.. heard]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wire", -2, "has expired on")]
    [InlineData("control", -2, "has expired on")]
    [InlineData("wire", 20, "valid only from")]
    public async Task A_certificate_of_another_time_is_told_as_that(string client, int days, string said)
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 authority = Certificate(key, "CN=Test CA", isAuthority: true).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(60));
        using RSA own = RSA.Create(2048);
        using X509Certificate2 issued = Certificate(own, "CN=localhost", isAuthority: false).Create(
            authority, DateTimeOffset.UtcNow.AddDays(days - 5), DateTimeOffset.UtcNow.AddDays(days), [1, 2, 3]);
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(own);
#if NET9_0_OR_GREATER
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
#else
        using X509Certificate2 certificate = new(withKey.Export(X509ContentType.Pkcs12));
#endif
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, authority.ExportCertificatePem(), Bulk.Token);
        await using FakeServer server = FakeServer.Raw(async stream =>
        {
            await FakeServer.ReadStartupAsync(stream);
            await stream.WriteAsync("S"u8.ToArray());
            try
            {
                await using SslStream tls = new(stream);
                await tls.AuthenticateAsServerAsync(certificate);
                await tls.CopyToAsync(Stream.Null);
            }
            catch (AuthenticationException)
            {
                // The client has not accepted it.
            }
        });

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => OpenAsync(
            client, server.Settings with { TlsMode = TlsMode.VerifyCa, RootCertificate = file }, Bulk.Token));

        File.Delete(file);
        Assert.True(error.Code == ErrorCode.TlsFailed, error.ToString());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    private static CertificateRequest Certificate(RSA key, string name, bool isAuthority)
    {
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request;
    }

    private static async Task OpenAsync(string client, ServerSettings settings, CancellationToken cancellationToken)
    {
        if (client == "wire")
            await (await WireConnection.OpenAsync(settings, settings.Addresses[0], cancellationToken)).DisposeAsync();
        else
            await (await ControlConnection.OpenAsync(settings, cancellationToken)).DisposeAsync();
    }

    private static async Task ServeAsync(NetworkStream stream, string kind)
    {
        await FakeServer.ReadStartupAsync(stream);
        switch (kind)
        {
            case "parameters":
                await stream.WriteAsync(LetIn);
                for (int i = 0; ; i++)
                    await stream.WriteAsync(FakeServer.Text('S', $"p{i}\0x\0"));
            case "notices":
                while (true)
                    await stream.WriteAsync(FakeServer.Text('N', "M" + new string('n', 60_000) + "\0\0"));
            case "long error":
                await stream.WriteAsync(new byte[] { (byte)'E', 0x02, 0xFA, 0xF0, 0x84 });
                break;
            case "negative length":
                await stream.WriteAsync(new byte[] { (byte)'R', 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0 });
                break;
            case "HTTP":
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
                break;
            case "SSH":
                await stream.WriteAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
                break;
            case "short salt":
                await stream.WriteAsync(FakeServer.Message('R', 0, 0, 0, 5));
                break;
            case "welcome and nonsense":
                await stream.WriteAsync((byte[])[.. LetIn, .. FakeServer.Message('?')]);
                break;
            default:
                await ScramAsync(stream, kind);
                break;
        }

        await stream.CopyToAsync(Stream.Null);
    }

    private static async Task ScramAsync(NetworkStream stream, string kind)
    {
        await stream.WriteAsync(FakeServer.Message('R', [0, 0, 0, 10, .. "SCRAM-SHA-256\0\0"u8]));
        string first = Encoding.ASCII.GetString(await FakeServer.ReadMessageAsync(stream));
        if (kind == "early welcome")
        {
            await stream.WriteAsync(LetIn);
            return;
        }

        string nonce = kind == "nonce" ? "x" : first[(first.IndexOf("r=", StringComparison.Ordinal) + 2)..];
        string iterations = kind == "iterations" ? "2147483647" : "4096";
        await stream.WriteAsync(FakeServer.Message('R', [0, 0, 0, 11, .. Encoding.ASCII.GetBytes($"r={nonce}x,s=AAAA,i={iterations}")]));
        await FakeServer.ReadMessageAsync(stream);
        await stream.WriteAsync(FakeServer.Message('R', [0, 0, 0, 12, .. "v=AAAA"u8]));
    }
}
