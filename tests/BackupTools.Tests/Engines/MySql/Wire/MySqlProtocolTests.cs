using System.Text;
using BackupTools.Engines.MySql.Wire;
using BackupTools.Engines.Shared;
using FsCheck.Xunit;
using static BackupTools.Tests.Engines.MySql.Wire.FakeMySqlServer;

namespace BackupTools.Tests.Engines.MySql.Wire;

/// <summary>What the engine's own client makes of a server that breaks the rules.</summary>
public sealed class MySqlProtocolTests
{
    private static readonly byte[] Definition = [3, .. "def"u8, 0, 0, 0, 1, (byte)'a', 0, 12, 45, 0, 255, 255, 0, 0, 253, 0, 0, 0, 0, 0];
    private static readonly byte[] Row = [1, (byte)'x'];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What no MySQL says, as the answer to a query for rows.</summary>
    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "an empty answer", Packet(1) },
        { "no rows", Packets(1, Ok()) },
        { "no columns", Packets(1, [0xFC, 0, 0]) },
        { "endless columns", Packets(1, [0xFE, 255, 255, 255, 255, 255, 255, 255, 255]) },
        { "a column too many", Packets(1, [0xFC, 1, 0x10]) },
        { "half a count", Packets(1, [0xFE, 1]) },
        { "a request for a file", Packets(1, [0xFB, .. "/etc/passwd"u8]) },
        { "a wrong number", [.. Packet(1, 1), .. Packet(3, Definition)] },
        { "a definition of 16 MB", [.. Packet(1, 1), 0xFE, 0xFF, 0xFF, 2, 1] },
        { "an empty packet among rows", Packets(1, [1], Definition, Row, []) },
        { "an OK among rows", Packets(1, [1], Definition, Row, [0, 0, 0, 2, 0, 0, 0]) },
        { "a row too short", Packets(1, [2], Definition, Definition, Row) },
        { "a row too long", Packets(1, [1], Definition, [.. Row, 0]) },
        { "a value beyond its row", Packets(1, [1], Definition, [9, 1]) },
        { "a value beyond everything", Packets(1, [1], Definition, [0xFD, 0xFF, 0xFF, 0xFF, 1]) },
        { "a length cut short", Packets(1, [1], Definition, [0xFC, 1]) },
        { "an end without its state", Packets(1, [1], Definition, Row, [0xFE, 0]) },
        { "another answer behind", Packets(1, [1], Definition, Row, End(status: 8)) },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_an_error_and_ends_the_connection(string what, byte[] answer)
    {
        Assert.NotEmpty(what);
        await using FakeMySqlServer server = AfterLogIn(answer);
        await using WireConnection connection = await WireConnection.OpenAsync(server.Settings, Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ReadAsync(connection));
        Assert.True(error.Code == ErrorCode.ConnectionLost, error.ToString());
        Assert.Contains("not MySQL's protocol", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BackupException>(() => connection.ExecuteAsync("SELECT 1", Token));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Rows_end_in_the_way_that_was_agreed_upon(bool isNew)
    {
        byte[] answer = isNew ? Packets(1, [1], Definition, Row, Row, End()) : Packets(1, [1], Definition, OldEnd(), Row, Row, OldEnd());
        await using FakeMySqlServer server = AfterLogIn(answer, isNew ? Modern : Modern & ~WithoutEof);
        await using WireConnection connection = await WireConnection.OpenAsync(server.Settings, Token);
        Assert.Equal("x\nx\n", await ReadAsync(connection));
    }

    [Fact]
    public async Task Answers_beyond_the_first_are_read_to_their_end()
    {
        byte[] answer = Packets(1, [1], Definition, Row, End(status: 8), Ok(status: 8), [1], Definition, End());
        await using FakeMySqlServer server = Raw(async stream =>
        {
            await LogInAsync(stream);
            await ReadPacketAsync(stream);
            await stream.WriteAsync(answer);
            await ReadPacketAsync(stream);
            await stream.WriteAsync(Packets(1, [1], Definition, Row, End()));
            await stream.CopyToAsync(Stream.Null);
        });
        await using WireConnection connection = await WireConnection.OpenAsync(server.Settings, Token);
        await connection.ExecuteAsync("CALL p", Token);
        Assert.Equal("x\n", await ReadAsync(connection));
    }

    [Fact]
    public async Task An_error_among_rows_leaves_the_session_usable()
    {
        await using FakeMySqlServer server = Raw(async stream =>
        {
            await LogInAsync(stream);
            await ReadPacketAsync(stream);
            await stream.WriteAsync(Packets(1, [1], Definition, Row, Error(1317, "Query execution was interrupted")));
            await ReadPacketAsync(stream);
            await stream.WriteAsync(Packet(1, Ok()));
            await stream.CopyToAsync(Stream.Null);
        });
        await using WireConnection connection = await WireConnection.OpenAsync(server.Settings, Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => ReadAsync(connection));
        Assert.Contains("interrupted", error.Message, StringComparison.Ordinal);
        await connection.ExecuteAsync("SET a = 1", Token);
    }

    [Property(MaxTest = 100)]
    public bool Random_answers_are_an_error_or_rows(byte[] bytes, byte begin) => Task.Run(async () =>
    {
        byte[] random = bytes ?? [];
        await using FakeMySqlServer server = AfterLogIn((begin % 3) switch
        {
            0 => random,
            1 => Packets(1, random),
            _ => Packets(1, [1], Definition, random, End()),
        });
        await using WireConnection connection = await WireConnection.OpenAsync(server.Settings, CancellationToken.None);
        try
        {
            await ReadAsync(connection);
        }
        catch (BackupException)
        {
            // Nothing else may be thrown.
        }

        return true;
    }).GetAwaiter().GetResult();

    private static async Task<string> ReadAsync(WireConnection connection)
    {
        await connection.SendAsync("SELECT a FROM t", Token);
        ChunkBuffer buffer = new();
        await Task.Run(() => Assert.True(connection.ReadRows(buffer, int.MaxValue, new RowDigest(), Token)), Token);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
