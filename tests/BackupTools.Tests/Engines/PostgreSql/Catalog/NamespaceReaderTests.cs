using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog;

public class NamespaceReaderTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public Task Schemas_and_extensions_come_back_and_members_are_left_to_the_extension(int version) => CatalogRoundTrip.CheckAsync(version, """
        CREATE SCHEMA @1;
        CREATE SCHEMA @2;
        CREATE SCHEMA @3;
        CREATE SCHEMA @4;
        CREATE SCHEMA @5;
        CREATE SCHEMA @6;
        CREATE SCHEMA "PG_upper";
        CREATE EXTENSION hstore WITH SCHEMA @3;
        CREATE EXTENSION earthdistance WITH SCHEMA @6 CASCADE;
        CREATE EXTENSION "uuid-ossp";
        CREATE EXTENSION postgres_fdw WITH SCHEMA @2;
        CREATE EXTENSION btree_gist;
        CREATE EXTENSION bloom;
        CREATE EXTENSION unaccent;
        CREATE EXTENSION citext WITH SCHEMA @3;
        CREATE EXTENSION pg_trgm WITH SCHEMA pg_catalog;
        CREATE FUNCTION public.uses(@3.hstore, @3.citext) RETURNS integer LANGUAGE sql AS 'SELECT 1';
        """);

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Public_is_kept_as_it_is_where_nobody_changed_it(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        SchemaItem schema = Assert.Single(await CatalogRoundTrip.ReadAsync(server, ""));

        Assert.Equal("CREATE SCHEMA IF NOT EXISTS \"public\";\n", schema.Create);
        Assert.Null(schema.Owner);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Another_owner_of_public_is_named(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        SchemaItem schema = Assert.Single(await CatalogRoundTrip.ReadAsync(
            server, $"ALTER SCHEMA public OWNER TO {(version >= 15 ? "postgres" : "pg_monitor")}"));

        Assert.Equal(version >= 15 ? "postgres" : "pg_monitor", schema.Owner);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_database_without_public_comes_back_without(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        SchemaItem schema = Assert.Single(await CatalogRoundTrip.ReadAsync(server, "DROP SCHEMA public"));
        string target = await server.CreateDatabaseAsync("target");
        await server.PsqlAsync(target, schema.Create);

        Assert.Equal("0", await server.PsqlAsync(target, "SELECT count(*) FROM pg_namespace WHERE nspname = 'public'"));
    }

    [Theory]
    [InlineData(15, "DROP SCHEMA public; CREATE SCHEMA public")]
    [InlineData(18, "DROP SCHEMA public; CREATE SCHEMA public")]
    [InlineData(15, "DROP SCHEMA public; CREATE SCHEMA @3 AUTHORIZATION pg_monitor")]
    [InlineData(18, "DROP SCHEMA public; CREATE SCHEMA @3 AUTHORIZATION pg_monitor")]
    [InlineData(15, "ALTER SCHEMA public RENAME TO @1")]
    [InlineData(18, "ALTER SCHEMA public RENAME TO @1")]
    [InlineData(15, "ALTER SCHEMA public OWNER TO pg_monitor; REVOKE ALL ON SCHEMA public FROM PUBLIC; COMMENT ON SCHEMA public IS 'mine'")]
    [InlineData(18, "ALTER SCHEMA public OWNER TO pg_monitor; REVOKE ALL ON SCHEMA public FROM PUBLIC; COMMENT ON SCHEMA public IS 'mine'")]
    public async Task What_was_done_to_public_is_done_again(int version, string change)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string source = await server.CreateDatabaseAsync("source");
        await server.PsqlAsync(source, CatalogRoundTrip.WithOddNames(change));
        string target = await ScriptRestore.RestoreAsync(server, await ScriptRestore.ReadAsync(server, source));

        const string Schemas = """
            SELECT n.nspname, n.nspowner::regrole, (SELECT string_agg(a::text, ' ' ORDER BY a::text)
                FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a), nullif(obj_description(n.oid, 'pg_namespace'), '')
            FROM pg_namespace AS n WHERE n.nspname !~ '^pg_' ORDER BY 1
            """;
        Assert.Equal(await server.PsqlAsync(source, Schemas), await server.PsqlAsync(target, Schemas));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_rows_that_an_extension_wants_kept_are_read_with_their_condition(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        IReadOnlyList<SchemaItem> items = await CatalogRoundTrip.ReadAsync(server, """
            CREATE EXTENSION hstore;
            CREATE SCHEMA @3;
            CREATE TABLE @3.@1 (id integer PRIMARY KEY, gone text, @4 text, twice integer GENERATED ALWAYS AS (id * 2) STORED);
            ALTER TABLE @3.@1 DROP COLUMN gone;
            CREATE TABLE @3.@2 (id integer REFERENCES @3.@1, parent integer);
            CREATE TABLE @3.own (id integer);
            CREATE SEQUENCE @3.@6;
            CREATE SEQUENCE @3.fresh START 5;
            SELECT nextval('@3.@6') FROM generate_series(1, 3);
            ALTER EXTENSION hstore ADD TABLE @3.@1;
            ALTER EXTENSION hstore ADD TABLE @3.@2;
            ALTER EXTENSION hstore ADD TABLE @3.own;
            ALTER EXTENSION hstore ADD SEQUENCE @3.@6;
            ALTER EXTENSION hstore ADD SEQUENCE @3.fresh;
            SET allow_system_table_mods = on;
            UPDATE pg_extension SET extcondition = ARRAY['', 'WHERE id > 9 AND @4 <> ''x''', '', ''],
                extconfig = ARRAY['@3.@2', '@3.@1', '@3.@6', '@3.fresh']::regclass[]::oid[] WHERE extname = 'hstore';
            """.Replace("'@3.", "'\"quo\"\"te''d\\\".", StringComparison.Ordinal));

        SchemaItem extension = items.Single(i => i.Kind == ItemKind.Extension);
        SchemaItem filtered = items.Single(i => i.Kind == ItemKind.Table && i.RowFilter is not null);
        SchemaItem whole = items.Single(i => i.Kind == ItemKind.Table && i.RowFilter is null);
        Assert.Equal("""WHERE id > 9 AND "select" <> 'x'""", filtered.RowFilter);
        Assert.Equal(["id", "select"], filtered.Columns);
        Assert.Equal(("quo\"te'd\\", "Mixed Case"), (filtered.Schema, filtered.Name));
        Assert.Equal(extension.Id, filtered.Parent);
        Assert.Equal(["id", "parent"], whole.Columns);
        Assert.Equal([extension.Id, filtered.Id], whole.DependsOn);
        Assert.Equal(
            [", 3, true);\n", ", 5, false);\n"],
            items.Where(i => i.Kind == ItemKind.SequenceState).Select(i => i.Create[i.Create.IndexOf(", ", StringComparison.Ordinal)..]).Order());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_state_of_an_extensions_sequence_is_set_by_its_statement(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("sequence");
        await server.PsqlAsync(database, CatalogRoundTrip.WithOddNames("""
            CREATE EXTENSION hstore;
            CREATE SEQUENCE public.@3;
            SELECT setval('public."quo""te''d\"', 77);
            ALTER EXTENSION hstore ADD SEQUENCE public.@3;
            SET allow_system_table_mods = on;
            UPDATE pg_extension SET extcondition = ARRAY[''], extconfig = ARRAY['public."quo""te''d\"'::regclass::oid] WHERE extname = 'hstore';
            """));

        SchemaItem state = (await CatalogRoundTrip.ReadDatabaseAsync(server, database)).Single(i => i.Kind == ItemKind.SequenceState);
        await server.PsqlAsync(database, CatalogRoundTrip.WithOddNames("ALTER SEQUENCE public.@3 RESTART") + ";\n" + state.Create);

        Assert.Equal("78", await server.PsqlAsync(database, "SELECT nextval('public.\"quo\"\"te''d\\\"')"));
    }
}
