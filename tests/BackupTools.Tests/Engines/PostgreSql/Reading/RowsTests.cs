using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Reading;

/// <summary>Every row of every table, once.</summary>
public sealed class RowsTests : ReadingTest
{
    private const string Tables =
        """
        CREATE TABLE big (id bigint PRIMARY KEY, name text, amount numeric(12,2), at timestamptz, note text);
        INSERT INTO big SELECT i, 'name ' || i, i * 1.25, '2026-01-01'::timestamptz + i * interval '1 minute',
            CASE WHEN i % 7 = 0 THEN E'tab\there\nand \\ there' WHEN i % 5 = 0 THEN NULL ELSE 'x' END
        FROM generate_series(1, 40000) i;
        CREATE TABLE "Odd ""one"" ä" ("a b" text, "c""d" float8);
        INSERT INTO "Odd ""one"" ä" VALUES ('ü', 0.1), (NULL, 'NaN'), ('', '-Infinity');
        CREATE TABLE none (id int);
        CREATE TABLE no_columns ();
        INSERT INTO no_columns DEFAULT VALUES; INSERT INTO no_columns DEFAULT VALUES; INSERT INTO no_columns DEFAULT VALUES;
        CREATE TABLE generated (a int, twice int GENERATED ALWAYS AS (a * 2) STORED, gone int, b text);
        ALTER TABLE generated DROP COLUMN gone;
        INSERT INTO generated (a, b) SELECT i, 'b' || i FROM generate_series(1, 100) i;
        CREATE TABLE parent (a int); CREATE TABLE child (b int) INHERITS (parent);
        INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 3), (4, 5);
        CREATE TABLE parts (a int, b text) PARTITION BY RANGE (a);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000);
        CREATE TABLE parts_2 PARTITION OF parts DEFAULT;
        INSERT INTO parts SELECT i, repeat('p', 50) FROM generate_series(1, 3000) i;
        CREATE SCHEMA other; CREATE UNLOGGED TABLE other.big (v text); INSERT INTO other.big VALUES ('only one');
        CREATE MATERIALIZED VIEW seen AS SELECT * FROM big; CREATE VIEW peek AS SELECT 1;
        """;

    [Theory]
    [InlineData(15, 1)]
    [InlineData(15, 3)]
    [InlineData(18, 2)]
    public async Task Counts_and_checksums_are_those_that_psql_reads(int version, int parallelism)
    {
        (PostgresServer server, string database) = await CreateAsync(version, Tables);
        await using IBackupSource source = await OpenAsync(server.Connection(database), parallelism: parallelism);
        Drained drained = await DrainAsync(source);

        Assert.Equal(
            ["other.big", "public.Odd \"one\" ä", "public.big", "public.child", "public.generated", "public.no_columns", "public.none", "public.parent", "public.parts_1", "public.parts_2"],
            drained.Contents.Keys.Order(StringComparer.Ordinal));
        await SameAsync("public", "big", "public.big");
        await SameAsync("public", "Odd \"one\" ä", "public.\"Odd \"\"one\"\" ä\"");
        await SameAsync("public", "generated", "public.generated (a, b)");
        await SameAsync("public", "parent", "public.parent");
        await SameAsync("public", "child", "public.child");
        await SameAsync("public", "parts_1", "public.parts_1");
        await SameAsync("public", "parts_2", "public.parts_2");
        await SameAsync("other", "big", "other.big");
        Assert.Equal((0L, 0UL), (drained.Contents["public.none"].Rows, drained.Contents["public.none"].Checksum));
        Assert.Equal(3, drained.Contents["public.no_columns"].Rows);
        Assert.Equal("\n\n\n", drained.Texts["public.no_columns"]);
        Assert.True(drained.Chunks.Count(c => source.Objects[c.ObjectIndex].Name == "big") > 20);
        Assert.DoesNotContain(drained.Chunks, c => source.Objects[c.ObjectIndex].Name == "none");

        IReadOnlyList<TableContent> again = await Engine.ReadContentAsync(server.Connection(database), source.Objects, Token);
        Assert.Equal(drained.Contents.Values.OrderBy(c => c.Name).ThenBy(c => c.Schema), again.OrderBy(c => c.Name).ThenBy(c => c.Schema));
        await source.DisposeAsync();
        await NothingIsLeftAsync(server, database);

        async Task SameAsync(string schema, string name, string copy)
        {
            Assert.Equal(await ExpectedAsync(server, database, schema, name, copy), drained.Contents[$"{schema}.{name}"]);
            Assert.Equal(drained.Contents[$"{schema}.{name}"], Digest(schema, name, System.Text.Encoding.UTF8.GetBytes(drained.Texts[$"{schema}.{name}"])));
        }
    }

