using BackupTools.Storages.S3;
using BackupTools.Tests.Notifications;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.S3;

/// <summary>What a service may answer, also one that lies: a stub of these tests says it.</summary>
public sealed class S3AnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("503 Slow Down", "SlowDown", ErrorCode.StorageFailed, true)]
    [InlineData("500 Internal Server Error", "InternalError", ErrorCode.StorageFailed, true)]
    [InlineData("400 Bad Request", "RequestTimeout", ErrorCode.StorageFailed, true)]
    [InlineData("400 Bad Request", "BadDigest", ErrorCode.StorageFailed, true)]
    [InlineData("400 Bad Request", "XAmzContentSHA256Mismatch", ErrorCode.StorageFailed, true)]
    [InlineData("403 Forbidden", "AccessDenied", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", "RequestTimeTooSkewed", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", "SignatureDoesNotMatch", ErrorCode.StorageAccessDenied, false)]
    [InlineData("404 Not Found", "NoSuchBucket", ErrorCode.StorageNotFound, false)]
    [InlineData("301 Moved Permanently", "PermanentRedirect", ErrorCode.InvalidArgument, false)]
    [InlineData("507 Insufficient Storage", "XMinioStorageFull", ErrorCode.StorageFull, false)]
    [InlineData("400 Bad Request", "SomethingNew", ErrorCode.StorageFailed, false)]
    public async Task Each_refusal_has_its_code(string status, string said, ErrorCode code, bool isTransient)
    {
        await using RawHttpServer server = new(
            status, "Content-Type: application/xml\r\n", $"<Error><Code>{said}</Code><Message>It says \u001b[31mpassword=hunter2</Message></Error>".Replace("\u001b", "&#x9;", StringComparison.Ordinal));

        BackupException error = await FailsAsync(code, () => Open(server).ItemsAsync());

        Assert.Equal(isTransient, error.IsTransient);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("200 OK", "<html>Welcome</html>")]
    [InlineData("200 OK", "<ListBucketResult><Contents><Key>x</Key>")]
    [InlineData("200 OK", "")]
    public async Task An_answer_that_is_none_of_S3_is_an_error_or_no_backup(string status, string body)
    {
        await using RawHttpServer server = new(status, "Content-Type: application/xml\r\n", body);
        try
        {
            Assert.Empty(await Open(server).ItemsAsync());
        }
        catch (BackupException e)
        {
            Assert.Equal(ErrorCode.StorageFailed, e.Code);
        }
    }

    [Fact]
    public async Task Names_that_a_service_says_lead_nowhere()
    {
        string[] keys = ["p/good", "p/..", "p/.", "p/..%2F..%2Fetc", "p/a%0Ab", "p/%1B[31m", "p/a%5Cb", "p/", "p", "elsewhere", "%2Fetc%2Fpasswd"];
        await using RawHttpServer server = new(
            "200 OK", "Content-Type: application/xml\r\n",
            $"<ListBucketResult><EncodingType>url</EncodingType>{string.Concat(keys.Select(k => $"<Contents><Key>{k}</Key><Size>1</Size></Contents>"))}</ListBucketResult>");

        Assert.Equal(["good"], await Open(server).NamesAsync());
    }

    [Fact]
    public async Task A_listing_that_never_ends_ends()
    {
        await using RawHttpServer server = new(
            "200 OK", "Content-Type: application/xml\r\n",
            "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><Contents><Key>p/x</Key><Size>1</Size></Contents></ListBucketResult>");

        Assert.False((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).ItemsAsync())).IsTransient);
    }

    [Fact]
    public async Task A_drip_and_a_silence_come_to_an_end()
    {
        foreach (TimeSpan pause in (TimeSpan[])[TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan])
        {
            await using RawHttpServer server = new((_, _, stream, token) => RawHttpServer.DripAsync(
                stream, "206 Partial Content\r\nContent-Length: 60000\r\nContent-Range: bytes 0-59999/60000\r\nETag: \"e\"", 60000, pause, token));
            long begin = TimeProvider.System.GetTimestamp();

            Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).OpenReadAsync("x", Token))).IsTransient);
            Assert.InRange(TimeProvider.System.GetElapsedTime(begin), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(20));
        }
    }

    private static S3Storage Open(RawHttpServer server)
    {
        StorageInfo info = S3StorageTests.Plain(("Endpoint", $"http://127.0.0.1:{server.Port}")) with { UserName = "id" };
        info = info.WithSecret(new System.Net.NetworkCredential("", "secret").SecurePassword);
        return new S3Storage(info, S3Settings.Of(info)) { Idle = TimeSpan.FromSeconds(1) };
    }
}
