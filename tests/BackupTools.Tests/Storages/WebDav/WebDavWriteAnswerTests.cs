using System.Security.Cryptography;
using BackupTools.Storages.WebDav;
using BackupTools.Tests.Notifications;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.WebDav;

/// <summary>What a server may answer to somebody who writes.</summary>
public sealed class WebDavWriteAnswerTests
{
    private static readonly byte[] Content = Bytes(1000);
    private static readonly string Sum = SumOf(Content);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("411 Length Required", ErrorCode.StorageFailed, "unknown length")]
    [InlineData("413 Too Large", ErrorCode.StorageFailed, "client_max_body_size")]
    [InlineData("507 Insufficient Storage", ErrorCode.StorageFull, "quota")]
    [InlineData("403 Forbidden", ErrorCode.StorageAccessDenied, "permitted")]
    [InlineData("207 Multi-Status", ErrorCode.StorageFailed, "")]
    [InlineData("302 Found", ErrorCode.InvalidArgument, "trust")]
    public async Task A_stream_that_is_refused_ends_at_once_and_says_why(string status, ErrorCode code, string advice)
    {
        await using RawHttpServer server = Serving(put: status);
        await using IStorageWriter writer = await Open(server, wholeSize: 100).CreateAsync("x", Token);
        BackupException error = await FailsAsync(code, async () =>
        {
            for (int i = 0; i < 1000; i++)
                await writer.WriteAsync(Bytes(100_000), Token);
        });
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CommitAsync("x", Token));
        string put = Assert.Single(server.Requests, r => r.StartsWith("PUT", StringComparison.Ordinal));
        Assert.Contains("Expect: 100-continue", put, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(1000, null, null)]
    [InlineData(1000, "SHA1:{0} MD5:abc", null)]
    [InlineData(1000, "MD5:abc", null)]
    [InlineData(1000, "SHA1:0000000000000000000000000000000000000000", ErrorCode.StorageVerificationFailed)]
    [InlineData(999, null, ErrorCode.StorageVerificationFailed)]
    [InlineData(0, null, ErrorCode.StorageVerificationFailed)]
    public async Task What_the_server_has_is_compared_with_what_was_sent(int size, string? sums, ErrorCode? code)
    {
        await using RawHttpServer server = Serving(size: size, sums: sums is null ? "" : string.Format(null, sums, Sum));
        await using IStorageWriter writer = await Open(server).CreateAsync("x", Token);
        await writer.WriteAsync(Content, Token);
        if (code is { } expected)
            await FailsAsync(expected, () => writer.CommitAsync("x", Token));
        else
            await writer.CommitAsync("x", Token);
        Assert.Equal(code is null, server.Requests.Any(r => r.StartsWith("MOVE", StringComparison.Ordinal)));
        Assert.Contains($"OC-Checksum: SHA1:{Sum}", server.Requests.Single(r => r.StartsWith("PUT", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("201 Created", false, ErrorCode.StorageVerificationFailed)]
    [InlineData("412 Precondition Failed", false, ErrorCode.StorageNameTaken)]
    [InlineData("412 Precondition Failed", true, null)]
    [InlineData("403 Forbidden", false, ErrorCode.StorageAccessDenied)]
    [InlineData("507 Insufficient Storage", false, ErrorCode.StorageFull)]
    [InlineData("207 Multi-Status", false, ErrorCode.StorageFailed)]
    [InlineData("404 Not Found", true, null)]
    [InlineData("404 Not Found", false, ErrorCode.StorageFailed)]
    [InlineData("502 Bad Gateway", false, ErrorCode.StorageFailed)]
    public async Task A_name_is_had_where_the_server_has_it_and_not_where_it_says_so(string status, bool isDone, ErrorCode? code)
    {
        await using RawHttpServer server = Serving(move: status, isMoved: isDone);
        await using IStorageWriter writer = await Open(server).CreateAsync("x", Token);
        await writer.WriteAsync(Content, Token);
        if (code is { } expected)
            await FailsAsync(expected, () => writer.CommitAsync("x", Token));
        else
            await writer.CommitAsync("x", Token);
        string[] moves = [.. server.Requests.Where(r => r.StartsWith("MOVE", StringComparison.Ordinal))];
        Assert.All(moves, m => Assert.Contains("Overwrite: F", m, StringComparison.Ordinal));
        Assert.Equal(status.StartsWith("502", StringComparison.Ordinal) ? 2 : 1, moves.Length);
        Assert.Contains($"Destination: http://127.0.0.1:{server.Port}/b/x\r\n", moves[0], StringComparison.Ordinal);
        Assert.Equal(1, server.Requests.Count(r => r.StartsWith("DELETE /b/.publishing-", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Basic", "Basic bWU6dG9wc2VjcmV0")]
    [InlineData("Bearer", "Bearer topsecret")]
    public async Task A_password_and_a_token_are_shown_as_they_must_be(string way, string header)
    {
        await using RawHttpServer server = Serving();
        Assert.Empty(await Open(server, options: ("Authentication", way)).NamesAsync());
        Assert.Contains($"Authorization: {header}\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    private static string SumOf(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(content);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static RawHttpServer Serving(string put = "201 Created", string move = "201 Created", bool isMoved = true, int size = 1000, string sums = "")
    {
        bool wasMoved = false;
        return new RawHttpServer((_, request, stream, token) =>
        {
            string[] words = request.Split(' ', 3);
            bool isGood = move.StartsWith("201", StringComparison.Ordinal);
            bool isUnfinished = words[1].Contains(".partial-", StringComparison.Ordinal);
            switch (words[0])
            {
                case "PROPFIND" when words[1] == "/b/":
                    return SayAsync("207 Multi-Status", Entry("/b/", "<d:resourcetype><d:collection/></d:resourcetype>"));
                case "PROPFIND" when isUnfinished ? !wasMoved : wasMoved && isMoved:
                    return SayAsync("207 Multi-Status", Entry(words[1], $"<d:getcontentlength>{size}</d:getcontentlength><oc:checksums><oc:checksum>{sums}</oc:checksum></oc:checksums>"));
                case "PROPFIND":
                    return SayAsync("404 Not Found", "");
                case "MOVE":
                    wasMoved = isMoved || isGood;
                    return SayAsync(move, "");
                default:
                    return SayAsync(words[0] == "PUT" ? put : "201 Created", "");
            }

            Task SayAsync(string status, string body) => RawHttpServer.SayAsync(stream, status, "", body, token);
        });
    }

    private static string Entry(string href, string properties) =>
        $"<d:multistatus xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\"><d:response><d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>";

    private static WebDavStorage Open(RawHttpServer server, int wholeSize = 10_000, params (string Name, string Value)[] options)
    {
        StorageInfo info = (new WebDavStorageProvider().Parse($"webdav://127.0.0.1:{server.Port}/b") with
        {
            UserName = "me", Options = options.ToDictionary(o => o.Name, o => o.Value),
        }).WithSecret(SecureText.Of("topsecret"));
        return new WebDavStorage(info, WebDavSettings.Of(info)) { Idle = TimeSpan.FromSeconds(5), WholeSize = wholeSize };
    }
}
