using System.Text;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Wire;

/// <summary>What both clients for bulk data must do, against real servers.</summary>
public sealed class BulkConnectionTests
{
    public static TheoryData<string, int> Clients => new() { { "wire", 15 }, { "wire", 18 }, { "npgsql", 15 }, { "npgsql", 18 } };

    [Theory, MemberData(nameof(Clients))]
    public async Task Rows_come_out_as_COPY_writes_them_with_their_digest(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync();
        await server.PsqlAsync(database, "CREATE TABLE t AS SELECT i, repeat('x', i % 100) AS x, E'a\\tb\\n\\\\é' AS y FROM generate_series(1, 20000) i");
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, database));
        await connection.SendCopyOutAsync("COPY public.t TO STDOUT", Bulk.Token);

        (byte[] bytes, RowDigest digest) = await connection.ReadAllAsync(piece: 10_000);

        string expected = await server.PsqlAsync(database, "COPY public.t TO STDOUT");
        Assert.Equal(expected + "\n", Encoding.UTF8.GetString(bytes));
        Assert.Equal(Bulk.Digest(bytes), (digest.Rows, digest.Checksum));
        Assert.Equal(20_000, digest.Rows);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task Several_copies_can_be_sent_before_the_first_is_read(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));
        await connection.SendCopyOutAsync("COPY (SELECT 1) TO STDOUT", Bulk.Token);
        await connection.SendCopyOutAsync("COPY (SELECT 2 WHERE false) TO STDOUT", Bulk.Token);
        await connection.SendCopyOutAsync("COPY (SELECT 3) TO STDOUT", Bulk.Token);

        Assert.Equal("1\n", await connection.ReadTextAsync());
        Assert.Equal("", await connection.ReadTextAsync());
        Assert.Equal("3\n", await connection.ReadTextAsync());
        await connection.ExecuteAsync("SELECT 1; SELECT 2", Bulk.Token);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_row_larger_than_any_buffer_comes_whole(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));
        await connection.SendCopyOutAsync(
            "COPY (SELECT i, repeat(chr(65 + i), 3000000) FROM generate_series(1, 5) i) TO STDOUT", Bulk.Token);

        (byte[] bytes, RowDigest digest) = await connection.ReadAllAsync(piece: 1000);

        string expected = string.Concat(Enumerable.Range(1, 5).Select(i => $"{i}\t{new string((char)(65 + i), 3000000)}\n"));
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes));
        Assert.Equal(Bulk.Digest(bytes), (digest.Rows, digest.Checksum));
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task Rows_go_in_and_are_counted(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync();
        await server.PsqlAsync(database, "CREATE TABLE t (i int, x text)");
        byte[] rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 100_000).Select(i => $"{i}\té\\t{i}\n")));
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, database));

        Assert.Equal(100_000, await connection.CopyInAsync("COPY public.t FROM STDIN", rows, Bulk.Token));
        Assert.Equal(0, await connection.CopyInAsync("COPY public.t FROM STDIN", default, Bulk.Token));

        await connection.SendCopyOutAsync("COPY public.t TO STDOUT", Bulk.Token);
        Assert.Equal(rows, (await connection.ReadAllAsync()).Bytes);
    }

    [Fact]
    public async Task A_session_that_waits_on_the_thread_that_reads_takes_no_rows()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        await using IBulkConnection connection = await Bulk.OpenAsync("waiting", Bulk.Settings(server, "postgres"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.CopyInAsync("COPY public.t FROM STDIN", default, Bulk.Token));

        await connection.ExecuteAsync("SELECT 1", Bulk.Token);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_bad_row_is_named_with_its_line_and_the_session_goes_on(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync();
        await server.PsqlAsync(database, "CREATE TABLE t (i int)");
        string rows = string.Concat(Enumerable.Range(1, 300_000).Select(i => i == 7 ? "seven\n" : $"{i}\n"));
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, database));

        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => connection.CopyInAsync("COPY public.t FROM STDIN", Encoding.UTF8.GetBytes(rows), Bulk.Token));

        Assert.Equal(ErrorCode.RestoreFailed, error.Code);
        Assert.Contains("COPY t, line 7, column i", error.Message, StringComparison.Ordinal);
        Assert.Equal("22P02", Server(error).SqlState);
        await connection.ExecuteAsync("SELECT 1", Bulk.Token);
        Assert.Equal("0", await server.PsqlAsync(database, "SELECT count(*) FROM t"));
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task An_error_amid_the_rows_leaves_the_next_copy_readable(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));
        await connection.SendCopyOutAsync("COPY (SELECT 1 / (5000 - i) FROM generate_series(1, 9000) i) TO STDOUT", Bulk.Token);
        await connection.SendCopyOutAsync("COPY (SELECT 'next') TO STDOUT", Bulk.Token);

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => connection.ReadAllAsync());

        Assert.Equal(ErrorCode.DatabaseReadFailed, error.Code);
        Assert.Equal("22012", Server(error).SqlState);
        Assert.Equal("next\n", await connection.ReadTextAsync());
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_copy_of_what_does_not_exist_fails_and_the_session_goes_on(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));
        await connection.SendCopyOutAsync("COPY public.nothing TO STDOUT", Bulk.Token);

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => connection.ReadAllAsync());

        Assert.Equal("42P01", Server(error).SqlState);
        Assert.Contains("public.nothing", error.Message, StringComparison.Ordinal);
        await connection.ExecuteAsync("SELECT 1", Bulk.Token);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task Statements_that_fail_say_so_and_the_session_goes_on(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));

        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => connection.ExecuteAsync("SELECT 1; SELECT nothing_like_that; SELECT 2", Bulk.Token));

        Assert.Equal("42703", Server(error).SqlState);
        await connection.ExecuteAsync("SELECT 1", Bulk.Token);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task A_NUL_character_is_refused_before_anything_is_sent(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, "postgres"));

        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => connection.ExecuteAsync("SELECT 1 \0; DROP TABLE t", Bulk.Token));

        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        await connection.ExecuteAsync("SELECT 1", Bulk.Token);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task Notices_and_settings_between_messages_do_not_disturb(string client, int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync();
        await server.PsqlAsync(
            database,
            """
            CREATE FUNCTION noisy(i int) RETURNS int LANGUAGE plpgsql AS
            $$BEGIN RAISE NOTICE 'row %', i; PERFORM set_config('application_name', 'row' || i, false); RETURN i; END$$
            """);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, database));
        await connection.ExecuteAsync("SET client_min_messages = notice", Bulk.Token);
        await connection.SendCopyOutAsync("COPY (SELECT public.noisy(i) FROM generate_series(1, 500) i) TO STDOUT", Bulk.Token);

        Assert.Equal(string.Concat(Enumerable.Range(1, 500).Select(i => $"{i}\n")), await connection.ReadTextAsync());
    }

    [Theory]
    [InlineData("wire", "LATIN1", "caf\\351")]
    [InlineData("npgsql", "LATIN1", "caf\\351")]
    [InlineData("wire", "WIN1251", "\\361\\372")]
    [InlineData("npgsql", "WIN1251", "\\361\\372")]
    [InlineData("wire", "SQL_ASCII", "\\377\\376\\301x")]
    [InlineData("npgsql", "SQL_ASCII", "\\377\\376\\301x")]
    public async Task Bytes_pass_unconverted_whatever_the_encoding(string client, string encoding, string octal)
    {
        byte[] expected = [.. octal.Split('\\', StringSplitOptions.RemoveEmptyEntries).SelectMany((part, i) =>
            i == 0 && octal[0] != '\\' ? Encoding.ASCII.GetBytes(part) : [Convert.ToByte(part[..3], 8), .. Encoding.ASCII.GetBytes(part[3..])])];
        await using IBulkConnection connection = await OpenAsync(
            client, encoding, $"SET client_encoding = '{encoding}'; CREATE TABLE t (x text); INSERT INTO t VALUES (E'{octal}')");
        await connection.SendCopyOutAsync("COPY public.t TO STDOUT", Bulk.Token);

        (byte[] bytes, _) = await connection.ReadAllAsync();
        Assert.Equal(expected.Append((byte)10), bytes);

        await connection.CopyInAsync("COPY public.t FROM STDIN", bytes, Bulk.Token);
        await connection.SendCopyOutAsync("COPY public.t TO STDOUT", Bulk.Token);
        byte[] twice = [.. bytes, .. bytes];
        Assert.Equal(twice, (await connection.ReadAllAsync()).Bytes);
    }

    [Theory]
    [InlineData("wire", "UTF8", "été_ж")]
    [InlineData("npgsql", "UTF8", "été_ж")]
    [InlineData("wire", "LATIN1", "été")]
    [InlineData("npgsql", "LATIN1", "été")]
    [InlineData("wire", "WIN1251", "журнал")]
    [InlineData("npgsql", "WIN1251", "журнал")]
    [InlineData("wire", "EUC_JP", "波～\\線丂")]
    [InlineData("npgsql", "EUC_JP", "波～\\線丂")]
    [InlineData("wire", "EUC_TW", "中文")]
    [InlineData("npgsql", "EUC_TW", "中文")]
    [InlineData("wire", "EUC_JIS_2004", "日本語")]
    [InlineData("wire", "LATIN10", "Țară")]
    public async Task Names_that_are_not_ASCII_are_understood_whatever_the_encoding(string client, string encoding, string name)
    {
        await using IBulkConnection connection = await OpenAsync(
            client, encoding, $"SET client_encoding = 'UTF8'; CREATE TABLE \"{name}\" AS SELECT 1");
        await connection.SendCopyOutAsync($"COPY public.\"{name}\" TO STDOUT", Bulk.Token);

        Assert.Equal("1\n", await connection.ReadTextAsync());
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => connection.ExecuteAsync($"SELECT * FROM \"{name}x\"", Bulk.Token));
        string said = error.Message[error.Message.IndexOf("failed", StringComparison.Ordinal)..];
        if (encoding.StartsWith("EUC_", StringComparison.Ordinal) || encoding == "LATIN10")
            Assert.Contains("does not exist", said, StringComparison.Ordinal); // .NET has no such encoding, or another.
        else
            Assert.Contains($"\"{name}x\"", said, StringComparison.Ordinal);
    }

    /// <summary>A session in a new database of that encoding, in which the statements were run.</summary>
    private static async Task<IBulkConnection> OpenAsync(string client, string encoding, string sql)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("enc", $"TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'");
        await server.PsqlAsync(database, sql);
        return await Bulk.OpenAsync(client, Bulk.Settings(server, database));
    }

    private static ServerException Server(BackupException error) => Assert.IsType<ServerException>(error.InnerException);
}
