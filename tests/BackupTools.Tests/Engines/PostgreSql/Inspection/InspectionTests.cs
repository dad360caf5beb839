using BackupTools.Engines.PostgreSql;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Inspection;

/// <summary>What a server says of itself.</summary>
public sealed class InspectionTests
{
    private static readonly PostgreSqlEngine Engine = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_superuser_finds_nothing_wrong(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("inspected");
        ConnectionReport report = await Engine.TestConnectionAsync(server.Connection(database), Token);
        Assert.True(report.Succeeded);
        Assert.Empty(report.Findings);
        Assert.StartsWith($"{version}.", report.ServerVersion, StringComparison.Ordinal);
        Assert.True(report.Latency > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_connection_to_a_server_is_none_to_a_database_named_as_its_user()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string role = await server.CreateDatabaseAsync("inspected") + "_user";
        await server.PsqlAsync("postgres", $"CREATE ROLE \"{role}\" LOGIN");
        ConnectionReport report = await Engine.TestConnectionAsync(server.Connection("", role) with { Database = null }, Token);
        Assert.Null(report.Error);
    }

    [Fact]
    public async Task A_server_whose_first_database_is_closed_is_entered_by_another()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        await server.PsqlAsync("postgres", "CREATE ROLE visitor LOGIN; REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
        DbConnectionInfo connection = server.Connection("", "visitor") with { Database = null };
        Assert.Null((await Engine.TestConnectionAsync(connection, Token)).Error);
        Assert.Empty(await Engine.GetDatabasesAsync(connection, Token));
        await server.PsqlAsync("postgres", "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC");
        BackupException error = (await Engine.TestConnectionAsync(connection, Token)).Error!;
        Assert.Contains("\"postgres\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_ordinary_user_may_not_read_is_named()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("inspected");
        string role = database + "_user";
        await server.PsqlAsync(
            database,
            $"""
            CREATE ROLE "{role}" LOGIN;
            CREATE TABLE hidden (a int); CREATE TABLE seen (a int); CREATE TABLE guarded (a int);
            CREATE SCHEMA closed; CREATE TABLE closed.inside (a int); CREATE SEQUENCE counter; SELECT lo_create(4711);
            ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
            GRANT SELECT ON seen, guarded, closed.inside TO "{role}";
            """);
        ConnectionReport report = await Engine.TestConnectionAsync(server.Connection(database, role), Token);
        Assert.False(report.Succeeded);
        Assert.Null(report.Error);
        Assert.Contains(report.Findings, f => f.Contains("tables: closed.inside, public.hidden.", StringComparison.Ordinal));
        Assert.Contains(report.Findings, f => f.Contains("Row security", StringComparison.Ordinal) && f.Contains("public.guarded.", StringComparison.Ordinal));
        Assert.Contains(report.Findings, f => f.Contains("sequences: public.counter.", StringComparison.Ordinal));
        Assert.Contains(report.Findings, f => f.Contains("large objects: 4711.", StringComparison.Ordinal));
        Assert.Contains(report.Findings, f => f.Contains("not a superuser", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_no_backup_keeps_is_said_before_it_and_by_it()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("inspected");
        await server.PsqlAsync(
            database,
            """
            CREATE FOREIGN DATA WRAPPER w; CREATE SERVER far FOREIGN DATA WRAPPER w;
            CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'u', password 'p');
            """);
        ConnectionReport report = await Engine.TestConnectionAsync(server.Connection(database), Token);
        Assert.True(report.Succeeded);
        Assert.Contains("user mapping of public for server far", Assert.Single(report.Findings), StringComparison.Ordinal);

        BackupRequest request = new() { Connection = server.Connection(database) };
        await using IBackupSource source = await Engine.OpenBackupAsync(request, Token);
        await source.ReadScriptsAsync(Token);
        Assert.Equal(report.Findings, source.Warnings);
        request = request with { Selection = new ObjectSelection { DataOnly = true } };
        await using IBackupSource part = await Engine.OpenBackupAsync(request, Token);
        await part.ReadScriptsAsync(Token);
        Assert.Empty(part.Warnings);
    }

    [Fact]
    public async Task Too_few_connections_are_found_before_they_are_missed()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("inspected");
        string one = database + "_one", two = database + "_two";
        await server.PsqlAsync(database, $"CREATE ROLE \"{one}\" LOGIN CONNECTION LIMIT 1; CREATE ROLE \"{two}\" LOGIN CONNECTION LIMIT 2");
        ConnectionReport report = await Engine.TestConnectionAsync(server.Connection(database, one), Token);
        Assert.False(report.Succeeded);
        Assert.Contains(report.Findings, f => f.StartsWith("No further connection", StringComparison.Ordinal));
        report = await Engine.TestConnectionAsync(server.Connection(database, two), Token);
        Assert.True(report.Succeeded);
        Assert.Contains(report.Findings, f => f.StartsWith("Only 2 connections", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_a_failed_report()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        ConnectionReport report = await Engine.TestConnectionAsync(server.Connection("no such database"), Token);
        Assert.False(report.Succeeded);
        Assert.Equal(ErrorCode.DatabaseNotFound, report.Error!.Code);
    }

    [Fact]
    public async Task A_connection_lists_its_database_or_all_that_the_user_may_enter()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string open = await server.CreateDatabaseAsync("inspected", "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        string closed = await server.CreateDatabaseAsync("inspected");
        string role = open + "_visitor";
        await server.PsqlAsync("postgres", $"CREATE ROLE \"{role}\" LOGIN; REVOKE CONNECT ON DATABASE \"{closed}\" FROM PUBLIC");
        DatabaseInfo only = Assert.Single(await Engine.GetDatabasesAsync(server.Connection(open, role), Token));
        Assert.Equal((open, open), (only.Database, only.Connection.Database));
        Assert.True(only.SizeBytes > 1_000_000);
        Assert.Equal(("postgres", "LATIN1", "C"), (only.Properties["owner"], only.Properties["encoding"], only.Properties["collation"]));
        string[] all = [.. (await Engine.GetDatabasesAsync(server.Connection(open, role) with { Database = null }, Token)).Select(d => d.Database)];
        Assert.Contains(open, all);
        Assert.Contains("postgres", all);
        Assert.DoesNotContain(closed, all);
        Assert.DoesNotContain("template0", all);
    }

    [Fact]
    public async Task A_table_dropped_while_rows_are_counted_is_not_listed()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("inspected");
        await server.PsqlAsync(database, "CREATE TABLE gone (a int); CREATE TABLE stays (a int)");
        const string locked = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'gone'::regclass AND granted AND mode = 'AccessExclusiveLock')";
        Task dropping = server.PsqlAsync(
            database,
            """
            BEGIN;
            LOCK TABLE gone;
            DO $$ BEGIN
                WHILE NOT EXISTS (SELECT FROM pg_locks WHERE relation = 'gone'::regclass AND NOT granted) LOOP PERFORM pg_sleep(0.02); END LOOP;
            END $$;
            DROP TABLE gone;
            COMMIT;
            """);
        await server.UntilAsync(locked, dropping, database);
        IReadOnlyList<TableInfo> tables = await Engine.GetTablesAsync(server.Connection(database), true, Token);
        await dropping;
        Assert.Equal(("stays", 0L), (Assert.Single(tables).Name, tables[0].Rows));
    }

    [Fact]
    public async Task Tables_are_listed_with_kind_rows_and_size()
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        string database = await server.CreateDatabaseAsync("inspected");
        await server.PsqlAsync(
            database,
            """
            CREATE TABLE plain AS SELECT generate_series(1, 1000) AS a;
            CREATE TABLE parts (a int) PARTITION BY HASH (a); CREATE TABLE part PARTITION OF parts FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            INSERT INTO parts VALUES (1), (2);
            CREATE VIEW peek AS SELECT * FROM plain;
            CREATE MATERIALIZED VIEW kept AS SELECT * FROM plain; CREATE MATERIALIZED VIEW later AS SELECT 1 AS v WITH NO DATA;
            """);
        Dictionary<string, TableInfo> tables = (await Engine.GetTablesAsync(server.Connection(database), true, Token)).ToDictionary(t => t.Name);
        Assert.Equal(["kept", "later", "part", "parts", "peek", "plain"], tables.Keys.Order());
        Assert.Equal(("table", 1000L, true), (tables["plain"].Kind, tables["plain"].Rows!.Value, tables["plain"].HoldsRows));
        Assert.True(tables["plain"].SizeBytes > 30_000);
        Assert.Equal(("partitioned table", 2L, false), (tables["parts"].Kind, tables["parts"].Rows!.Value, tables["parts"].HoldsRows));
        Assert.Equal(("view", (long?)null), (tables["peek"].Kind, tables["peek"].Rows));
        Assert.Equal(("materialized view", (long?)1000), (tables["kept"].Kind, tables["kept"].Rows));
        Assert.Null(tables["later"].Rows);
        Assert.All(await Engine.GetTablesAsync(server.Connection(database), false, Token), t => Assert.Null(t.Rows));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Damage_and_invalid_indexes_are_found(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("inspected");
        Assert.SkipWhen(
            await server.PsqlAsync(database, "SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'") == "0", "The server has no amcheck.");
        await server.PsqlAsync(database, "CREATE EXTENSION amcheck; CREATE TABLE t (id int PRIMARY KEY, x text); INSERT INTO t SELECT i, repeat('x', 100) FROM generate_series(1, 1000) i; CREATE INDEX by_x ON t (x);");
        Assert.Empty(await Engine.CheckIntegrityAsync(server.Connection(database), Token));
        await server.PsqlAsync(database, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'by_x'::regclass");
        Assert.Equal("The index public.by_x is invalid, because making it did not succeed.", Assert.Single(await Engine.CheckIntegrityAsync(server.Connection(database), Token)));

        // A row that the index does not know: hidden from the index while it is written.
        await server.PsqlAsync(database, "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'by_x'::regclass; UPDATE pg_index SET indisready = false, indisvalid = false WHERE indexrelid = 't_pkey'::regclass");
        await server.PsqlAsync(database, "INSERT INTO t VALUES (5000, 'not in the index')");
        await server.PsqlAsync(database, "UPDATE pg_index SET indisready = true, indisvalid = true WHERE indexrelid = 't_pkey'::regclass");
        Assert.Contains("public.t_pkey is damaged", Assert.Single(await Engine.CheckIntegrityAsync(server.Connection(database), Token)), StringComparison.Ordinal);
    }
}
