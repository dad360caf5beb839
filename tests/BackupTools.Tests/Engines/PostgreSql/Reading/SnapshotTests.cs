using System.Globalization;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Reading;

/// <summary>One moment, kept to the end or given up aloud.</summary>
public sealed class SnapshotTests : ReadingTest
{
    private const string TwoTables =
        """
        CREATE TABLE a AS SELECT i, repeat('a', 200) AS x FROM generate_series(1, 20000) i;
        CREATE TABLE b AS SELECT i, repeat('b', 200) AS x FROM generate_series(1, 20000) i;
        """;

    [Fact]
    public async Task What_is_written_meanwhile_is_not_seen()
    {
        (PostgresServer server, string database) = await CreateAsync(15, TwoTables);
        DateTime before = DateTime.UtcNow;
        await using IBackupSource source = await OpenAsync(server.Connection(database));
        await server.PsqlAsync(database, "INSERT INTO a SELECT i, 'new' FROM generate_series(1, 5000) i; UPDATE b SET x = 'changed'; DELETE FROM a WHERE i < 100; CREATE TABLE c AS SELECT 1 AS v;");
        Drained drained = await DrainAsync(source);
        Assert.Equal(["public.a", "public.b"], drained.Contents.Keys.Order());
        Assert.All(drained.Contents.Values, c => Assert.Equal(20000, c.Rows));
        Assert.DoesNotContain("changed", drained.Texts["public.b"], StringComparison.Ordinal);
        Assert.InRange(source.SnapshotTime, before.AddSeconds(-1), DateTime.UtcNow);
    }

    [Fact]
    public async Task What_is_committed_while_locks_are_awaited_is_seen_with_its_definition()
    {
        (PostgresServer server, string database) = await CreateAsync(15, "CREATE TABLE t AS SELECT 1 AS a");
        Task<string> changing = server.PsqlAsync(database, "BEGIN; ALTER TABLE t ADD COLUMN b int DEFAULT 7; INSERT INTO t VALUES (2, 8); SELECT pg_sleep(2); COMMIT;");
        await WaitAsync(server, database, "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL AND granted", "1");
        await using IBackupSource source = await OpenAsync(server.Connection(database));
        await changing;
        Assert.Equal("1\t7\n2\t8\n", (await DrainAsync(source)).Texts["public.t"]);
    }

    [Fact]
    public async Task A_table_that_goes_while_its_lock_is_awaited_is_not_missed_and_not_an_error()
    {
        (PostgresServer server, string database) = await CreateAsync(18, TwoTables);
        Task<string> changing = server.PsqlAsync(database, "BEGIN; DROP TABLE a; CREATE TABLE a2 AS SELECT 5 AS v; SELECT pg_sleep(2); COMMIT;");
        await WaitAsync(server, database, "SELECT count(*) > 0 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'a' AND mode = 'AccessExclusiveLock'", "t");
        await using IBackupSource source = await OpenAsync(server.Connection(database));
        await changing;
        Assert.Equal(["public.a2", "public.b"], (await DrainAsync(source)).Contents.Keys.Order());
    }

    [Fact]
    public async Task Tables_cannot_be_changed_before_the_end_and_the_backup_goes_on_behind_who_waits()
    {
        (PostgresServer server, string database) = await CreateAsync(15, TwoTables);
        await using IBackupSource source = await OpenAsync(server.Connection(database));
        Task<string> waiting = server.PsqlAsync(database, "TRUNCATE a; DROP TABLE b");
        await WaitAsync(server, database, "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL AND NOT granted", "1");
        Assert.All((await DrainAsync(source)).Contents.Values, c => Assert.Equal(20000, c.Rows));
        Assert.False(waiting.IsCompleted);
        await source.DisposeAsync();
        await waiting;
    }

    [Fact]
    public async Task Locks_can_be_awaited_for_ever()
    {
        (PostgresServer server, string database) = await CreateAsync(15, TwoTables);
        await using IBackupSource source = await OpenAsync(server.Connection(database) with { LockTimeout = TimeSpan.MaxValue });
        Assert.Equal(2, (await DrainAsync(source)).Contents.Count);
    }

