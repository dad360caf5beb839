using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Restoring.Trial;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

public sealed class RestoreTests
{
    private const string Figures =
        "SELECT count(*), sum(id), sum(total), count(customer) FROM shop.orders UNION ALL SELECT count(*), sum(id), sum(length(name)), null FROM shop.customer";

    private const string Expected = "300|45150|45300.00|200\n20|210|131|";

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_new_database_gets_everything_and_nothing_else_is_left(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string name = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { Verify = true }, HandMadeArchive.Shop());
        Assert.Equal((name, false, 2), (outcome.Database, outcome.Replaced, outcome.Tables.Count));
        Assert.Equal(Expected, await server.PsqlAsync(name, Figures));
        Assert.Equal("301", await server.PsqlAsync(name, "SELECT nextval('shop.order_id')"));
        Assert.Equal("customer_pkey,orders_customer,orders_pkey", await server.PsqlAsync(name, "SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint WHERE connamespace = 'shop'::regnamespace AND contype IN ('p', 'f')"));
        Assert.Equal("who buys|t", await server.PsqlAsync(name, "SELECT obj_description('shop.customer'::regclass), to_regclass('shop.orders_total') IS NOT NULL"));
        Assert.Equal("C||", await server.PsqlAsync(name, "SELECT datcollate, shobj_description(oid, 'pg_database'), datacl FROM pg_database WHERE datname = current_database()"));
        Assert.Equal(name, await DatabasesAsync(server, name));
        Assert.Equal("", await SessionsAsync(server, name));
    }

    [Fact]
    public async Task What_a_complete_table_needs_is_built_while_others_are_loaded_unless_it_runs_a_function()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        const int Schema = 0, Orders = 2;
        int function = archive.Add(
            ItemKind.Function, "names(integer)",
            "CREATE FUNCTION \"shop\".\"names\"(integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT count(*) FROM shop.customer $$;\n", dependsOn: [Schema]);
        archive.Add(
            ItemKind.Index, "orders_names", "CREATE INDEX \"orders_names\" ON \"shop\".\"orders\" (\"shop\".\"names\"(\"id\"));\n",
            Section.PostData, Orders, [Orders, function]);
        archive.AddTable("last", "\"x\" integer", ["x"], [0]);
        archive.AddRows("last", ["1"]);
        string name = NewName();
        await using IRestoreTarget target = await RestoreOpening.OpenAsync(Request(server, name) with { Parallelism = 1 }, archive, Token);
        await target.PrepareAsync(Token);
        Assert.Equal(["orders", "orders", "orders", "customer", "last"], target.Chunks.Select(c => archive.Manifest.Objects[c.ObjectIndex].Name));
        string built = await server.PsqlAsync("postgres", $"SELECT datname FROM pg_database WHERE datname LIKE '{name}_restoring_%'");
        const string Indexes = "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'i' AND relnamespace = 'shop'::regnamespace";
        foreach (ArchiveChunk chunk in target.Chunks)
        {
            if (chunk.ObjectIndex == target.Chunks[0].ObjectIndex)
                Assert.Equal("", await server.PsqlAsync(built, Indexes));
            await WriteAsync(target, archive, chunk);
        }

        Assert.Equal("orders_pkey orders_total", await server.PsqlAsync(built, Indexes));
        await target.CompleteAsync(Token);
        Assert.Equal("customer_pkey orders_names orders_pkey orders_total", await server.PsqlAsync(name, Indexes));
    }

    /// <summary>What a server of version 18 says in <c>pg_depend</c>, and older ones do not.</summary>
    [Fact]
    public async Task Casts_come_after_those_without_which_they_are_refused()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string original = await server.CreateDatabaseAsync("casts");
        await server.PsqlAsync(original, """
            CREATE TYPE public.percent;
            CREATE FUNCTION public.percent_in(cstring) RETURNS public.percent LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
            CREATE FUNCTION public.percent_out(public.percent) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
            CREATE TYPE public.percent (INPUT = public.percent_in, OUTPUT = public.percent_out, LIKE = integer);
            CREATE CAST (public.percent AS integer) WITHOUT FUNCTION AS IMPLICIT;
            CREATE FUNCTION public.after_days(integer) RETURNS date LANGUAGE sql IMMUTABLE AS $$ SELECT DATE '2000-01-01' + $1 $$;
            CREATE CAST (public.percent AS date) WITH FUNCTION public.after_days(integer);
            CREATE FUNCTION public.of_day(date) RETURNS public.percent LANGUAGE sql IMMUTABLE AS $$ SELECT '50'::public.percent $$;
            CREATE CAST (date AS integer) WITH FUNCTION public.of_day(date);
            """);
        string restored = NewName();
        await RestoreAsync(Request(server, restored), await BackUpAsync(server, original));
        Assert.Equal("50|2000-02-20", await server.PsqlAsync(restored, "SELECT (now()::date)::integer, '50'::public.percent::date"));
    }

    [Fact]
    public async Task The_plan_says_what_would_be_done_and_nothing_is()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = NewName();
        await using (IRestoreTarget target = await RestoreOpening.OpenAsync(Request(server, name), HandMadeArchive.Shop(), Token))
        {
            Assert.Contains(target.Plan, s => s.StartsWith("Reads 4 chunks", StringComparison.Ordinal));
            Assert.Contains(target.Plan, s => s.StartsWith($"Creates the database '{name}' with 2 tables, 320 rows, 3 indexes and keys", StringComparison.Ordinal));
        }

        Assert.Equal("", await DatabasesAsync(server, name));
    }

    [Fact]
    public async Task An_empty_database_is_filled_and_keeps_its_owner()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = await server.CreateDatabaseAsync("filled");
        string before = await server.PsqlAsync("postgres", $"SELECT oid FROM pg_database WHERE datname = '{name}'");
        await RestoreAsync(Request(server, name), HandMadeArchive.Shop());
        Assert.Equal(Expected, await server.PsqlAsync(name, Figures));
        Assert.Equal(before, await server.PsqlAsync("postgres", $"SELECT oid FROM pg_database WHERE datname = '{name}'"));
    }

    [Fact]
    public async Task A_database_with_content_is_refused_and_stays()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = await server.CreateDatabaseAsync("taken");
        await server.PsqlAsync(name, "CREATE TABLE kept AS SELECT 7 AS x");
        await using IRestoreTarget target = await RestoreOpening.OpenAsync(Request(server, name), HandMadeArchive.Shop(), Token);
        Assert.Contains(target.Plan, s => s.StartsWith("Is refused", StringComparison.Ordinal));
        BackupException error = await FailsAsync(ErrorCode.TargetExists, () => target.PrepareAsync(Token));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Equal("7", await server.PsqlAsync(name, "SELECT x FROM kept"));
    }

    [Theory]
    [InlineData("CREATE TYPE pair AS (a int, b text)")]
    [InlineData("CREATE COLLATION german (LOCALE = 'C')")]
    [InlineData("CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple)")]
    [InlineData("CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)")]
    [InlineData("CREATE OPERATOR FAMILY loose USING btree")]
    [InlineData("SELECT lo_create(7)")]
    public async Task A_database_without_tables_is_not_empty_for_that(string content)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = await server.CreateDatabaseAsync("taken");
        await server.PsqlAsync(name, content);
        await using IRestoreTarget target = await RestoreOpening.OpenAsync(Request(server, name), HandMadeArchive.Shop(), Token);
        await FailsAsync(ErrorCode.TargetExists, () => target.PrepareAsync(Token));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Replace_puts_the_new_database_in_the_place_of_the_old_one(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string name = await server.CreateDatabaseAsync("replaced");
        await server.PsqlAsync(name, "CREATE TABLE old AS SELECT 7 AS x");
        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { IfExists = IfExists.Replace }, HandMadeArchive.Shop());
        Assert.True(outcome.Replaced);
        Assert.Equal(Expected, await server.PsqlAsync(name, Figures));
        Assert.Equal("f", await server.PsqlAsync(name, "SELECT to_regclass('old') IS NOT NULL"));
        Assert.Equal(name, await DatabasesAsync(server, name));
    }

    [Fact]
    public async Task Only_what_exists_and_is_not_empty_counts_as_replaced()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = await server.CreateDatabaseAsync("restored");
        Assert.False(await ReplacesAsync(NewName()));
        Assert.False(await ReplacesAsync(name));
        await server.PsqlAsync(name, "CREATE TABLE kept (a int)");
        Assert.True(await ReplacesAsync(name));

        async Task<bool> ReplacesAsync(string database)
        {
            await using IRestoreTarget target = await RestoreOpening.OpenAsync(
                Request(server, database) with { IfExists = IfExists.Replace }, HandMadeArchive.Shop(), Token);
            return target.Replaces;
        }
    }

    [Fact]
    public async Task Replace_is_refused_while_somebody_is_connected_at_the_beginning_and_at_the_end()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = await server.CreateDatabaseAsync("used");
        await server.PsqlAsync(name, "CREATE TABLE old AS SELECT 7 AS x");
        HandMadeArchive archive = HandMadeArchive.Shop();
        RestoreRequest request = Request(server, name) with { IfExists = IfExists.Replace };
        Npgsql.NpgsqlConnectionStringBuilder text = new()
        {
            Host = server.Host, Port = server.Port, Username = "postgres", Database = name, Pooling = false, ApplicationName = "cash desk",
        };
        await using (Npgsql.NpgsqlConnection visitor = new(text.ConnectionString))
        {
            await visitor.OpenAsync(Token);
            BackupException error = await FailsAsync(ErrorCode.TargetInUse, () => RestoreAsync(request, archive));
            Assert.Contains("postgres (cash desk)", error.Message, StringComparison.Ordinal);
            Assert.Contains("is as it was", error.Message, StringComparison.Ordinal);
        }

        await using (IRestoreTarget target = await RestoreOpening.OpenAsync(request, archive, Token))
        {
            await target.PrepareAsync(Token);
            await DeliverAsync(target, archive);
            await using Npgsql.NpgsqlConnection late = new(text.ConnectionString);
            await late.OpenAsync(Token);
            await FailsAsync(ErrorCode.TargetInUse, () => target.CompleteAsync(Token));
        }

        Assert.Equal("7", await server.PsqlAsync(name, "SELECT x FROM old"));
        Assert.Equal(name, await DatabasesAsync(server, name));
    }

    [Fact]
    public async Task Large_objects_come_back_with_their_bytes()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(ItemKind.LargeObjects, "large objects", "SELECT pg_catalog.lo_create('4001');\nSELECT pg_catalog.lo_create('4002');\n", schema: null);
        archive.AddObject("largeobjects", "pg_catalog", "pg_largeobject", ["4001\t0\t\\\\x616263", "4001\t5\t\\\\x78"], ["4002\t0\t\\\\x00ff"]);
        string name = NewName();
        await RestoreAsync(Request(server, name), archive);
        Assert.Equal("\\x616263000078\n\\x00ff", await server.PsqlAsync(name, "SELECT lo_get(4001) UNION ALL SELECT lo_get(4002)"));
    }

    [Fact]
    public async Task The_encoding_and_the_locale_are_those_of_the_archive()
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Properties["localeProvider"] = "builtin";
        archive.Properties["locale"] = "C.UTF-8";
        archive.EngineVersion = "18.0";
        string name = NewName();
        await RestoreAsync(Request(server, name), archive);
        Assert.Equal("b|C.UTF-8", await server.PsqlAsync(name, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"));
    }

    [Fact]
    public async Task A_scratch_database_is_made_by_the_restore_and_disappears()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name;
        await using (IScratchDatabase scratch = await ScratchDatabase.CreateAsync(server.Connection("postgres"), Token))
        {
            name = scratch.Connection.Database!;
            await RestoreAsync(Request(server, name), HandMadeArchive.Shop());
            Assert.Equal(Expected, await server.PsqlAsync(name, Figures));
        }

        Assert.Equal("", await DatabasesAsync(server, name));
        await FailsAsync(ErrorCode.InvalidArgument, () => ScratchDatabase.CreateAsync(null, Token));
    }
}
