using System.Text;
using BackupTools.Storages.WebDav;
using BackupTools.Storages.WebDav.Wire;
using BackupTools.Tests.Notifications;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.WebDav;

/// <summary>What a server may answer, also one that lies: a stub of these tests says it.</summary>
public sealed class WebDavAnswerTests
{
    private const string Self = "<d:response><d:href>/b/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("503 Service Unavailable", ErrorCode.StorageFailed, true)]
    [InlineData("500 Internal Server Error", ErrorCode.StorageFailed, true)]
    [InlineData("502 Bad Gateway", ErrorCode.StorageFailed, true)]
    [InlineData("429 Too Many Requests", ErrorCode.StorageFailed, true)]
    [InlineData("423 Locked", ErrorCode.StorageFailed, true)]
    [InlineData("401 Unauthorized", ErrorCode.StorageAccessDenied, false)]
    [InlineData("403 Forbidden", ErrorCode.StorageAccessDenied, false)]
    [InlineData("404 Not Found", ErrorCode.StorageNotFound, false)]
    [InlineData("405 Method Not Allowed", ErrorCode.StorageFailed, false)]
    [InlineData("411 Length Required", ErrorCode.StorageFailed, false)]
    [InlineData("413 Payload Too Large", ErrorCode.StorageFailed, false)]
    [InlineData("417 Expectation Failed", ErrorCode.StorageFailed, false)]
    [InlineData("507 Insufficient Storage", ErrorCode.StorageFull, false)]
    [InlineData("302 Found", ErrorCode.InvalidArgument, false)]
    [InlineData("400 It says password=hunter2 \u0007", ErrorCode.StorageFailed, false)]
    [InlineData("200 OK", ErrorCode.StorageFailed, false)]
    public async Task Each_refusal_has_its_code(string status, ErrorCode code, bool isTransient)
    {
        await using RawHttpServer server = new(status, "", "<html>Welcome</html>");

        BackupException error = await FailsAsync(code, () => Open(server).ItemsAsync());

        Assert.Equal(isTransient, error.IsTransient);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", error.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Nobody_is_followed_to_another_place_or_shown_the_password_there()
    {
        await using RawHttpServer other = new("207 Multi-Status", "", "");
        await using RawHttpServer server = new("302 Found", $"Location: http://127.0.0.1:{other.Port}/b/?token=hunter2\r\n", "");

        BackupException error = await FailsAsync(ErrorCode.InvalidArgument, () => Open(server).ItemsAsync());

        Assert.Contains($"http://127.0.0.1:{other.Port}/b/", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(other.Requests);
        Assert.Contains("Authorization: Basic", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_a_server_says_lead_nowhere()
    {
        string[] hrefs =
        [
            "/b/good", "http://127.0.0.1:9/b/also", "https://127.0.0.1/b/too", "http://evil.example/b/evil", "//evil.example/b/evil2", "/b/..", "/b/%2e%2e", "/b/..%2F..%2Fetc",
            "/b/a%0Ab", "/b/%1B[31m", "/b/a%5Cb", "/b/deep/inner", "/elsewhere", "b/relative", "/b/../b/up", "/b/x?y", "ftp://127.0.0.1/b/ftp", "", "/b/.x.partial-host-1-0123456789abcdef",
        ];
        await using RawHttpServer server = Answering(Self + string.Concat(hrefs.Select(h => Entry(h, "<d:getcontentlength>1</d:getcontentlength>")))
            + Entry("/b/folder/", "<d:resourcetype><d:collection/></d:resourcetype>") + Entry("/b/unsized", "") + Entry("/b/negative", "<d:getcontentlength>-1</d:getcontentlength>")
            + Entry("/b/gone", "<d:getcontentlength>1</d:getcontentlength>").Replace("200 OK", "404 Not Found", StringComparison.Ordinal));

        Assert.Equal(["also", "good", "too"], await Open(server).NamesAsync());
    }

    [Fact]
    public async Task Another_folder_than_was_asked_for_is_not_taken_for_an_empty_one()
    {
        await using RawHttpServer server = Answering(Self.Replace("/b/", "/inner/b/", StringComparison.Ordinal) + Entry("/inner/b/x", "<d:getcontentlength>1</d:getcontentlength>"));
        Assert.False((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).ItemsAsync())).IsTransient);
    }

    [Theory]
    [InlineData("<!DOCTYPE d [<!ENTITY a \"b\">]>", "")]
    [InlineData("<!DOCTYPE d SYSTEM \"file:///etc/passwd\">", "")]
    [InlineData("", "<unclosed>")]
    public async Task What_is_no_plain_xml_is_an_error(string before, string inside)
    {
        await using RawHttpServer server = new("207 Multi-Status", "", $"{before}<d:multistatus xmlns:d=\"DAV:\">{Self}{inside}</d:multistatus>");
        await FailsAsync(ErrorCode.StorageFailed, () => Open(server).ItemsAsync());
    }

    [Fact]
    public async Task A_listing_that_is_cut_short_is_an_error_and_no_short_listing()
    {
        await using RawHttpServer server = new("207 Multi-Status", "", $"<d:multistatus xmlns:d=\"DAV:\">{Self}{Entry("/b/x", "<d:getcontentlength>1</d:getcontentlength>")}");
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).ItemsAsync())).IsTransient);
    }

    [Fact]
    public async Task An_entry_without_end_ends()
    {
        long sent = 0;
        await using RawHttpServer server = new(async (_, _, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 207 Multi-Status\r\nConnection: close\r\n\r\n<d:multistatus xmlns:d=\"DAV:\">{Self}<d:response><d:href>/b/"), token);
            byte[] piece = new byte[64 * 1024];
            piece.AsSpan().Fill((byte)'a');
            while (true)
            {
                await stream.WriteAsync(piece, token);
                sent += piece.Length;
            }
        });
        Assert.False((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).ItemsAsync())).IsTransient);
        Assert.InRange(sent, 0, 20_000_000);
    }

    [Fact]
    public async Task Ten_thousand_files_are_listed()
    {
        await using RawHttpServer server = Answering(Self + string.Concat(Enumerable.Range(0, 10_000).Select(i => Entry($"/b/f{i:d5}", "<d:getcontentlength>1</d:getcontentlength><d:getlastmodified>Sat, 28 Nov 2026 16:55:44 GMT</d:getlastmodified>"))));
        List<StorageItem> items = await Open(server).ItemsAsync();
        Assert.Equal(10_000, items.Count);
        Assert.Equal(new DateTime(2026, 11, 28, 16, 55, 44, DateTimeKind.Utc), items[^1].ModifiedAt);
    }

    [Theory]
    [InlineData("200 OK", "", 1000, null)]
    [InlineData("206 Partial Content", "Content-Range: bytes 5-14/100000\r\n", 10, null)]
    [InlineData("206 Partial Content", "Content-Range: bytes 0-9/100000\r\n", 10, ErrorCode.StorageFailed)]
    [InlineData("206 Partial Content", "Content-Range: bytes 5-14/99999\r\n", 10, ErrorCode.ArchiveDamaged)]
    [InlineData("206 Partial Content", "", 10, ErrorCode.StorageFailed)]
    [InlineData("200 OK", "Content-Encoding: gzip\r\n", 1000, ErrorCode.StorageFailed)]
    [InlineData("416 Range Not Satisfiable", "", 0, ErrorCode.ArchiveDamaged)]
    [InlineData("404 Not Found", "", 0, ErrorCode.ArchiveNotFound)]
    public async Task A_range_is_what_was_asked_for_or_an_error(string status, string headers, int length, ErrorCode? code)
    {
        byte[] content = Bytes(100_000);
        await using RawHttpServer server = new((number, request, stream, token) => number switch
        {
            1 => RawHttpServer.SayAsync(stream, "207 Multi-Status", "", Whole(Entry("/b/x", $"<d:getcontentlength>{content.Length}</d:getcontentlength>")), token),
            2 => SayAsync(stream, "206 Partial Content", $"Content-Range: bytes {content.Length - 65536}-{content.Length - 1}/{content.Length}\r\n", content[^65536..], token),
            _ => SayAsync(stream, status, headers, status.StartsWith("200", StringComparison.Ordinal) ? content : content[5..(5 + length)], token),
        });
        await using IStorageReader reader = await Open(server).OpenReadAsync("x", Token);
        byte[] read = new byte[10];
        if (code is { } expected)
            await FailsAsync(expected, async () => await reader.ReadExactlyAsync(5, read, Token));
        else
            await reader.ReadExactlyAsync(5, read, Token);
        Assert.True(code is not null || read.AsSpan().SequenceEqual(content.AsSpan(5, 10)));
    }

    [Fact]
    public async Task A_server_without_ranges_is_no_place_for_large_files_and_nothing_endless_is_read()
    {
        await using RawHttpServer server = new((number, request, stream, token) => number == 1
            ? RawHttpServer.SayAsync(stream, "207 Multi-Status", "", Whole(Entry("/b/x", "<d:getcontentlength>1000000000</d:getcontentlength>")), token)
            : stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"u8.ToArray(), token).AsTask());
        await FailsAsync(ErrorCode.CapabilityMissing, () => Open(server).OpenReadAsync("x", Token));
    }

    [Fact]
    public async Task A_drip_and_a_silence_come_to_an_end()
    {
        foreach (TimeSpan pause in (TimeSpan[])[TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan])
        {
            await using RawHttpServer server = new(async (number, _, stream, token) =>
            {
                if (number == 1)
                {
                    await RawHttpServer.SayAsync(stream, "207 Multi-Status", "", Whole(Entry("/b/x", "<d:getcontentlength>60000</d:getcontentlength>")), token);
                    return;
                }

                await RawHttpServer.DripAsync(stream, "200 OK\r\nContent-Length: 60000", 60000, pause, token);
            });
            long begin = TimeProvider.System.GetTimestamp();

            Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => Open(server).OpenReadAsync("x", Token))).IsTransient);
            Assert.InRange(TimeProvider.System.GetElapsedTime(begin), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(20));
        }
    }

    [Theory]
    [InlineData("-3", null)]
    [InlineData("-1", null)]
    [InlineData("12345", 12345L)]
    [InlineData("lots", null)]
    public async Task Free_space_is_what_the_server_knows(string said, long? free)
    {
        await using RawHttpServer server = Answering(Self.Replace("<d:prop>", $"<d:prop><d:quota-available-bytes>{said}</d:quota-available-bytes>", StringComparison.Ordinal));
        Assert.Equal(free, await Open(server).GetFreeSpaceAsync(Token));
    }

    [Theory]
    [InlineData("/a/b%20c", "a|b c")]
    [InlineData("http://HOST/x/", "x")]
    [InlineData("http://host:8443/x", "x")]
    [InlineData("http://me@host/x", "x")]
    [InlineData("http://host.evil/x", null)]
    [InlineData("http://evil/http://host/x", null)]
    [InlineData("javascript://host/x", null)]
    public void A_path_is_that_of_the_host_that_was_asked(string href, string? names) =>
        Assert.Equal(names, Hrefs.PathOf(href, "host") is { } found ? string.Join('|', found) : null);

    private static RawHttpServer Answering(string entries) => new("207 Multi-Status", "", Whole(entries));

    private static string Whole(string entries) => $"<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\">{entries}</d:multistatus>";

    private static string Entry(string href, string properties) =>
        $"<d:response><d:href>{href}</d:href><d:propstat><d:prop><d:resourcetype/>{properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";

    private static async Task SayAsync(Stream stream, string status, string headers, byte[] body, CancellationToken token)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n"), token);
        await stream.WriteAsync(body, token);
    }

    private static WebDavStorage Open(RawHttpServer server)
    {
        StorageInfo info = (new WebDavStorageProvider().Parse($"webdav://127.0.0.1:{server.Port}/b") with { UserName = "me" }).WithSecret(SecureText.Of("topsecret"));
        return new WebDavStorage(info, WebDavSettings.Of(info)) { Idle = TimeSpan.FromSeconds(1), Work = TimeSpan.FromSeconds(2) };
    }
}