    [Fact]
    public async Task Who_holds_a_table_too_long_is_named()
    {
        (PostgresServer server, string database) = await CreateAsync(15, TwoTables);
        Task<string> holding = server.PsqlAsync(database, "SET application_name = 'the holder'; BEGIN; LOCK TABLE b; SELECT pg_sleep(4); COMMIT;");
        await WaitAsync(server, database, "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'b' AND granted AND mode = 'AccessExclusiveLock'", "1");
        string pid = await server.PsqlAsync("postgres", $"SELECT pid FROM pg_stat_activity WHERE application_name = 'the holder' AND datname = '{database}'");
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => OpenAsync(server.Connection(database) with { LockTimeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Equal((ErrorCode.DatabaseLocked, "public.b", true), (error.Code, error.Target, error.IsTransient));
        Assert.All(["public.b", pid, "the holder", "postgres"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        await holding;
        await NothingIsLeftAsync(server, database);
    }

    [Theory]
    [InlineData(15, "control")]
    [InlineData(18, "control")]
    [InlineData(15, "worker")]
    public async Task A_lost_session_is_a_failure_and_leaves_nothing(int version, string victim)
    {
        (PostgresServer server, string database) = await CreateAsync(version, TwoTables);
        IBackupSource source = await OpenAsync(server.Connection(database));
        ChunkBuffer buffer = new();
        Assert.NotNull(await source.Parts[0].ReadNextAsync(buffer, Token));
        string order = victim == "control" ? "ASC" : "DESC";
        await server.PsqlAsync(
            "postgres",
            $"SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE datname = '{database}' AND application_name = 'BackupTools' ORDER BY backend_start {order}, pid {order} LIMIT 1) x");
        await Assert.ThrowsAsync<BackupException>(() => DrainAsync(source));
        await source.DisposeAsync();
        await NothingIsLeftAsync(server, database);
    }

    [Fact]
    public async Task A_lost_session_and_a_lock_at_the_same_time_are_a_failure_too()
    {
        // The server has no room for locks of the workers' own, so that only the session that is lost keeps others away.
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15, "max_connections = 20\nmax_locks_per_transaction = 10");
        string database = await server.CreateDatabaseAsync("reading");
        await server.PsqlAsync(database, "DO $$ BEGIN FOR i IN 1..40 LOOP EXECUTE 'CREATE TABLE t' || i || ' (a int)'; END LOOP; END $$");
        IBackupSource source = await OpenAsync(server.Connection(database) with { LockTimeout = TimeSpan.FromSeconds(3) });
        await server.PsqlAsync(
            "postgres",
            $"SELECT pg_terminate_backend(pid, 10000) FROM (SELECT pid FROM pg_stat_activity WHERE datname = '{database}' AND application_name = 'BackupTools' ORDER BY backend_start, pid LIMIT 1) x");
        Task<string> holding = server.PsqlAsync(
            database, "BEGIN; DO $$ BEGIN FOR i IN 1..40 LOOP EXECUTE 'LOCK TABLE t' || i; END LOOP; END $$; SELECT pg_sleep(10); COMMIT;");
        await WaitAsync(server, database, "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL AND granted", "40");
        await Assert.ThrowsAsync<BackupException>(() => DrainAsync(source).WaitAsync(TimeSpan.FromMinutes(1), Token));
        await source.DisposeAsync();
        await holding;
    }

    [Fact]
    public async Task A_reader_that_stops_in_the_middle_leaves_nothing()
    {
        (PostgresServer server, string database) = await CreateAsync(15, TwoTables);
        IBackupSource source = await OpenAsync(server.Connection(database));
        using CancellationTokenSource stop = new();
        ChunkBuffer buffer = new();
        Assert.NotNull(await source.Parts[0].ReadNextAsync(buffer, stop.Token));
        await stop.CancelAsync();
        buffer.Clear();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await source.Parts[0].ReadNextAsync(buffer, stop.Token));
        await source.DisposeAsync();
        await NothingIsLeftAsync(server, database);
    }

    [Fact]
    public async Task A_part_that_was_not_read_to_its_end_is_no_backup()
    {
        (PostgresServer server, string database) = await CreateAsync(15, TwoTables);
        await using IBackupSource source = await OpenAsync(server.Connection(database));
        Assert.NotNull(await source.Parts[0].ReadNextAsync(new ChunkBuffer(), Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => source.CompleteAsync(Token));
    }

    [Fact]
    public async Task Time_limits_of_the_role_do_not_end_the_backup()
    {
        (PostgresServer server, string database) = await CreateAsync(18, TwoTables);
        string role = database + "_hasty";
        await server.PsqlAsync(
            database,
            $"CREATE ROLE \"{role}\" LOGIN SUPERUSER; ALTER ROLE \"{role}\" SET statement_timeout = 2000; ALTER ROLE \"{role}\" SET idle_in_transaction_session_timeout = 2000; ALTER ROLE \"{role}\" SET transaction_timeout = 2000");
        await using IBackupSource source = await OpenAsync(server.Connection(database, role));
        await Task.Delay(2500, Token);
        Assert.All((await DrainAsync(source)).Contents.Values, c => Assert.Equal(20000, c.Rows));
    }

    [Fact]
    public async Task Fewer_connections_than_workers_are_reported_and_used()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("reading");
        string role = database + "_few";
        await server.PsqlAsync(database, $"CREATE ROLE \"{role}\" LOGIN CONNECTION LIMIT 3; ALTER DATABASE \"{database}\" OWNER TO \"{role}\"; SET ROLE \"{role}\"; {TwoTables}");
        await using IBackupSource source = await OpenAsync(server.Connection(database, role), parallelism: 4);
        Assert.Equal(2, source.Parts.Count);
        Assert.Contains("2 instead of 4", Assert.Single(source.Warnings), StringComparison.Ordinal);
        Assert.All((await DrainAsync(source)).Contents.Values, c => Assert.Equal(20000, c.Rows));
    }

    [Fact]
    public async Task A_table_without_the_right_to_read_it_is_named()
    {
        (PostgresServer server, string database) = await CreateAsync(15, TwoTables);
        string role = database + "_poor";
        await server.PsqlAsync(database, $"CREATE ROLE \"{role}\" LOGIN; GRANT SELECT ON a TO \"{role}\"");
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => OpenAsync(server.Connection(database, role)));
        Assert.Equal(ErrorCode.DatabaseAccessDenied, error.Code);
        Assert.Contains("table b", error.Message, StringComparison.Ordinal);
        await NothingIsLeftAsync(server, database);
    }

    private static async Task WaitAsync(PostgresServer server, string database, string question, string answer)
    {
        for (int i = 0; i < 200; i++)
        {
            if (await server.PsqlAsync(database, question) == answer)
                return;
            await Task.Delay(50, Token);
        }

        Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"Never so: {question}"));
    }
}
