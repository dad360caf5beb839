using System.Text;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;

namespace BackupTools.Tests.Engines.PostgreSql.Wire;

/// <summary>What the engine's own client makes of a server that breaks the rules.</summary>
public sealed class ProtocolTests
{
    private static readonly byte[] Begin = FakeServer.Message('H', 0, 0, 0);

    [Theory, InlineData(int.MaxValue), InlineData(1), InlineData(7)]
    public async Task Rows_arrive_whole_however_their_bytes_arrive(int pieceLength)
    {
        string[] rows = [.. Enumerable.Range(1, 300).Select(i => $"{i}\t{new string('x', i % 11)}\n")];
        byte[] answer =
        [
            .. FakeServer.Text('N', "SNOTICE\0C00000\0Mhello\0\0"), .. FakeServer.Copy("COPY 300", rows)[..200],
            .. FakeServer.Copy("COPY 300", rows)[200..],
        ];
        await using FakeServer server = FakeServer.AfterLogIn(answer, pieceLength);
        await using IBulkConnection connection = await OpenAsync(server);
        await connection.SendCopyOutAsync("COPY t TO STDOUT", Bulk.Token);

        (byte[] bytes, RowDigest digest) = await connection.ReadAllAsync(piece: 100);

        Assert.Equal(string.Concat(rows), Encoding.ASCII.GetString(bytes));
        Assert.Equal(Bulk.Digest(bytes), (digest.Rows, digest.Checksum));
    }

    [Fact]
    public async Task A_row_without_columns_is_a_row()
    {
        await using FakeServer server = FakeServer.AfterLogIn(FakeServer.Copy("COPY 2", "\n", "\n"));
        await using IBulkConnection connection = await OpenAsync(server);
        await connection.SendCopyOutAsync("COPY t TO STDOUT", Bulk.Token);
        (byte[] bytes, RowDigest digest) = await connection.ReadAllAsync();
        Assert.Equal((2, 2), (bytes.Length, digest.Rows));
    }

    [Theory, InlineData("COPY 3"), InlineData("COPY 1"), InlineData("COPY"), InlineData("SELECT x")]
    public async Task A_count_that_is_not_what_came_is_an_error(string tag)
    {
        BackupException error = await ReadFailsAsync(FakeServer.Copy(tag, "a\n", "b\n"));
        Assert.Equal(ErrorCode.DatabaseReadFailed, error.Code);
    }

    /// <summary>How an answer ends too early.</summary>
    public static TheoryData<string> Cuts => ["", "d", "row", "done", "tag", "long"];

    [Theory, MemberData(nameof(Cuts))]
    public async Task A_stream_that_ends_early_is_a_lost_connection(string cut)
    {
        byte[] row = FakeServer.Text('d', "a\n");
        BackupException error = await ReadFailsAsync(cut switch
        {
            "" => [],
            "d" => [.. Begin, .. row, .. row[..3]],
            "row" => [.. Begin, .. row, .. row[..6]],
            "done" => [.. Begin, .. row, .. FakeServer.Message('c')],
            "tag" => [.. Begin, .. row, .. FakeServer.Message('c'), .. FakeServer.Text('C', "COPY 1\0")],
            _ => [.. Begin, .. FakeServer.Text('d', new string('x', 1_000_000) + "\n")[..900_000]],
        });
        Assert.Equal(ErrorCode.ConnectionLost, error.Code);
        Assert.True(error.IsTransient);
    }

