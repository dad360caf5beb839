using System.Diagnostics;
using System.Globalization;
using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Wire;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Servers.MySql;
using static BackupTools.Tests.Engines.MySql.Wire.MySqlWire;

namespace BackupTools.Tests.Engines.MySql.Wire;

/// <summary>Statements and rows of every size, and how a session ends, on real servers.</summary>
public sealed class MySqlWireRowsTests
{
    private const string Endless = "SELECT a.n, REPEAT('x', 1000) FROM (WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 900) SELECT n FROM s) a "
        + "CROSS JOIN (WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 900) SELECT n FROM s) b";

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Values_of_every_kind_are_lines_that_LOAD_DATA_reads(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        await using WireConnection connection = await WireConnection.OpenAsync(Settings(server), Token);
        await connection.ExecuteAsync("SET SESSION character_set_results = NULL", Token);
        Assert.Equal("\\N\t\ta\\tb\t1\n", await connection.ReadAsync("SELECT NULL, '', 'a\\tb', 1"));
        string all = Convert.ToHexString([.. Enumerable.Range(0, 256).Select(i => (byte)i)]);
        byte[] bytes = (await connection.ReadBytesAsync($"SELECT x'{all}'")).Bytes;
        // Four are escaped with one byte more each, and a line end follows.
        Assert.Equal(256 + 4 + 1, bytes.Length);
        string columns = string.Join(',', Enumerable.Range(0, 4096).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(columns.Replace(',', '\t') + "\n", await connection.ReadAsync("SELECT " + columns));
        Assert.Equal("", await connection.ReadAsync("SELECT 1 FROM DUAL WHERE 1 = 0"));
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => connection.ExecuteAsync("SELECT no_such_column", Token));
        Assert.Contains("no_such_column", error.Message, StringComparison.Ordinal);
        await connection.ExecuteAsync(Endless + " LIMIT 5000", Token);
        Assert.Equal("1\n", await connection.ReadAsync("SELECT 1"));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Answers_beyond_the_first_do_not_get_mixed_up(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync();
        await server.ExecuteAsync(database, "CREATE PROCEDURE many() BEGIN SELECT 1; SELECT 2, 3; SELECT 4 FROM DUAL WHERE 1 = 0; END");
        await using WireConnection connection = await WireConnection.OpenAsync(Settings(server, database: database), Token);
        await connection.ExecuteAsync("CALL many()", Token);
        Assert.Equal("5\n", await connection.ReadAsync("SELECT 5"));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Rows_and_statements_may_be_larger_than_a_packet(MySqlVersion version)
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(version, "--max-allowed-packet=256M");
        foreach ((string, string)[] options in new[] { [], new[] { ("ssl-mode", "DISABLED") } })
        {
            await using WireConnection connection = await WireConnection.OpenAsync(Settings(server, options: options), Token, waits: options.Length > 0);
            (byte[] bytes, RowDigest digest) = await connection.ReadBytesAsync("SELECT 1, REPEAT('x', 100000000), NULL UNION ALL SELECT 2, 'b', 3");
            Assert.Equal((2 + 100_000_000 + 4 + 6, 2L), (bytes.Length, digest.Rows));
            // The payload is the value behind four bytes of its length.
            foreach (int payload in new[] { 0xFFFFFE, 0xFFFFFF, 0x1000000 })
            {
                (bytes, digest) = await connection.ReadBytesAsync($"SELECT REPEAT('y', {payload - 4}) UNION ALL SELECT 'b'");
                Assert.Equal((payload - 4 + 1 + 2, 2L), (bytes.Length, digest.Rows));
            }

            foreach (int length in new[] { 0xFFFFFD, 0xFFFFFE, 0xFFFFFF, 0x1FFFFFD, 0x1FFFFFE, 40_000_000 })
            {
                string begin = "SELECT LENGTH('", end = "')";
                int inside = length - begin.Length - end.Length;
                Assert.Equal($"{inside}\n", await connection.ReadAsync(begin + new string('z', inside) + end));
            }
        }
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_statement_that_the_server_takes_no_more_of_is_refused_in_its_words_or_lost(MySqlVersion version)
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(version, "--max-allowed-packet=1M");
        await using WireConnection connection = await WireConnection.OpenAsync(Settings(server, options: [("ssl-mode", "DISABLED"), ("get-server-public-key", "1")]), Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => connection.ExecuteAsync("SELECT '" + new string('x', 40_000_000) + "'", Token));
        Assert.True(error.Code is ErrorCode.ConnectionLost || error.Message.Contains("max_allowed_packet", StringComparison.Ordinal), error.ToString());
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_session_that_is_killed_among_rows_is_lost(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        await using WireConnection connection = await WireConnection.OpenAsync(Settings(server), Token);
        await connection.SendAsync(Endless, Token);
        ChunkBuffer buffer = new();
        Assert.False(await Task.Run(() => connection.ReadRows(buffer, 10_000, new RowDigest(), Token), Token));
        await server.ExecuteAsync(null, $"KILL {connection.ConnectionId}");
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => Task.Run(() =>
        {
            while (!connection.ReadRows(buffer, 1_000_000, new RowDigest(), Token))
                buffer.Clear();
        }, Token));
        Assert.True(error.Code is ErrorCode.ConnectionLost || error.InnerException is ServerException { Number: ErrorNumber.QueryInterrupted }, error.ToString());
        await Assert.ThrowsAsync<BackupException>(() => connection.ExecuteAsync("SELECT 1", Token));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_session_that_is_stopped_among_rows_ends_on_the_server_at_once(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        foreach (string sql in new[] { Endless, "SELECT SLEEP(60)" })
        {
            await using WireConnection connection = await WireConnection.OpenAsync(Settings(server), Token, waits: true);
            using CancellationTokenSource stop = new();
            ChunkBuffer buffer = new();
            Task reading = Task.Run(async () =>
            {
                await connection.SendAsync(sql, stop.Token);
                while (!connection.ReadRows(buffer, 1_000_000, new RowDigest(), stop.Token))
                    await Task.Delay(1000, stop.Token);
                throw new InvalidOperationException("It came to its end.");
            }, Token);
            await Task.Delay(300, Token);
            long begin = Stopwatch.GetTimestamp();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            await connection.DisposeAsync();
            await IsGoneAsync(server, connection.ConnectionId, TimeSpan.FromSeconds(1));
            Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0, 5);
        }
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_session_that_the_server_ended_for_its_silence_is_lost(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        await using WireConnection connection = await WireConnection.OpenAsync(Settings(server), Token);
        await connection.ExecuteAsync("SET SESSION wait_timeout = 1", Token);
        await IsGoneAsync(server, connection.ConnectionId, TimeSpan.FromSeconds(10));
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => connection.ReadAsync("SELECT 1"));
        Assert.True(error.Code == ErrorCode.ConnectionLost, error.ToString());
        Assert.DoesNotContain("protocol", error.Message, StringComparison.Ordinal);
    }
}