    [Fact]
    public async Task Ranges_begin_at_the_same_pages_when_the_table_has_grown()
    {
        (PostgresServer server, string database) = await CreateAsync(15, "CREATE TABLE t AS SELECT i, repeat('x', 90) AS x FROM generate_series(1, 20000) i");
        HashSet<string> before = await StartsAsync();
        await server.PsqlAsync(database, "INSERT INTO t SELECT i, repeat('x', 90) FROM generate_series(20001, 30000) i");
        HashSet<string> after = await StartsAsync();
        Assert.True(before.Count > 10);
        Assert.Subset(after, before);
        Assert.True(after.Count > before.Count);

        async Task<HashSet<string>> StartsAsync()
        {
            await using IBackupSource source = await OpenAsync(server.Connection(database));
            return [.. (await DrainAsync(source)).Chunks.Select(c => c.From!)];
        }
    }

    [Fact]
    public async Task Rows_that_were_compressed_make_more_chunks_and_not_larger_ones()
    {
        (PostgresServer server, string database) = await CreateAsync(
            15, "CREATE TABLE t AS SELECT i, repeat('compressible ', 20000) AS x FROM generate_series(1, 200) i");
        await using IBackupSource source = await OpenAsync(server.Connection(database), chunkSize: 1024 * 1024);
        int largest = 0;
        long total = 0;
        Drained drained = await DrainAsync(source, (_, rows) => (largest, total) = (Math.Max(largest, rows.Length), total + rows.Length));
        Assert.Equal(200, drained.Contents["public.t"].Rows);
        Assert.True(total > 50_000_000, $"{total}");
        Assert.True(largest < 2 * 1024 * 1024, $"{largest}");
    }

    [Fact]
    public async Task A_row_larger_than_a_chunk_is_one_chunk()
    {
        (PostgresServer server, string database) = await CreateAsync(
            18, "CREATE TABLE t (x bytea); INSERT INTO t SELECT convert_to(repeat('0123456789', 6000000), 'UTF8'); INSERT INTO t VALUES ('small')");
        await using IBackupSource source = await OpenAsync(server.Connection(database), chunkSize: 8 * 1024 * 1024);
        List<int> lengths = [];
        Drained drained = await DrainAsync(source, (_, rows) => lengths.Add(rows.Length));
        Assert.Equal(2, drained.Contents["public.t"].Rows);
        Assert.InRange(lengths.Max(), 120_000_000, 120_000_100);
    }

    [Fact]
    public async Task Thousands_of_tiny_tables_are_each_read()
    {
        (PostgresServer server, string database) = await CreateAsync(
            15, "DO $$ BEGIN FOR i IN 1..2000 LOOP EXECUTE format('CREATE TABLE t%s AS SELECT %s AS v', i, i); END LOOP; END $$");
        await using IBackupSource source = await OpenAsync(server.Connection(database));
        Drained drained = await DrainAsync(source);
        Assert.Equal(2000, drained.Contents.Count);
        Assert.All(drained.Contents.Values, c => Assert.Equal(1, c.Rows));
        Assert.Equal(Enumerable.Range(1, 2000).Select(i => ($"public.t{i}", $"{i}\n")).Order(), drained.Texts.Select(t => (t.Key, t.Value)).Order());
    }

    [Fact]
    public async Task Rows_of_an_extension_are_those_that_the_user_added()
    {
        (PostgresServer server, string database) = await CreateAsync(15, "SELECT 1");
        string extensions = await server.PsqlAsync(database, "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'");
        Assert.SkipWhen(extensions == "0", "The server has no extensions.");
        await server.PsqlAsync(
            database,
            """
            CREATE EXTENSION pg_stat_statements;
            CREATE TABLE settings (id int, is_own boolean);
            CREATE TABLE internal (id int);
            INSERT INTO settings VALUES (1, false), (2, true); INSERT INTO internal VALUES (1);
            ALTER EXTENSION pg_stat_statements ADD TABLE settings;
            ALTER EXTENSION pg_stat_statements ADD TABLE internal;
            CREATE TABLE whole (id int) PARTITION BY LIST (id); CREATE TABLE part PARTITION OF whole DEFAULT; INSERT INTO whole VALUES (3);
            ALTER EXTENSION pg_stat_statements ADD TABLE whole;
            ALTER EXTENSION pg_stat_statements ADD TABLE part;
            UPDATE pg_extension SET extconfig = ARRAY['settings'::regclass::oid, 'whole'::regclass, 'part'::regclass],
                extcondition = ARRAY['WHERE is_own', '', ''] WHERE extname = 'pg_stat_statements';
            """);
        await using IBackupSource source = await OpenAsync(server.Connection(database));
        Drained drained = await DrainAsync(source);
        Assert.Equal(["public.part", "public.settings"], drained.Texts.Keys.Order());
        Assert.Equal("3\n", drained.Texts["public.part"]);
        Assert.Equal("2\tt\n", drained.Texts["public.settings"]);
    }
}
