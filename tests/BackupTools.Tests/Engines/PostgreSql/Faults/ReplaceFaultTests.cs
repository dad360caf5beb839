using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>A replacement of tables that does not come to its end has changed nothing.</summary>
public sealed class ReplaceFaultTests
{
    private const string Script = """
        CREATE TABLE artist (id serial PRIMARY KEY, name text);
        INSERT INTO artist (name) SELECT 'artist ' || i FROM generate_series(1, 3000) i;
        CREATE TABLE album (id integer PRIMARY KEY, artist integer REFERENCES artist ON DELETE CASCADE);
        INSERT INTO album SELECT i, i FROM generate_series(1, 3000) i;
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_session_that_is_terminated_half_way_has_changed_nothing(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        (string name, FakeArchive archive, string before) = await CreateAsync(server);
        await using (IRestoreTarget target = await OpenAsync(server, name, archive))
        {
            await target.PrepareAsync(Token);
            await WriteAsync(target, archive, target.Chunks[0]);
            await server.PsqlAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND application_name = 'BackupTools'");
            BackupException error = await Assert.ThrowsAsync<BackupException>(async () =>
            {
                foreach (ArchiveChunk chunk in target.Chunks.Skip(1))
                    await WriteAsync(target, archive, chunk);
                await target.CompleteAsync(Token);
            });
            Assert.Equal(ErrorCode.ConnectionLost, error.Code);
            Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await StateAsync(server, name));
    }

    [Fact]
    public async Task Others_wait_and_see_the_old_rows_or_the_new_and_a_restore_that_is_given_up_leaves_the_sequence_too()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string name, FakeArchive archive, string before) = await CreateAsync(server);
        await using (IRestoreTarget target = await OpenAsync(server, name, archive))
        {
            await target.PrepareAsync(Token);
            await DeliverAsync(target, archive);
            Task<string> reading = server.PsqlAsync(name, "SELECT count(*) FROM artist");
            await server.UntilAsync($"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'", reading);
            await target.DisposeAsync();
            Assert.Equal("2999", await reading);
        }

        Assert.Equal(before, await StateAsync(server, name));
        await using (IRestoreTarget target = await OpenAsync(server, name, archive))
        {
            await target.PrepareAsync(Token);
            await DeliverAsync(target, archive);
            Task<string> reading = server.PsqlAsync(name, "SELECT count(*) FROM artist");
            await server.UntilAsync($"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'", reading);
            await target.CompleteAsync(Token);
            Assert.Equal("3000", await reading);
        }
    }

    [Theory]
    [InlineData("artist")]
    [InlineData("album")]
    public async Task A_table_that_another_session_has_is_waited_for_only_as_long_as_was_said(string table)
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        (string name, FakeArchive archive, string before) = await CreateAsync(server);
        string key = Guid.NewGuid().ToString("N");
        Task<string> holder = server.PsqlAsync(name, $"SET application_name = '{key}'; BEGIN; LOCK TABLE {table} IN ACCESS SHARE MODE; SELECT pg_sleep(60)");
        await server.UntilAsync($"SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = '{key}' AND query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'", holder);
        await using (IRestoreTarget target = await OpenAsync(server, name, archive, TimeSpan.FromSeconds(1)))
        {
            BackupException error = await FailsAsync(ErrorCode.DatabaseLocked, () => target.PrepareAsync(Token));
            Assert.Contains(key, error.Message, StringComparison.Ordinal);
            Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
        }

        await server.PsqlAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{key}'");
        await Assert.ThrowsAnyAsync<Exception>(() => holder);
        Assert.Equal(before, await StateAsync(server, name));
    }

    [Fact]
    public async Task A_definition_that_changes_while_the_restore_begins_is_noticed()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string name, FakeArchive archive, _) = await CreateAsync(server);
        await using IRestoreTarget target = await OpenAsync(server, name, archive);
        await server.PsqlAsync(name, "CREATE TABLE later (artist integer REFERENCES artist ON DELETE CASCADE); INSERT INTO later VALUES (1)");
        BackupException error = await FailsAsync(ErrorCode.DatabaseChanged, () => target.PrepareAsync(Token));
        Assert.True(error.IsTransient);
        Assert.Equal("1", await server.PsqlAsync(name, "SELECT count(*) FROM later"));
    }

    [Fact]
    public async Task A_full_disk_has_changed_nothing()
    {
        using TemporaryFileSystem disk = TemporaryFileSystem.Mount(60);
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        await server.StopAsync();
        await ProcessRunner.RunAsync(new("cp", ["-a", server.DataFolder + "/base", disk.Path + "/base"]));
        Directory.Delete(server.DataFolder + "/base", recursive: true);
        File.CreateSymbolicLink(server.DataFolder + "/base", disk.Path + "/base");
        await server.StartAsync();
        string name = await server.CreateDatabaseAsync("full");
        await server.PsqlAsync(name, "CREATE TABLE big (id integer PRIMARY KEY, filler text); INSERT INTO big SELECT i, repeat('x', 1000) FROM generate_series(1, 10000) i");
        FakeArchive archive = await BackUpAsync(server, name, chunkSize: 512 * 1024);
        await server.PsqlAsync(name, "CREATE TABLE ballast (filler text); CREATE FUNCTION fill() RETURNS void LANGUAGE plpgsql AS $$BEGIN LOOP BEGIN INSERT INTO ballast SELECT repeat('x', 2000) FROM generate_series(1, 500); EXCEPTION WHEN disk_full THEN RETURN; END; END LOOP; END$$; SELECT fill()");
        BackupException error = await FailsAsync(ErrorCode.StorageFull, () => RestoreAsync(
            Request(server, name) with { IfExists = IfExists.Replace, Selection = new() { Tables = ["big"] } }, archive));
        Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
        Assert.Equal("10000", await server.PsqlAsync(name, "SELECT count(*) FROM big"));
    }

    private static async Task<(string Name, FakeArchive Archive, string Before)> CreateAsync(PostgresServer server)
    {
        string name = await server.CreateDatabaseAsync("faults");
        await server.PsqlAsync(name, Script);
        FakeArchive archive = await BackUpAsync(server, name, chunkSize: 8192);
        await server.PsqlAsync(name, "DELETE FROM artist WHERE id = 7; UPDATE artist SET name = 'x'; SELECT setval('artist_id_seq', 9000)");
        return (name, archive, await StateAsync(server, name));
    }

    private static Task<IRestoreTarget> OpenAsync(PostgresServer server, string name, FakeArchive archive, TimeSpan? lockTimeout = null) => RestoreOpening.OpenAsync(
        Request(server, name) with
        {
            Connection = server.Connection(name) with { LockTimeout = lockTimeout ?? TimeSpan.FromSeconds(30) },
            IfExists = IfExists.Replace, Selection = new() { Tables = ["artist"] },
        },
        archive, Token);

    private static async Task<string> StateAsync(PostgresServer server, string name)
    {
        string dump = await server.DumpAsync(name);
        return string.Join('\n', dump.Split('\n').Where(l => !l.Contains("restrict ", StringComparison.Ordinal)));
    }
}
