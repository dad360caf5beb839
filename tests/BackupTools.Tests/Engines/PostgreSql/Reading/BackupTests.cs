using BackupTools.Archive;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

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
