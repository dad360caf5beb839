using System.Globalization;
using System.Net;
using BackupTools.Storages.AzureBlobs;
using BackupTools.Tests.Notifications;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.AzureBlobs;

/// <summary>What a service may answer, also one that lies: a stub of these tests says it.</summary>
public sealed class AzureBlobAnswerTests
{
    private const string Xml = "Content-Type: application/xml\r\n";
    private const string Key = "dG9wc2VjcmV0dmFsdWV0b3BzZWNyZXR2YWx1ZXRvcHNlY3JldHZhbHVldG9wc2VjcmV0dmFsdWV0b3BzZWNyZXR2YWx1ZQ==";
    private const string Sas = "sv=2024-11-04&sp=rcwdl&sig=topsecretvalue%3D";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("503 Server Busy", "ServerBusy", ErrorCode.StorageFailed, true)]
    [InlineData("500 Internal Server Error", "InternalError", ErrorCode.StorageFailed, true)]
    [InlineData("500 Internal Server Error", "OperationTimedOut", ErrorCode.StorageFailed, true)]
    [InlineData("429 Too Many Requests", "SomethingNew", ErrorCode.StorageFailed, true)]
    [InlineData("400 Bad Request", "Md5Mismatch", ErrorCode.StorageFailed, true)]
    [InlineData("400 Bad Request", "InvalidBlockList", ErrorCode.StorageFailed, false)]
    [InlineData("403 Forbidden", "AuthenticationFailed", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", "AuthorizationPermissionMismatch", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", "AuthorizationFailure", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", "KeyBasedAuthenticationNotPermitted", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", "SomethingNew", ErrorCode.StorageAccessDenied, false)]
    [InlineData("401 Unauthorized", "NoAuthenticationInformation", ErrorCode.StorageAccessDenied, false)]
    [InlineData("404 Not Found", "ContainerNotFound", ErrorCode.StorageNotFound, false)]
    [InlineData("409 Conflict", "ContainerBeingDeleted", ErrorCode.StorageNotFound, false)]
    [InlineData("409 Conflict", "BlobImmutableDueToPolicy", ErrorCode.StorageAccessDenied, false)]
    [InlineData("409 Conflict", "BlobArchived", ErrorCode.StorageFailed, false)]
    [InlineData("409 Conflict", "SnapshotsPresent", ErrorCode.StorageFailed, false)]
    [InlineData("412 Precondition Failed", "LeaseIdMissing", ErrorCode.StorageAccessDenied, false)]
    [InlineData("400 Bad Request", "SomethingNew", ErrorCode.StorageFailed, false)]
    public async Task Each_refusal_has_its_code(string status, string said, ErrorCode code, bool isTransient)
    {
        await using RawHttpServer server = new(
            status, $"{Xml}x-ms-error-code: {said}\r\n", $"<Error><Code>{said}</Code><Message>It says &#x9;[31mpassword=hunter2\nand more</Message></Error>");

        foreach (string secret in (string[])[Key, Sas])
        {
            BackupException error = await FailsAsync(code, () => Open(server, secret).ItemsAsync());
            Assert.Equal(isTransient, error.IsTransient);
            Assert.NotEmpty(error.Remedy);
            foreach (string hidden in (string[])["hunter2", "topsecretvalue", "dG9w"])
                Assert.DoesNotContain(hidden, error.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("<EnumerationResults><Blobs><Blob><Name>x</Name>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"cccc\">]><EnumerationResults>&b;</EnumerationResults>")]
    [InlineData("")]
    public async Task An_answer_that_is_none_of_the_service_is_an_error_or_no_backup(string body)
    {
        await using RawHttpServer server = new("200 OK", Xml, body);
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
        string[] keys = ["p/good", "p/..", "p/.", "p/../../etc", "p/a&#10;b", "p/a\\b", "p/", "p", "elsewhere", "/etc/passwd"];
        await using RawHttpServer server = new("200 OK", Xml, Listing(string.Concat(keys.Select(k => Blob(k))) + Blob("p/%1B[31m", " Encoded=\"true\"")));

        Assert.Equal(["good"], await Open(server).NamesAsync());
    }

    [Fact]
    public async Task A_listing_that_never_ends_ends()
    {
        await using RawHttpServer server = new("200 OK", Xml, Listing(Blob("p/x"), "again"));

        Assert.False((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).ItemsAsync())).IsTransient);
        Assert.Equal(2, server.Requests.Count);
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

    /// <summary>The maker's library would ask again by itself, and hide it from whoever counts.</summary>
    [Fact]
    public async Task An_answer_that_breaks_off_is_one_failed_request()
    {
        await using RawHttpServer server = new(async (_, _, stream, token) =>
            await stream.WriteAsync("HTTP/1.1 206 Partial Content\r\nContent-Length: 60000\r\nContent-Range: bytes 0-59999/60000\r\nETag: \"e\"\r\n\r\nabc"u8.ToArray(), token));

        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).OpenReadAsync("x", Token))).IsTransient);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("x-ms-immutability-policy-until-date: {0}\r\nx-ms-immutability-policy-mode: unlocked\r\n", "until 2999-12-31")]
    [InlineData("x-ms-legal-hold: true\r\n", "legal hold")]
    public async Task What_the_service_keeps_is_not_removed(string header, string said)
    {
        string until = new DateTime(2999, 12, 31, 0, 0, 0, DateTimeKind.Utc).ToString("R", CultureInfo.InvariantCulture);
        await using RawHttpServer server = new("200 OK", string.Format(CultureInfo.InvariantCulture, header, until) + "ETag: \"e\"\r\nLast-Modified: Sat, 01 Jan 2022 00:00:00 GMT\r\n");

        Assert.Contains(said, (await FailsAsync(ErrorCode.StorageAccessDenied, () => Open(server).DeleteAsync("shop.backup.zip", Token))).Message, StringComparison.Ordinal);
        Assert.StartsWith("HEAD", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    private static string Listing(string blobs, string next = "") =>
        $"<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"http://127.0.0.1/\" ContainerName=\"backups\"><Blobs>{blobs}</Blobs><NextMarker>{next}</NextMarker></EnumerationResults>";

    private static string Blob(string name, string attribute = "") =>
        $"<Blob><Name{attribute}>{name}</Name><Properties><Last-Modified>Sat, 01 Jan 2022 00:00:00 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>1</Content-Length><Content-Type>application/octet-stream</Content-Type><BlobType>BlockBlob</BlobType></Properties></Blob>";

    private static AzureBlobStorage Open(RawHttpServer server, string secret = Key)
    {
        StorageInfo info = (new AzureBlobStorageProvider().Parse("azblob://acme/backups/p") with
        {
            Options = new Dictionary<string, string> { ["Endpoint"] = $"http://127.0.0.1:{server.Port}/acme" },
        }).WithSecret(new NetworkCredential("", secret).SecurePassword);
        return new AzureBlobStorage(info, AzureBlobSettings.Of(info)) { Idle = TimeSpan.FromSeconds(1) };
    }
}