    /// <summary>What no PostgreSQL says.</summary>
    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "a row of 2 GiB", [.. Begin, (byte)'d', 0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3] },
        { "a row of a negative length", [.. Begin, (byte)'d', 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3] },
        { "a row of no length", [.. Begin, (byte)'d', 0, 0, 0, 4, (byte)'c', 0, 0, 0, 4] },
        { "a row without its line end", [.. Begin, .. FakeServer.Text('d', "abc")] },
        { "a large row without its line end", [.. Begin, .. FakeServer.Text('d', new string('x', 500_000))] },
        { "another message of 2 GiB", [.. Begin, (byte)'c', 0x7F, 0xFF, 0xFF, 0xFF] },
        { "a message of a length below its own", [.. Begin, (byte)'c', 0, 0, 0, 3] },
        { "an unknown message", [.. Begin, .. FakeServer.Message('?')] },
        { "rows without a beginning", FakeServer.Copy("COPY 1", "a\n")[Begin.Length..] },
        { "rows without an end", [.. Begin, .. FakeServer.Text('C', "COPY 0\0"), .. FakeServer.Message('Z', (byte)'I')] },
        { "binary rows", FakeServer.Message('H', 1, 0, 0) },
        { "a parameter without an end", [.. Begin, .. FakeServer.Message('S', 1, 2)] },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_an_error_and_ends_the_connection(string what, byte[] answer)
    {
        Assert.NotEmpty(what);
        BackupException error = await ReadFailsAsync(answer);
        Assert.Equal(ErrorCode.ConnectionLost, error.Code);
        Assert.Contains("not PostgreSQL's protocol", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_words_of_a_server_are_passed_on()
    {
        BackupException error = await ReadFailsAsync(
            [.. Begin, .. FakeServer.Text('d', "a\n"), .. FakeServer.Error("FATAL", "57P01", "terminating connection")]);
        Assert.Equal(ErrorCode.ConnectionLost, error.Code);
        Assert.Contains("terminating connection", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_fails_while_rows_are_still_sent_is_heard()
    {
        await using FakeServer server = FakeServer.Raw(async stream =>
        {
            await FakeServer.LogInAsync(stream);
            await FakeServer.ReadMessageAsync(stream);
            await stream.WriteAsync(FakeServer.Message('G', 0, 0, 0));
            await FakeServer.ReadMessageAsync(stream);
            // It takes nothing more before its words are taken.
            byte[] notices = [.. Enumerable.Repeat(FakeServer.Text('N', "SNOTICE\0M" + new string('n', 60_000) + "\0\0"), 400).SelectMany(b => b)];
            await stream.WriteAsync(notices);
            await stream.WriteAsync((byte[])[.. FakeServer.Error("ERROR", "53100", "disk full"), .. FakeServer.Message('Z', (byte)'I')]);
            await stream.CopyToAsync(Stream.Null);
        });
        await using IBulkConnection connection = await OpenAsync(server);

        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => connection.CopyInAsync("COPY t FROM STDIN", new byte[100_000_000], Bulk.Token));

        Assert.Equal(ErrorCode.StorageFull, error.Code);
        Assert.Equal("53100", Assert.IsType<ServerException>(error.InnerException).SqlState);
    }

    [Theory, InlineData("wire"), InlineData("control")]
    public async Task A_server_that_never_answers_is_given_up(string client)
    {
        await using FakeServer server = FakeServer.Raw(_ => Task.Delay(Timeout.Infinite, Bulk.Token));
        BackupException error = await OpenFailsAsync(client, server.Settings with { ConnectTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(ErrorCode.ServerUnreachable, error.Code);
    }

    [Theory, InlineData("wire"), InlineData("control")]
    public async Task Another_kind_of_server_is_no_PostgreSQL(string client)
    {
        await using FakeServer server = FakeServer.Raw(async stream =>
        {
            await FakeServer.ReadStartupAsync(stream);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        });
        BackupException error = await OpenFailsAsync(client, server.Settings);
        Assert.Equal(ErrorCode.ServerNotTrusted, error.Code);
    }

    [Theory, InlineData("wire"), InlineData("control")]
    public async Task A_server_that_is_starting_is_worth_another_try(string client)
    {
        await using FakeServer server = FakeServer.Raw(async stream =>
        {
            await FakeServer.ReadStartupAsync(stream);
            await stream.WriteAsync(FakeServer.Error("FATAL", "57P03", "the database system is starting up"));
        });
        BackupException error = await OpenFailsAsync(client, server.Settings);
        Assert.Equal((ErrorCode.ServerUnreachable, true), (error.Code, error.IsTransient));
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_password_is_not_logged_in_to()
    {
        await using FakeServer server = FakeServer.Raw(async stream =>
        {
            await FakeServer.ReadStartupAsync(stream);
            await stream.WriteAsync(FakeServer.Message('R', [0, 0, 0, 10, .. "SCRAM-SHA-256\0\0"u8]));
            string first = Encoding.ASCII.GetString(await FakeServer.ReadMessageAsync(stream));
            string nonce = first[(first.IndexOf("r=", StringComparison.Ordinal) + 2)..];
            await stream.WriteAsync(FakeServer.Message('R', [0, 0, 0, 11, .. Encoding.ASCII.GetBytes($"r={nonce}x,s=AAAA,i=4096")]));
            await FakeServer.ReadMessageAsync(stream);
            await stream.WriteAsync(FakeServer.Message('R', [0, 0, 0, 12, .. "v=AAAA"u8]));
            await stream.CopyToAsync(Stream.Null);
        });
        BackupException error = await OpenFailsAsync("wire", server.Settings);
        Assert.Equal(ErrorCode.ServerNotTrusted, error.Code);
        Assert.Contains("does not know the password", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authentication_that_only_the_driver_may_know_is_left_to_it()
    {
        const int Sspi = 9;
        await using FakeServer server = FakeServer.Raw(async stream =>
        {
            await FakeServer.ReadStartupAsync(stream);
            await stream.WriteAsync(FakeServer.Message('R', 0, 0, 0, Sspi));
            await stream.CopyToAsync(Stream.Null);
        });
        ServerSettings settings = server.Settings;
        await Assert.ThrowsAsync<UnknownAuthenticationException>(
            () => WireConnection.OpenAsync(settings, settings.Addresses[0], Bulk.Token));
    }

    private static async Task<IBulkConnection> OpenAsync(FakeServer server)
    {
        ServerSettings settings = server.Settings;
        return await WireConnection.OpenAsync(settings, settings.Addresses[0], Bulk.Token);
    }

    private static Task<BackupException> OpenFailsAsync(string client, ServerSettings settings) => Assert.ThrowsAsync<BackupException>(async () =>
    {
        if (client == "wire")
            await (await WireConnection.OpenAsync(settings, settings.Addresses[0], Bulk.Token)).DisposeAsync();
        else
            await (await ControlConnection.OpenAsync(settings, Bulk.Token)).DisposeAsync();
    });

    private static async Task<BackupException> ReadFailsAsync(byte[] answer)
    {
        await using FakeServer server = FakeServer.AfterLogIn(answer);
        await using IBulkConnection connection = await OpenAsync(server);
        await connection.SendCopyOutAsync("COPY t TO STDOUT", Bulk.Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => connection.ReadAllAsync());
        await Assert.ThrowsAsync<BackupException>(() => connection.ExecuteAsync("SELECT 1", Bulk.Token));
        return error;
    }
}
