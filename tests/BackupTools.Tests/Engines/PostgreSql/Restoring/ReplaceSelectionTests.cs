using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.ReplaceFixture;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>What a selection means where it replaces: partitions, schemas, what tables need, and what is left out.</summary>
public sealed class ReplaceSelectionTests
{
    private const string Measures = """
        CREATE SCHEMA m;
        CREATE TABLE m.place (id integer PRIMARY KEY);
        INSERT INTO m.place SELECT generate_series(1, 20);
        CREATE TABLE m.measure (place integer NOT NULL REFERENCES m.place, day date NOT NULL, value integer, PRIMARY KEY (place, day)) PARTITION BY RANGE (day);
        CREATE TABLE m.measure_1 PARTITION OF m.measure FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE m.measure_2 PARTITION OF m.measure FOR VALUES FROM ('2026-02-01') TO ('2026-03-01') PARTITION BY LIST (place);
        CREATE TABLE m.measure_2a PARTITION OF m.measure_2 FOR VALUES IN (1, 2, 3);
        CREATE TABLE m.measure_2b PARTITION OF m.measure_2 DEFAULT;
        CREATE INDEX measure_value ON m.measure (value);
        CREATE TABLE m.note (place integer, day date, FOREIGN KEY (place, day) REFERENCES m.measure ON DELETE CASCADE);
        CREATE FUNCTION m.fire() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO m.fired VALUES (TG_OP); RETURN NULL; END$$;
        CREATE TABLE m.fired (what text);
        INSERT INTO m.measure SELECT p, d::date, p FROM generate_series(1, 10) p, generate_series('2026-01-01'::date, '2026-02-28', '3 days') d;
        INSERT INTO m.note SELECT place, day FROM m.measure WHERE place < 4;
        CREATE TRIGGER fires AFTER INSERT OR DELETE ON m.measure FOR EACH ROW EXECUTE FUNCTION m.fire();
        ALTER TABLE ONLY m.measure_2a DISABLE TRIGGER fires;
        """;

    private const string Shop = """
        CREATE SCHEMA shop; CREATE SCHEMA other;
        CREATE TYPE shop.mood AS ENUM ('good', 'bad');
        CREATE SEQUENCE shop.numbers;
        CREATE FUNCTION shop.twice(i integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN i * 2;
        CREATE TABLE shop.day (id bigint DEFAULT nextval('shop.numbers') PRIMARY KEY, mood shop.mood, doubled integer CHECK (doubled = shop.twice(1)));
        INSERT INTO shop.day (mood, doubled) SELECT 'good', 2 FROM generate_series(1, 10);
        CREATE VIEW shop.good AS SELECT * FROM shop.day WHERE mood = 'good';
        CREATE MATERIALIZED VIEW shop.count AS SELECT count(*) FROM shop.day;
        CREATE TABLE shop.more (id integer); INSERT INTO shop.more VALUES (1);
        CREATE TABLE other.mine (id integer); INSERT INTO other.mine VALUES (1);
        """;

    [Theory]
    [InlineData(15, "m.measure")]
    [InlineData(18, "m.measure")]
    [InlineData(15, "m.measure_2a")]
    [InlineData(18, "m.measure_2")]
    public async Task A_partitioned_table_comes_with_its_partitions_and_a_partition_alone(int version, string table)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        (string name, FakeArchive archive, string before) = await CreateAsync(server, Measures);
        const string Spoil = "ALTER TABLE m.note DISABLE TRIGGER ALL; SET session_replication_role = replica; ";
        string rows = table == "m.measure_2a" ? "m.measure_2a" : table;
        await server.PsqlAsync(name, $"{Spoil} DELETE FROM {rows} WHERE place <> 2; UPDATE {rows} SET value = 7; SET session_replication_role = origin; ALTER TABLE m.note ENABLE TRIGGER ALL;");
        await ReplaceAsync(server, name, archive, verify: true, table);
        await DumpComparison.AssertSameAsync(server, before, server, name);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Partitions_are_made_anew_and_join_the_table_that_is_there(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        (string name, FakeArchive archive, string before) = await CreateAsync(server, Measures);
        await server.PsqlAsync(name, "DROP TABLE m.measure_1 CASCADE; ALTER TABLE m.note DROP CONSTRAINT IF EXISTS note_place_day_fkey");
        await ReplaceAsync(server, name, archive, verify: true, "m.measure_1");
        await server.PsqlAsync(name, "ALTER TABLE m.note ADD FOREIGN KEY (place, day) REFERENCES m.measure ON DELETE CASCADE");
        await DumpComparison.AssertSameAsync(server, before, server, name);
        await server.PsqlAsync(name, "ALTER TABLE m.measure ADD added integer; DROP INDEX m.measure_value");
        await ReplaceAsync(server, name, archive, verify: true, "m.measure");
        await DumpComparison.AssertSameAsync(server, before, server, name);
    }

