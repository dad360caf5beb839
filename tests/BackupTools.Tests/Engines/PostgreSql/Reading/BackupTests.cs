using BackupTools.Archive;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using Npgsql;

namespace BackupTools.Tests.Engines.PostgreSql.Reading;

/// <summary>The engine in a whole backup.</summary>
public sealed class BackupTests : ReadingTest
{
    [Theory]
    [InlineData(15, 1)]
    [InlineData(18, 4)]
    public async Task An_archive_has_the_schema_the_rows_and_the_figures(int version, int parallelism)
    {
        (PostgresServer server, string database) = await CreateAsync(
            version,
            """
            CREATE TABLE t AS SELECT i, md5(i::text) AS x FROM generate_series(1, 20000) i;
            CREATE VIEW v AS SELECT * FROM t;
            SELECT lo_from_bytea(5000, 'content');
            """);
        MemoryStorage storage = new();
        BackupJobOptions options = new() { Connection = server.Connection(database), Storages = [storage], ChunkSize = 65536, Parallelism = parallelism };
        Assert.Contains($"Read 1 table of the PostgreSQL database '{database}'", await BackupJob.PlanAsync(BuiltIn.Components, options, Token), StringComparison.Ordinal);
        BackupJobResult result = await BackupJob.RunAsync(BuiltIn.Components, options, Token);
        Assert.Empty(result.Warnings);
        await using ArchiveReader archive = await ArchiveReader.OpenAsync(
            await storage.OpenReadAsync(result.Backups[0].Name, Token), result.Backups[0].Name, BuiltIn.Components, null, Token);
        Assert.Equal(["public.t", "pg_catalog.pg_largeobject"], archive.Manifest.Objects.Select(o => $"{o.Schema}.{o.Name}"));
        Assert.Equal([20000L, 1L], archive.Manifest.Objects.Select(o => o.Rows!.Value));
        Assert.All(archive.Manifest.Objects, o => Assert.NotNull(o.Checksum));
        Assert.Equal("UTF8", archive.Manifest.Properties["encoding"]);
        Assert.Contains(archive.Manifest.Scripts, s => s.Member.StartsWith("schema/100-", StringComparison.Ordinal));
        Assert.Equal(
            archive.Manifest.Objects.Select(o => (o.Schema, o.Name, o.Rows, o.Checksum)),
            (await Engine.ReadContentAsync(server.Connection(database), archive.Manifest.Objects, Token))
                .Select(c => (c.Schema, c.Name, c.Rows, (string?)ContentComparison.Format(c.Checksum!.Value))));
        await NothingIsLeftAsync(server, database);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task An_archive_says_which_server_it_is_of(int version)
    {
        (PostgresServer server, string database) = await CreateAsync(version, "CREATE TABLE t AS SELECT 1 AS a");
        string role = "plain_" + Guid.NewGuid().ToString("n");
        await server.PsqlAsync(database, $"CREATE ROLE {role} LOGIN; GRANT SELECT ON t TO {role};");
        string expected = (await server.PsqlAsync(database, "SELECT system_identifier FROM pg_control_system()")).Trim();
        foreach (string user in new[] { "postgres", role })
        {
            await using IBackupSource source = await OpenAsync(server.Connection(database, user));
            Assert.Equal(expected, source.ServerId);
            Assert.Equal($"{server.Connection(database).Host}:{server.Connection(database).Port}", source.Server);
        }

        await server.PsqlAsync(database, "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public");
        await using (IBackupSource denied = await OpenAsync(server.Connection(database, role)))
        {
            Assert.Null(denied.ServerId);
            Assert.Single((await DrainAsync(denied)).Chunks);
        }
    }

    [Fact]
    public async Task Whoever_reads_along_hears_of_connections_and_of_waits()
    {
        (PostgresServer server, string database) = await CreateAsync(15, "CREATE TABLE t AS SELECT 1 AS a");
        DbConnectionInfo connection = server.Connection(database) with { LockTimeout = TimeSpan.FromSeconds(2) };
        await using NpgsqlConnection other = await ControlConnection.OpenAsync(connection, Token);
        await using (NpgsqlCommand locking = new("BEGIN; LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE", other))
            await locking.ExecuteNonQueryAsync(Token);
        ListedLog log = new();
        WorkLog.Begin(log);
        await Assert.ThrowsAsync<BackupException>(() => BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = connection, Storages = [new MemoryStorage()] }, Token));

