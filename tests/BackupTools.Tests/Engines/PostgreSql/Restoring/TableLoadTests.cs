using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>A table's rows come by one COPY in one transaction, however many chunks they are in.</summary>
public sealed class TableLoadTests
{
    private const int SmallChunk = 64 * 1024;

    /// <summary>What is long enough to be written as rows that everybody sees, and short enough not to be.</summary>
    private const string Tables =
        """
        CREATE TABLE big (id integer PRIMARY KEY, note text) WITH (autovacuum_enabled = false, fillfactor = 70);
        INSERT INTO big SELECT i, repeat('x', 200) || i FROM generate_series(1, 20000) AS i;
        CREATE TABLE small (id integer PRIMARY KEY) WITH (autovacuum_vacuum_scale_factor = 0.01);
        INSERT INTO small SELECT i FROM generate_series(1, 20000) AS i;
        CREATE TABLE plain (id integer, note text);
        INSERT INTO plain SELECT i, repeat('y', 200) FROM generate_series(1, 20000) AS i;
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_table_is_loaded_in_one_transaction_and_its_settings_are_the_archives(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("loads");
        await server.PsqlAsync(database, Tables);
        FakeArchive archive = await BackUpAsync(server, database, chunkSize: SmallChunk);
        Assert.True(archive.Manifest.Chunks.Count > 30);
        string name = NewName();
        await RestoreAsync(Request(server, name) with { Verify = true }, archive);
        await DumpComparison.AssertSameAsync(server, database, server, name);
        Assert.Equal(
            "big|{autovacuum_enabled=false,fillfactor=70}\nplain|\nsmall|{autovacuum_vacuum_scale_factor=0.01}",
            await server.PsqlAsync(name, "SELECT relname, reloptions FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"));
        Assert.Equal("1|1|1", await server.PsqlAsync(
            name, "SELECT (SELECT count(DISTINCT xmin::text) FROM big), (SELECT count(DISTINCT xmin::text) FROM small), (SELECT count(DISTINCT xmin::text) FROM plain)"));
        // A server lengthens a table ahead of its rows, and the pages at its end may have none.
        Assert.Equal("t", await server.PsqlAsync(name, "SELECT bool_and(relallvisible > relpages / 2) FROM pg_class WHERE relname IN ('big', 'plain') AND relkind = 'r'"));
    }

    [Fact]
    public async Task A_chunk_that_is_damaged_in_the_middle_leaves_nothing_of_its_table()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("loads");
        await server.PsqlAsync(database, Tables);
        FakeArchive archive = await BackUpAsync(server, database, chunkSize: SmallChunk);
        ArchiveChunk damaged = archive.Manifest.Chunks.Where(c => archive.Manifest.Objects[c.ObjectIndex].Name == "big").ElementAt(20);
        archive[damaged] = archive[damaged][..^1];

        string name = NewName();
        BackupException error = await FailsAsync(ErrorCode.ArchiveDamaged, () => RestoreAsync(Request(server, name), archive));
        Assert.Contains("was not created", error.Message, StringComparison.Ordinal);
        Assert.Equal(("", ""), (await DatabasesAsync(server, name), await SessionsAsync(server, name)));

        string empty = await server.CreateDatabaseAsync("loads");
        await FailsAsync(ErrorCode.ArchiveDamaged, () => RestoreAsync(Request(server, empty), archive));
        Assert.Equal("0", await server.PsqlAsync(empty, "SELECT count(*) FROM big"));
        Assert.Equal("", await SessionsAsync(server, empty));
    }

    [Fact]
    public async Task A_row_that_is_refused_is_named_with_the_chunk_that_has_it()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.AddTable("odd, line 7", "\"x\" integer, \"t\" text", ["x", "t"], [0]);
        string filler = new('t', 500);
        archive.AddRows("odd, line 7", [.. Enumerable.Range(0, 6).Select(c => Enumerable.Range(0, 500).Select(i => (c, i) == (3, 250) ? $"none\t{filler}" : $"{i}\t{filler}"))]);
        string name = NewName();
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(Request(server, name), archive));
        Assert.Contains("(chunk 3,", error.Message, StringComparison.Ordinal);
        Assert.Contains("invalid input syntax for type integer: \"none\"", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await DatabasesAsync(server, name));

        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { OnObjectError = OnObjectError.Skip }, archive);
        Assert.Equal("rows of the table 'shop.odd, line 7'", Assert.Single(outcome.Skipped).Title);
        Assert.Equal("0|300", await server.PsqlAsync(name, "SELECT (SELECT count(*) FROM shop.\"odd, line 7\"), (SELECT count(*) FROM shop.orders)"));
    }

    /// <summary>The rows before have gone to the server already, and go there once more.</summary>
    [Fact]
    public async Task A_late_row_whose_check_names_a_function_without_a_schema_is_restored()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("loads");
        await server.PsqlAsync(
            database,
            """
            CREATE FUNCTION helper(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'begin return lower(t); end';
            CREATE FUNCTION slug(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'begin return helper(t); end';
            CREATE TABLE a (id integer, t text, CHECK (id < 9000 OR slug(t) <> ''));
            INSERT INTO a SELECT i, repeat('A', 200) FROM generate_series(1, 10000) AS i;
            """);
        FakeArchive archive = await BackUpAsync(server, database, chunkSize: SmallChunk);
        string name = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { Verify = true }, archive);
        Assert.Empty(outcome.Warnings);
        await DumpComparison.AssertSameAsync(server, database, server, name);
    }

    [Theory]
    [InlineData(1, 15, 1)]
    [InlineData(2, 15, 2)]
    [InlineData(4, 15, 2)]
    [InlineData(4, 16, 4)]
    public void A_table_is_divided_only_where_sessions_would_wait_for_it(int sessions, int version, int parts)
    {
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.AddTable("large", "\"x\" integer", ["x"], [0]);
        archive.AddRows("large", [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 1000).Select(i => $"{i}"))]);
        RestoreContents contents = new(archive.Manifest, archive.Entries, ObjectSelection.Everything);
        TableLoad load = new(contents, new EarlyEntries(contents.Entries, new RelationLocks(contents.Entries), contents.Phases.PostData), sessions, version);
        Assert.Equal(contents.Chunks.Count, load.Runs.Sum(r => r.Chunks.Count));
        Assert.Equal(2 + parts, load.Runs.Count);
        LoadRun[] large = [.. load.Runs.Where(r => archive.Manifest.Objects[r.ObjectIndex].Name == "large")];
        Assert.Equal(Enumerable.Range(0, 40), large.OrderBy(r => r.Chunks[0].Index).SelectMany(r => r.Chunks).Select(c => c.Index));
        Assert.All(large, r => Assert.Same(r, load.RunOf(r.Chunks[^1])));
        Assert.Equal([.. Enumerable.Repeat(false, parts - 1), true], large.Select(load.End));
    }
}