    [Fact]
    public async Task Partitions_that_the_backup_does_not_have_are_not_lost()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string name, FakeArchive archive, _) = await CreateAsync(server, Measures);
        await server.PsqlAsync(name, "CREATE TABLE m.measure_3 PARTITION OF m.measure FOR VALUES FROM ('2026-03-01') TO ('2026-04-01'); INSERT INTO m.measure VALUES (1, '2026-03-03', 1)");
        BackupException error = await FailsAsync(ErrorCode.DependentObjects, () => ReplaceAsync(server, name, archive, verify: true, "m.measure"));
        Assert.Contains("m.measure_3", error.Message, StringComparison.Ordinal);
        await ReplaceAsync(server, name, archive, verify: true, "m.measure_1", "m.measure_2");
        Assert.Equal("1", await server.PsqlAsync(name, "SELECT count(*) FROM m.measure_3"));
    }

    [Fact]
    public async Task What_a_table_needs_is_made_where_it_lacks_and_stays_where_it_is_there()
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        (string name, FakeArchive archive, string before) = await CreateAsync(server, Shop);
        await server.PsqlAsync(name, "DROP TABLE shop.day CASCADE; DROP TYPE shop.mood; DROP FUNCTION shop.twice; DROP SEQUENCE shop.numbers");
        await ReplaceAsync(server, name, archive, verify: true, "shop.day", "shop.good", "shop.count");
        await DumpComparison.AssertSameAsync(server, before, server, name);
        await server.PsqlAsync(name, "SELECT setval('shop.numbers', 500); CREATE OR REPLACE FUNCTION shop.twice(i integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN 2; DELETE FROM shop.day");
        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { IfExists = IfExists.Replace, Selection = new() { Tables = ["shop.day"] } }, archive);
        Assert.Contains(outcome.Warnings, w => w.Contains("shop.twice", StringComparison.Ordinal));
        Assert.Equal("501|10", await server.PsqlAsync(name, "SELECT nextval('shop.numbers'), count(*) FROM shop.day"));
        await server.PsqlAsync(name, "SELECT setval('shop.numbers', 3)");
        await ReplaceAsync(server, name, archive, verify: true, "shop.day");
        Assert.Equal("11", await server.PsqlAsync(name, "SELECT nextval('shop.numbers')"));
    }

    [Fact]
    public async Task A_schema_is_replaced_table_by_table_and_keeps_what_the_backup_does_not_have()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string name, FakeArchive archive, string before) = await CreateAsync(server, Shop);
        foreach (string database in new[] { name, before })
            await server.PsqlAsync(database, "CREATE TABLE shop.newer (id integer); INSERT INTO shop.newer VALUES (1); UPDATE other.mine SET id = 2");
        await server.PsqlAsync(name, "DELETE FROM shop.day; TRUNCATE shop.more; REFRESH MATERIALIZED VIEW shop.count; DROP VIEW shop.good; CREATE VIEW shop.good AS SELECT 1 AS one; SELECT nextval('shop.numbers')");
        await RestoreAsync(Request(server, name) with { IfExists = IfExists.Replace, Verify = true, Selection = new() { Schemas = ["shop"] } }, archive);
        await DumpComparison.AssertSameAsync(server, before, server, name);
        Assert.Equal("10", await server.PsqlAsync(name, "SELECT count FROM shop.count"));
    }

    [Fact]
    public async Task An_excluded_table_stays_as_it_is()
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        (string name, FakeArchive archive, string before) = await CreateAsync(server, Shop);
        foreach (string database in new[] { name, before })
            await server.PsqlAsync(database, "UPDATE other.mine SET id = 2; UPDATE shop.more SET id = 7");
        await server.PsqlAsync(name, "DELETE FROM shop.day");
        await RestoreAsync(Request(server, name) with { IfExists = IfExists.Replace, Selection = new() { ExcludedTables = ["shop.more", "other.mine"] } }, archive);
        await DumpComparison.AssertSameAsync(server, before, server, name);
    }

    [Fact]
    public async Task A_backup_without_the_rows_replaces_none()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string name, FakeArchive _, _) = await CreateAsync(server, Shop);
        FakeArchive archive = await BackUpAsync(server, name, new ObjectSelection { SchemaOnly = true });
        BackupException error = await FailsAsync(ErrorCode.PartialBackup, () => ReplaceAsync(server, name, archive, verify: false, "shop.more"));
        Assert.Contains("shop.more", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", await server.PsqlAsync(name, "SELECT count(*) FROM shop.more"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_backup_was_made_without_is_not_taken_for_something_that_was_not_there(bool rowsAlone)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = await server.CreateDatabaseAsync("replaced", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
        await server.PsqlAsync(name, Measures + "CREATE TABLE m.plain (id serial PRIMARY KEY); CREATE INDEX plain_id ON m.plain (id); CREATE TRIGGER fires AFTER INSERT ON m.plain FOR EACH ROW EXECUTE FUNCTION m.fire(); INSERT INTO m.plain DEFAULT VALUES; GRANT SELECT ON m.plain TO PUBLIC; COMMENT ON TABLE m.plain IS 'plain'");
        FakeArchive archive = await BackUpAsync(server, name, rowsAlone
            ? new ObjectSelection { Tables = ["m.plain"], DataOnly = true }
            : new ObjectSelection
            {
                Tables = ["m.plain"],
                Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Triggers, DatabaseFeature.Indexes, DatabaseFeature.Constraints, DatabaseFeature.Privileges, DatabaseFeature.Comments },
            });
        string before = await CopyAsync(server, name);
        await server.PsqlAsync(name, "SET session_replication_role = replica; INSERT INTO m.plain DEFAULT VALUES");
        await ReplaceAsync(server, name, archive, verify: true, "m.plain");
        await DumpComparison.AssertSameAsync(server, before, server, name);
    }

    [Fact]
    public async Task A_part_may_take_the_place_of_the_whole_where_that_is_said()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string name, FakeArchive archive, _) = await CreateAsync(server, Shop);
        RestoreRequest request = Request(server, name) with { IfExists = IfExists.Replace, AllowPartial = true, Selection = new() { Tables = ["shop.more"] } };
        await using (IRestoreTarget target = await RestoreOpening.OpenAsync(request, archive, Token))
            Assert.True(target is { Replaces: true, LeavesRest: false });
        await RestoreAsync(request, archive);
        Assert.Equal("more", await server.PsqlAsync(name, "SELECT string_agg(relname, ',') FROM pg_class WHERE relkind = 'r' AND relnamespace > 16000"));
    }

    [Theory]
    [InlineData(13, 16)]
    [InlineData(13, 18)]
    public async Task A_backup_of_an_older_server_replaces_in_a_newer_one(int older, int newer)
    {
        PostgresServer source = await PostgresServer.GetAsync(older);
        PostgresServer target = await PostgresServer.GetAsync(newer);
        string original = await Fixture.CreateAsync(source, "rental");
        FakeArchive archive = await BackUpAsync(source, original);
        string name = NewName();
        await RestoreAsync(Request(target, name), archive);
        string before = await CopyAsync(target, name);
        await target.PsqlAsync(name, "SET session_replication_role = replica; DELETE FROM public.film WHERE film_id > 3; DELETE FROM public.actor");
        await ReplaceAsync(target, name, archive, verify: true, "film", "actor");
        await DumpComparison.AssertSameAsync(target, before, target, name);
    }

    [Theory]
    [InlineData("latin1")]
    [InlineData("sql_ascii")]
    [InlineData("names")]
    public async Task Names_and_rows_of_any_encoding_are_replaced(string sample)
    {
        PostgresServer server = await Fixture.GetServerAsync(sample, 15);
        string name = await Fixture.CreateAsync(server, sample);
        FakeArchive archive = await BackUpAsync(server, name);
        string before = await CopyAsync(server, name);
        await RestoreAsync(Request(server, name) with { IfExists = IfExists.Replace, Verify = true, Selection = new() { Tables = ["*.*"], Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.LargeObjects } } }, archive);
        await DumpComparison.AssertSameAsync(
            server, before, server, name, new DumpComparisonOptions { IsMeaningless = e => e.Type == "SUBSCRIPTION" || e.Name.StartsWith("SUBSCRIPTION ", StringComparison.Ordinal) });
    }

    private static async Task<(string Name, FakeArchive Archive, string Before)> CreateAsync(PostgresServer server, string script)
    {
        string name = await server.CreateDatabaseAsync("replaced", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
        await server.PsqlAsync(name, script);
        FakeArchive archive = await BackUpAsync(server, name);
        return (name, archive, await CopyAsync(server, name));
    }
}