        Assert.Contains(log.Lines, l => l.StartsWith($"Connected to {connection.Host}:{connection.Port} as 'postgres' to the database '{database}'", StringComparison.Ordinal));
        Assert.Contains(log.Lines, l => l.StartsWith("Waiting for a lock of another session", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_in_the_wrong_case_is_met_with_the_right_one()
    {
        (PostgresServer server, string database) = await CreateAsync(15, """CREATE SCHEMA "Sales"; CREATE TABLE "Sales"."Order" (); CREATE TABLE customer ()""");
        (ObjectSelection Selection, string Meant)[] cases =
        [
            (new() { Tables = ["order"] }, "Did you mean: Sales.Order"), (new() { Tables = ["PUBLIC.CUSTOMER"] }, "Did you mean: public.customer"),
            (new() { ExcludedTables = ["Customer"] }, "Did you mean: public.customer"), (new() { Schemas = ["sales"] }, "Did you mean: Sales"),
        ];
        foreach ((ObjectSelection selection, string meant) in cases)
        {
            BackupException error = await Assert.ThrowsAsync<BackupException>(() => Engine.OpenBackupAsync(
                new BackupRequest { Connection = server.Connection(database), Selection = selection }, Token));
            Assert.Contains(meant, error.Message, StringComparison.Ordinal);
            Assert.Contains("Upper and lower case matter.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Definitions_alone_bring_no_rows()
    {
        (PostgresServer server, string database) = await CreateAsync(15, "CREATE TABLE t AS SELECT 1 AS a; SELECT lo_create(5000);");
        await using IBackupSource source = await Engine.OpenBackupAsync(
            new BackupRequest { Connection = server.Connection(database), Selection = new ObjectSelection { SchemaOnly = true } }, Token);
        Assert.Empty(source.Objects);
        Assert.Contains(await source.ReadScriptsAsync(Token), s => s.Text.Contains("CREATE TABLE", StringComparison.Ordinal));
        Assert.Empty((await DrainAsync(source)).Chunks);
    }

    [Fact]
    public async Task What_is_not_chosen_is_neither_read_nor_locked_nor_need_be_readable()
    {
        (PostgresServer server, string database) = await CreateAsync(
            15, "CREATE TABLE chosen AS SELECT 1 AS a; CREATE TABLE secret AS SELECT 2 AS a; CREATE TABLE locked AS SELECT 3 AS a;");
        string role = database + "_chooser";
        await server.PsqlAsync(database, $"CREATE ROLE \"{role}\" LOGIN; GRANT SELECT ON chosen TO \"{role}\"");
        BackupRequest request = new()
        {
            Connection = server.Connection(database, role), Selection = new ObjectSelection { Tables = ["chosen"] },
        };
        await using IBackupSource source = await Engine.OpenBackupAsync(request, Token);
        Assert.Equal(["public.chosen"], source.Objects.Select(o => $"{o.Schema}.{o.Name}"));
        Assert.Equal("1\n", (await DrainAsync(source)).Texts["public.chosen"]);
        Assert.Equal("chosen", await server.PsqlAsync(database, "SELECT DISTINCT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"));
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => Engine.OpenBackupAsync(request with { Selection = new ObjectSelection { Tables = ["no such table"] } }, Token));
        Assert.Equal(ErrorCode.TableNotFound, error.Code);
    }
}
