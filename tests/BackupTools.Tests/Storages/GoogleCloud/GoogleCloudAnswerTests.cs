using System.Text;
using BackupTools.Storages.GoogleCloud;
using BackupTools.Tests.Notifications;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.GoogleCloud;

/// <summary>What a service may answer, also one that lies: a stub of these tests says it.</summary>
public sealed class GoogleCloudAnswerTests
{
    private const string Json = "Content-Type: application/json\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("503 Service Unavailable", "backendError", ErrorCode.StorageFailed, true)]
    [InlineData("500 Internal Server Error", "internalError", ErrorCode.StorageFailed, true)]
    [InlineData("429 Too Many Requests", "rateLimitExceeded", ErrorCode.StorageFailed, true)]
    [InlineData("408 Request Timeout", "uploadBrokenConnection", ErrorCode.StorageFailed, true)]
    [InlineData("403 Forbidden", "rateLimitExceeded", ErrorCode.StorageFailed, true)]
    [InlineData("403 Forbidden", "forbidden", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", "accountDisabled", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", "retentionPolicyNotMet", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", "somethingNew", ErrorCode.StorageAccessDenied, false)]
    [InlineData("401 Unauthorized", "authError", ErrorCode.StorageAccessDenied, false)]
    [InlineData("404 Not Found", "notFound", ErrorCode.StorageNotFound, false)]
    [InlineData("400 Bad Request", "somethingNew", ErrorCode.StorageFailed, false)]
    [InlineData("302 Found", "somethingNew", ErrorCode.StorageFailed, false)]
    public async Task Each_refusal_has_its_code(string status, string reason, ErrorCode code, bool isTransient)
    {
        const string Message = "It says \\u001b[31mpassword=hunter2\\nand more";
        await using RawHttpServer server = new(
            status, $"{Json}Location: http://127.0.0.1:1/elsewhere\r\n",
            $$"""{"error": {"code": 1, "message": "{{Message}}", "errors": [{"message": "{{Message}}", "domain": "global", "reason": "{{reason}}" }] } }""");

        BackupException error = await FailsAsync(code, () => Open(server).ItemsAsync());

        Assert.Equal(isTransient, error.IsTransient);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.Single(server.Requests);
    }

    /// <summary>Requests of our own, whose answers the maker's library does not read.</summary>
    [Theory]
    [InlineData("400 Bad Request", "Provided CRC32C \\\"AAAAAA==\\\" doesn't match calculated CRC32C \\\"yZRlqg==\\\".", ErrorCode.StorageFailed, true)]
    [InlineData("400 Bad Request", "Bucket does not have object retention enabled.", ErrorCode.InvalidArgument, false)]
    [InlineData("403 Forbidden", "Permission denied on Cloud KMS key. password=hunter2", ErrorCode.StorageAccessDenied, false)]
    [InlineData("400 Bad Request", "Cloud KMS key is in another region.", ErrorCode.StorageAccessDenied, false)]
    [InlineData("302 Found", "", ErrorCode.StorageFailed, false)]
    [InlineData("507 Insufficient Storage", "", ErrorCode.StorageFailed, false)]
    public async Task Each_refusal_of_a_writing_has_its_code(string status, string message, ErrorCode code, bool isTransient)
    {
        await using RawHttpServer server = new((_, request, stream, token) => request.StartsWith("POST", StringComparison.Ordinal)
            ? RawHttpServer.SayAsync(stream, status, $"{Json}Location: http://127.0.0.1:1/elsewhere\r\n", $$"""{"error": {"message": "{{message}}" } }""", token)
            : RawHttpServer.SayAsync(stream, request.Contains("/o/x", StringComparison.Ordinal) ? "404 Not Found" : "200 OK", Json, "{}", token));

        BackupException error = await FailsAsync(code, () => Open(server).PutAsync("x", Bytes(10)));

        Assert.Equal(isTransient, error.IsTransient);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests, r => r.StartsWith("POST", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("{\"items\":[{\"name\":\"p/x\"")]
    [InlineData("{\"items\":[{\"name\":\"p/x\",\"size\":\"-1\"}]}")]
    [InlineData("{\"items\":[{\"name\":\"p/x\",\"size\":\"18446744073709551615\"}]}")]
    [InlineData("{\"items\":[{\"name\":\"p/x\",\"size\":\"1\",\"updated\":\"yesterday\"}]}")]
    [InlineData("{\"items\":{\"name\":\"p/x\"}}")]
    [InlineData("[]")]
    public async Task A_listing_that_is_none_is_an_error(string body)
    {
        await using RawHttpServer server = new("200 OK", Json, body);
        await FailsAsync(ErrorCode.StorageFailed, () => Open(server).ItemsAsync());
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"items\":[null,{},{\"name\":null}]}")]
    public async Task A_listing_of_nothing_has_no_backup(string body)
    {
        await using RawHttpServer server = new("200 OK", Json, body);
        Assert.Empty(await Open(server).ItemsAsync());
    }

    [Fact]
    public async Task Names_that_a_service_says_lead_nowhere()
    {
        string[] keys = ["p/good", "p/..", "p/.", "p/../../etc", "p/a\\nb", "p/\\u001b[31m", "p/a\\\\b", "p/", "p", "elsewhere", "/etc/passwd"];
        await using RawHttpServer server = new("200 OK", Json, $$"""{"items":[{{string.Join(',', keys.Select(k => $$"""{"name": "{{k}}", "size": "1" }"""))}}]}""");

        Assert.Equal(["good"], await Open(server).NamesAsync());
    }

    [Fact]
    public async Task A_listing_that_never_ends_ends()
    {
        await using RawHttpServer server = new("200 OK", Json, """{"nextPageToken":"again","items":[{"name":"p/x","size":"1"}]}""");

        Assert.False((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).ItemsAsync())).IsTransient);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_drip_and_a_silence_come_to_an_end()
    {
        foreach (TimeSpan pause in (TimeSpan[])[TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan])
        {
            await using RawHttpServer server = new((_, _, stream, token) => RawHttpServer.DripAsync(
                stream, "206 Partial Content\r\nContent-Length: 60000\r\nContent-Range: bytes 0-59999/60000\r\nx-goog-generation: 1", 60000, pause, token));
            long begin = TimeProvider.System.GetTimestamp();

            Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).OpenReadAsync("x", Token))).IsTransient);
            Assert.InRange(TimeProvider.System.GetElapsedTime(begin), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(20));
        }
    }

    [Theory]
    [InlineData("206 Partial Content", "Content-Range: bytes 0-2/3\r\n")]
    [InlineData("206 Partial Content", "Content-Range: bytes 0-2/3\r\nx-goog-generation: many\r\n")]
    [InlineData("206 Partial Content", "Content-Range: bytes 0-2/30\r\nx-goog-generation: 1\r\n")]
    [InlineData("206 Partial Content", "x-goog-generation: 1\r\n")]
    [InlineData("302 Found", "Location: http://127.0.0.1:1/elsewhere\r\n")]
    public async Task An_object_that_says_what_cannot_be_is_not_opened(string status, string headers)
    {
        await using RawHttpServer server = new(status, headers, "abc");
        await FailsAsync(ErrorCode.StorageFailed, () => Open(server).OpenReadAsync("x", Token));
        Assert.Single(server.Requests);
    }

    /// <summary>What a service says of a session that has taken one part, or was to: the upload fails, ends, and tells nobody the session's address.</summary>
    [Theory]
    [InlineData("308 Resume Incomplete", "Range: bytes=0-99999999999\r\n", "")]
    [InlineData("308 Resume Incomplete", "Range: bytes=5-10\r\n", "")]
    [InlineData("308 Resume Incomplete", "Range: lots\r\n", "")]
    [InlineData("308 Resume Incomplete", "", "")]
    [InlineData("200 OK", Json, "{\"name\":\"p/x\",\"generation\":\"1\",\"size\":\"1\",\"crc32c\":\"AAAAAA==\"}")]
    [InlineData("200 OK", Json, "<html>")]
    [InlineData("200 OK", Json, "{}")]
    [InlineData("302 Found", "Location: http://127.0.0.1:1/elsewhere\r\n", "")]
    [InlineData("404 Not Found", "", "")]
    [InlineData("410 Gone", "", "upload_id=topsecretvalue")]
    [InlineData("503 Service Unavailable", "", "signature=topsecretvalue")]
    public async Task A_session_that_is_answered_wrongly_publishes_nothing(string status, string headers, string body)
    {
        await using RawHttpServer server = new((_, request, stream, token) => request.Split(' ')[0] switch
        {
            "POST" => RawHttpServer.SayAsync(stream, "200 OK", "Location: https://evil.example.com/upload/storage/v1/b/backups/o?upload_id=topsecretvalue\r\n", "", token),
            "PUT" => RawHttpServer.SayAsync(stream, status, headers, body, token),
            "DELETE" => RawHttpServer.SayAsync(stream, "499 Client Closed Request", "", "", token),
            _ => RawHttpServer.SayAsync(stream, request.Contains("/o/", StringComparison.Ordinal) ? "404 Not Found" : "200 OK", Json, "{}", token),
        });

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => Open(server).PutAsync("x", Bytes(700_000)));

        Assert.Contains(error.Code, new[] { ErrorCode.StorageFailed, ErrorCode.StorageVerificationFailed });
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 4, 8);
        Assert.Contains(server.Requests, r => r.StartsWith("DELETE /upload/storage/v1/b/backups/o?upload_id=topsecretvalue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_without_an_address_is_none()
    {
        await using RawHttpServer server = new("200 OK", Json, "{}");
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).PutAsync("x", Bytes(700_000)))).IsTransient);
    }

    [Fact]
    public async Task An_answer_as_long_as_a_film_is_not_read()
    {
        byte[] much = Encoding.ASCII.GetBytes(new string('x', 1024 * 1024));
        long sent = 0;
        await using RawHttpServer server = new(async (_, _, stream, token) =>
        {
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 10737418240\r\n\r\n"u8.ToArray(), token);
            for (; sent < 10_737_418_240; sent += much.Length)
                await stream.WriteAsync(much, token);
        });
        BackupException error = await FailsAsync(ErrorCode.StorageFailed, () => Open(server).OpenReadAsync("x", Token));
        Assert.True(error.Message.Length < 1000, $"{error.Message.Length} characters.");
        Assert.InRange(sent, 0, 200_000_000);
    }

    private static GoogleCloudStorage Open(RawHttpServer server)
    {
        StorageInfo info = new GoogleCloudStorageProvider().Parse("gs://backups/p") with { Options = new Dictionary<string, string> { ["Endpoint"] = $"http://127.0.0.1:{server.Port}" } };
        return GoogleCloudFixture.Open(info, TimeSpan.FromSeconds(1));
    }
}
