using System.Text.Json.Nodes;
using BackupTools.Notifications;
using BackupTools.Notifications.Http;

namespace BackupTools.Tests.Notifications;

public sealed class WebNotificationTests
{
    private static readonly NotificationEvent Told = new()
    {
        Job = "nightly", Outcome = NotificationOutcome.Failed, Change = NotificationChange.Broke, Database = "shop", ErrorId = "ServerUnreachable",
        Message = "postgresql://me:hunter2@db1 <!channel> @everyone \u001b[31m", SizeBytes = 2048, Duration = TimeSpan.FromSeconds(2), Host = "vm",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static NotificationTarget Target(string kind, string url, string? secret = null) => NotificationTarget.Parse(secret is null
        ? new Dictionary<string, object?> { ["kind"] = kind, ["url"] = url }
        : new Dictionary<string, object?> { ["kind"] = kind, ["url"] = url, ["secret"] = secret });

    private static async Task<NotificationResult> SendAsync(NotificationTarget target, TimeSpan? limit = null, NotificationEvent? told = null, CancellationToken? token = null)
    {
        NotificationDelivery delivery = new() { Limit = limit ?? TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(5), LookUp = (_, _) => Task.FromResult("the key") };
        return Assert.Single(await delivery.SendAsync([target], told ?? Told, token ?? Token));
    }

    [Theory]
    [InlineData("webhook")]
    [InlineData("slack")]
    [InlineData("teams")]
    [InlineData("discord")]
    public async Task Each_kind_gets_json_in_its_shape_without_secrets_or_mentions(string kind)
    {
        await using RawHttpServer server = new("200 OK");
        NotificationResult result = await SendAsync(Target(kind, server.Url));
        Assert.True(result.Sent, result.Message);
        string request = Assert.Single(server.Requests);
        Assert.StartsWith("POST /hook/topsecrettoken HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", request, StringComparison.Ordinal);
        JsonObject body = JsonNode.Parse(request[request.IndexOf('{', StringComparison.Ordinal)..])!.AsObject();
        string text = body.ToJsonString();
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain(@"\u001b", text.Replace(@"\\u001b", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("nightly on vm fails", text, StringComparison.Ordinal);
        Assert.NotNull(kind switch { "slack" => body["text"], "discord" => body["content"], "teams" => body["attachments"]![0]!["content"]!["body"], _ => body["outcome"] });
        if (kind == "slack")
            Assert.DoesNotContain("<!channel>", body["text"]!.GetValue<string>(), StringComparison.Ordinal);
        if (kind == "discord")
            Assert.Empty(body["allowed_mentions"]!["parse"]!.AsArray());
        if (kind == "webhook")
            Assert.Equal(("Failed", "Broke", "ServerUnreachable", 2048), (body["outcome"]!.GetValue<string>(), body["change"]!.GetValue<string>(), body["errorId"]!.GetValue<string>(), body["sizeBytes"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_webhook_with_a_key_is_signed()
    {
        await using RawHttpServer server = new("204 No Content");
        Assert.True((await SendAsync(Target("webhook", server.Url, "env:KEY"))).Sent);
        string request = server.Requests[0];
        string Header(string name) => request.Split("\r\n").Single(l => l.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
        string body = request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal("sha256=" + WebNotifier.Sign("the key", Header("X-BackupTools-Timestamp"), body), Header("X-BackupTools-Signature"));
    }

    /// <summary>RFC 4231, the second test case, whose data begins "what do ya want".</summary>
    [Fact]
    public void A_signature_is_hmac_sha256() => Assert.Equal(
        Convert.ToHexString(System.Security.Cryptography.HMACSHA256.HashData("Jefe"u8, "1.x"u8)).ToLowerInvariant(), WebNotifier.Sign("Jefe", "1", "x"));

    [Theory]
    [InlineData(NotificationOutcome.Started, "/hook/topsecrettoken/start")]
    [InlineData(NotificationOutcome.Succeeded, "/hook/topsecrettoken")]
    [InlineData(NotificationOutcome.Failed, "/hook/topsecrettoken/fail")]
    public async Task A_heartbeat_says_what_became_of_the_job_in_its_path(NotificationOutcome outcome, string path)
    {
        await using RawHttpServer server = new("200 OK", body: "OK");
        Assert.True((await SendAsync(Target("heartbeat", server.Url), told: Told with { Outcome = outcome })).Sent);
        Assert.StartsWith($"POST {path} HTTP/1.1", server.Requests[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500 Oops")]
    [InlineData("429 Slow down")]
    [InlineData("408 Too late")]
    public async Task What_may_pass_is_tried_again(string status)
    {
        await using RawHttpServer server = new((number, _, stream, token) => RawHttpServer.SayAsync(stream, number < 3 ? status : "200 OK", "", "", token));
        NotificationResult result = await SendAsync(Target("slack", server.Url));
        Assert.True(result.Sent);
        Assert.Equal(3, result.Attempts);
    }

    [Theory]
    [InlineData("404 Not Found")]
    [InlineData("403 Forbidden")]
    [InlineData("303 See Other")]
    public async Task What_will_not_pass_is_tried_once_and_said_without_the_token(string status)
    {
        await using RawHttpServer server = new(status, body: "no hook /hook/TopSecretToken\r\nhere");
        NotificationResult result = await SendAsync(Target("slack", server.Url));
        Assert.False(result.Sent);
        Assert.Equal(1, result.Attempts);
        Assert.Contains(status[..3], result.Message, StringComparison.Ordinal);
        Assert.Contains("here", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecrettoken", result.Message + result.Target, StringComparison.OrdinalIgnoreCase);
        Assert.Equal($"slack at http://127.0.0.1:{server.Port}/…", result.Target);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up()
    {
        await using RawHttpServer server = new((_, _, _, token) => Task.Delay(Timeout.Infinite, token));
        NotificationResult result = await SendAsync(Target("webhook", server.Url), TimeSpan.FromMilliseconds(300));
        Assert.False(result.Sent);
        Assert.Contains("longer than 300.0 ms", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_drips_for_ever_is_given_up()
    {
        await using RawHttpServer server = new(async (_, _, stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 400 Bad\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray(), token);
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), token);
                await Task.Delay(20, token);
            }
        });
        Assert.False((await SendAsync(Target("webhook", server.Url), TimeSpan.FromMilliseconds(500))).Sent);
    }

    [Fact]
    public async Task An_endless_answer_costs_no_memory_and_no_time()
    {
        await using RawHttpServer server = new(async (_, _, stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 400 Bad\r\nConnection: close\r\n\r\n"u8.ToArray(), token);
            byte[] block = new byte[64 * 1024];
            while (true)
                await stream.WriteAsync(block, token);
        });
        NotificationResult result = await SendAsync(Target("webhook", server.Url));
        Assert.Contains("answered 400", result.Message, StringComparison.Ordinal);
        Assert.True(result.Message!.Length < 2000);
    }

    [Fact]
    public async Task A_redirection_is_followed_on_the_same_host_only()
    {
        await using RawHttpServer server = new((number, _, stream, token) =>
            number == 1 ? RawHttpServer.SayAsync(stream, "307 Elsewhere", "Location: /other\r\n", "", token) : RawHttpServer.SayAsync(stream, "200 OK", "", "", token));
        Assert.True((await SendAsync(Target("webhook", server.Url))).Sent);
        Assert.StartsWith("POST /other ", server.Requests[1], StringComparison.Ordinal);

        await using RawHttpServer other = new("200 OK");
        await using RawHttpServer redirecting = new("307 Elsewhere", $"Location: http://127.0.0.1:{other.Port}/\r\n");
        NotificationResult result = await SendAsync(Target("webhook", redirecting.Url));
        Assert.Contains("is not followed", result.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Redirections_in_a_circle_end()
    {
        await using RawHttpServer server = new("308 Again", "Location: /again\r\n");
        Assert.Contains("again and again", (await SendAsync(Target("webhook", server.Url))).Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Where_nobody_listens_it_is_tried_until_the_time_is_over()
    {
        NotificationResult result = await SendAsync(Target("webhook", "http://127.0.0.1:1/secretpath"), TimeSpan.FromMilliseconds(400));
        Assert.True(result.Attempts > 1);
        Assert.Contains("Before that", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secretpath", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_stops_is_told_that_it_was_not_sent()
    {
        using CancellationTokenSource stop = new();
        await using RawHttpServer server = new(async (_, _, _, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        });
        Assert.Contains("stopped", (await SendAsync(Target("webhook", server.Url), token: stop.Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_driver_throws_is_a_result()
    {
        NotificationDelivery delivery = new([new BrokenNotifier()]);
        NotificationResult result = Assert.Single(await delivery.SendAsync([Target("slack", "https://example.com/x")], Told, Token));
        Assert.Contains("InvalidOperationException", result.Message, StringComparison.Ordinal);
    }

    private sealed class BrokenNotifier : INotifier
    {
        public IReadOnlyList<string> Kinds => ["slack"];

        public Task SendAsync(NotificationTarget target, NotificationEvent told, SecretLookup lookUp, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("defect");
    }
}
