using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BackupTools.Notifications;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace BackupTools.Tests.Notifications;

public sealed class EmailTests
{
    private static readonly NotificationEvent Told = new() { Job = "nightly\r\nBcc: evil@example.com", Outcome = NotificationOutcome.Failed, Message = "ä wrong thing", Host = "vm" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_arrives_with_everything_in_it_and_nothing_of_others_in_its_head()
    {
        await using MailServer server = new();
        NotificationResult result = await SendAsync(server.Port, tls: false);
        Assert.True(result.Sent, result.Message);
        string mail = Assert.Single(server.Mails);
        string head = mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.Contains("To: dba@example.com", head, StringComparison.Ordinal);
        Assert.Contains("From: backup@example.com", head, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", head, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nBcc:", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Subject: ", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_server_has_no_encryption_nothing_is_sent()
    {
        await using MailServer server = new();
        NotificationResult result = await SendAsync(server.Port, tls: true);
        Assert.False(result.Sent);
        Assert.Equal(1, result.Attempts);
        Assert.Contains("no encrypted connection", result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_gets_no_password_and_no_mail()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using MailServer server = new(certificate: certificate);
        NotificationResult result = await SendAsync(server.Port, tls: true, user: "me");
        Assert.False(result.Sent);
        Assert.Contains("not trusted", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_mail_that_is_refused_is_not_tried_again()
    {
        await using MailServer server = new(SmtpResponse.MailboxUnavailable);
        NotificationResult result = await SendAsync(server.Port, tls: false);
        Assert.False(result.Sent);
        Assert.Equal(1, result.Attempts);
        Assert.Contains("550", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        NotificationResult result = await SendAsync(((IPEndPoint)silent.LocalEndpoint).Port, tls: false, limit: TimeSpan.FromMilliseconds(400));
        silent.Stop();
        Assert.Contains("longer than", result.Message, StringComparison.Ordinal);
    }

    private static async Task<NotificationResult> SendAsync(int port, bool tls, string? user = null, TimeSpan? limit = null)
    {
        Dictionary<string, object?> mapping = new()
        {
            ["kind"] = "email", ["to"] = "dba@example.com", ["from"] = "backup@example.com", ["server"] = "localhost", ["port"] = port, ["tls"] = tls,
            ["user"] = user, ["password"] = user is null ? null : "env:PW",
        };
        NotificationDelivery delivery = new() { Limit = limit ?? TimeSpan.FromSeconds(30), LookUp = (_, _) => Task.FromResult("hunter2") };
        return (await delivery.SendAsync([NotificationTarget.Parse(mapping)], Told, Token))[0];
    }

    private sealed class MailServer : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public MailServer(SmtpResponse? answer = null, X509Certificate2? certificate = null)
        {
            using (TcpListener free = new(IPAddress.Loopback, 0))
            {
                free.Start();
                Port = ((IPEndPoint)free.LocalEndpoint).Port;
            }

            ISmtpServerOptions options = new SmtpServerOptionsBuilder()
                .ServerName("localhost")
                .Endpoint(e =>
                {
                    e.Endpoint(new IPEndPoint(IPAddress.Loopback, Port));
                    if (certificate is not null)
                        e.Certificate(certificate);
                })
                .Build();
            ServiceProvider services = new();
            services.Add(new Store(Mails, answer ?? SmtpResponse.Ok));
            _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stop.Token);
        }

        public int Port { get; }

        public List<string> Mails { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ContinueWith(_ => { }, TaskScheduler.Default);
            _stop.Dispose();
        }
    }

    private sealed class Store(List<string> mails, SmtpResponse answer) : MessageStore
    {
        public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            if (answer == SmtpResponse.Ok)
                mails.Add(Encoding.UTF8.GetString(buffer.ToArray()));
            return Task.FromResult(answer);
        }
    }
}
