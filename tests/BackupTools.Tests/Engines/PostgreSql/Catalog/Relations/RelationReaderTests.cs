using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog.Relations;

/// <summary>What pg_dump does not show of the items.</summary>
public sealed class RelationReaderTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Members_of_extensions_are_left_out_and_what_users_gave_them_is_kept(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await CreateAsync(server, """
            CREATE TABLE members (id integer PRIMARY KEY, t text);
            CREATE INDEX of_extension ON members (id);
            CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE FUNCTION members_fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER of_extension AFTER INSERT ON members FOR EACH ROW EXECUTE FUNCTION members_fire();
            ALTER EXTENSION plpgsql ADD TABLE members;
            ALTER EXTENSION plpgsql ADD FUNCTION members_fire();
            """);
        string target = await server.CreateDatabaseAsync("r_members", $"TEMPLATE \"{database}\"");
        await server.PsqlAsync(database, """
            CREATE INDEX "Users' own" ON members (t) WHERE id > 3;
            CREATE TRIGGER of_user AFTER INSERT ON members FOR EACH ROW EXECUTE FUNCTION fire();
            CREATE POLICY of_user ON members USING (id > 0);
            """);

        List<SchemaItem> items = await RelationCopy.ReadAsync(server, database);
        await RelationCopy.WriteAsync(server, target, items);

        Assert.DoesNotContain(items, i => i.Kind is ItemKind.Table or ItemKind.Constraint);
        const string Made = """
            SELECT indexdef FROM pg_indexes WHERE tablename = 'members'
            UNION ALL SELECT tgname FROM pg_trigger UNION ALL SELECT polname FROM pg_policy ORDER BY 1
            """;
        string made = await server.PsqlAsync(database, Made);
        Assert.Contains("of_user", made, StringComparison.Ordinal);
        Assert.Equal(made, await server.PsqlAsync(target, Made));
    }

    [Fact]
    public async Task The_columns_to_copy_are_those_that_are_not_generated_of_tables_that_hold_rows()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await CreateAsync(server, """
            CREATE TABLE whole (a integer, gone integer, "B" integer, c integer GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY LIST (a);
            ALTER TABLE whole DROP gone;
            CREATE TABLE part (c integer GENERATED ALWAYS AS (a + 1) STORED, "B" integer, a integer);
            ALTER TABLE whole ATTACH PARTITION part DEFAULT;
            CREATE TABLE no_columns ();
            CREATE MATERIALIZED VIEW m AS SELECT 1 AS x;
            """);

        List<SchemaItem> items = await RelationCopy.ReadAsync(server, database);

        Assert.Equal(["B", "a"], items.Single(i => i is { Kind: ItemKind.Table, Name: "part" }).Columns);
        Assert.All(items.Where(i => i.Name != "part" || i.Kind != ItemKind.Table), i => Assert.Empty(i.Columns));
    }

    [Fact]
    public async Task Large_objects_are_made_together_and_stand_alone_where_they_have_grants_or_comments()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await CreateAsync(server, """
            SELECT count(lo_create(i)) FROM generate_series(1, 2500) i;
            GRANT SELECT ON LARGE OBJECT 7 TO PUBLIC;
            COMMENT ON LARGE OBJECT 2500 IS 'x';
            """);

        List<SchemaItem> items = await RelationCopy.ReadAsync(server, database);

        Assert.Equal(["1 to 1000", "1001 to 2000", "2001 to 2500"], items.Where(i => i.SetOwner is not null).Select(i => i.Name));
        Assert.Equal(["LARGE OBJECT 7", "LARGE OBJECT 2500"], items.Where(i => i.Address is not null).Select(i => i.Address));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_sequence_that_may_not_be_read_is_named(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await CreateAsync(server, """CREATE SEQUENCE readable; CREATE SEQUENCE "Secret ""1"; GRANT SELECT ON readable TO r_user""");

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RelationCopy.ReadAsync(server, database, "r_user"));

        Assert.Equal(ErrorCode.DatabaseAccessDenied, error.Code);
        Assert.Contains("\"public\".\"Secret \"\"1\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_states_of_many_sequences_are_read_without_keeping_locks(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await CreateAsync(server, """
            DO $$ BEGIN FOR i IN 1..1201 LOOP EXECUTE 'CREATE SEQUENCE s' || i; PERFORM setval('s' || i, i * 10, i % 2 = 0); END LOOP; END $$;
            """);

        List<SchemaItem> items = await RelationCopy.ReadAsync(server, database);
        (List<SchemaItem> states, string locks) = await RelationCopy.ReadStatesAsync(server, database);

        Assert.Equal(1201, states.Count);
        Assert.Contains(states, s => s.Create == "SELECT pg_catalog.setval('\"public\".\"s1200\"', 12000, true);\n");
        Assert.Contains(states, s => s.Create == "SELECT pg_catalog.setval('\"public\".\"s1201\"', 12010, false);\n");
        Assert.Equal(items.Where(i => i.Kind == ItemKind.SequenceState).Select(i => i.Create), states.Select(i => i.Create));
        Assert.Equal("0", locks);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_check_by_a_function_of_the_table_s_rows_is_added_after_both(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await CreateAsync(server, """
            CREATE TABLE t (a integer CONSTRAINT simple CHECK (a > 0));
            CREATE FUNCTION is_good(t) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a > 1';
            CREATE FUNCTION is_very_good(rows t[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
            ALTER TABLE t ADD CONSTRAINT circular CHECK (is_good(t.*)), ADD CONSTRAINT circular_2 CHECK (is_very_good(ARRAY[t.*]));
            """);

        List<SchemaItem> items = await RelationCopy.ReadAsync(server, database);

        Assert.Contains("simple", items.Single(i => i.Kind == ItemKind.Table).Create, StringComparison.Ordinal);
        Assert.DoesNotContain("circular", items.Single(i => i.Kind == ItemKind.Table).Create, StringComparison.Ordinal);
        Assert.Equal(
            [("circular", Section.PostData), ("circular_2", Section.PostData)],
            items.Where(i => i.Kind == ItemKind.CheckConstraint).Select(i => (i.Name, i.Section)));
    }

    [Fact]
    public async Task A_foreign_key_waits_for_every_part_of_the_index_that_it_refers_to()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await CreateAsync(server, RelationFixture.Others + "\n" + RelationFixture.Parts["foreign keys"]);

        List<SchemaItem> items = await RelationCopy.ReadAsync(server, database);

        SchemaItem key = items.Single(i => i is { Kind: ItemKind.ForeignKey, Name: "parted_referring_a_fkey" });
        List<SchemaItem> attachments = items.Where(i => i.Kind == ItemKind.IndexAttachment).ToList();
        Assert.Equal(3, attachments.Count);
        Assert.All(attachments, a => Assert.Contains(a.Id, key.DependsOn));
    }

    [Fact]
    public async Task A_materialized_view_is_refreshed_after_those_it_reads_and_only_where_it_can_be()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await CreateAsync(server, """
            CREATE MATERIALIZED VIEW first AS SELECT 1 AS x;
            CREATE VIEW between AS SELECT * FROM first;
            CREATE MATERIALIZED VIEW a_second AS SELECT * FROM between;
            CREATE MATERIALIZED VIEW emptied AS SELECT 1 AS x;
            CREATE MATERIALIZED VIEW on_emptied AS SELECT * FROM emptied;
            REFRESH MATERIALIZED VIEW emptied WITH NO DATA;
            """);

        List<SchemaItem> items = await RelationCopy.ReadAsync(server, database);

        List<SchemaItem> refreshes = items.Where(i => i.Kind == ItemKind.MaterializedViewData).ToList();
        Assert.Equal(["a_second", "first"], refreshes.Select(r => r.Name).Order(StringComparer.Ordinal));
        Assert.Contains(refreshes.Single(r => r.Name == "first").Id, refreshes.Single(r => r.Name == "a_second").DependsOn);
    }

    private static async Task<string> CreateAsync(PostgresServer server, string sql)
    {
        await server.PsqlAsync("postgres", RelationFixture.Globals);
        string database = await server.CreateDatabaseAsync("r_readers", "TEMPLATE template0 ENCODING 'UTF8'");
        await server.PsqlAsync(database, sql);
        return database;
    }
}
