using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

public sealed class AppendTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Rows_are_added_and_sequences_move_on_and_never_back(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string name = NewName();
        await RestoreAsync(Request(server, name), HandMadeArchive.Shop());
        await server.PsqlAsync(name, "DELETE FROM shop.orders WHERE id > 10; DELETE FROM shop.customer WHERE id > 12; DELETE FROM shop.orders; DELETE FROM shop.customer; INSERT INTO shop.customer VALUES (99, 'kept'); SELECT setval('shop.order_id', 7)");
        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { IfExists = IfExists.Append }, HandMadeArchive.Shop());
        Assert.False(outcome.Replaced);
        Assert.Equal("21|300|301", await server.PsqlAsync(name, "SELECT (SELECT count(*) FROM shop.customer), (SELECT count(*) FROM shop.orders), nextval('shop.order_id')"));
        await server.PsqlAsync(name, "TRUNCATE shop.orders, shop.customer; SELECT setval('shop.order_id', 5000)");
        await RestoreAsync(Request(server, name) with { IfExists = IfExists.Append }, HandMadeArchive.Shop());
        Assert.Equal("5001", await server.PsqlAsync(name, "SELECT nextval('shop.order_id')"));
    }

    [Fact]
    public async Task A_row_that_is_refused_takes_all_others_with_it()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = NewName();
        await RestoreAsync(Request(server, name), HandMadeArchive.Shop());
        await server.PsqlAsync(name, "DELETE FROM shop.orders WHERE id <> 300");
        BackupException error = await FailsAsync(
            ErrorCode.RestoreFailed, () => RestoreAsync(Request(server, name) with { IfExists = IfExists.Append }, HandMadeArchive.Shop()));
        Assert.Contains("Nothing was added", error.Message, StringComparison.Ordinal);
        Assert.Contains("customer_pkey", error.Message, StringComparison.Ordinal);
        Assert.Contains("-IfExists Replace with -Table", error.Remedy, StringComparison.Ordinal);
        Assert.Equal("20|1", await server.PsqlAsync(name, "SELECT (SELECT count(*) FROM shop.customer), (SELECT count(*) FROM shop.orders)"));
        Assert.Equal("", await SessionsAsync(server, name));
    }

    [Fact]
    public async Task Referenced_tables_come_first_and_rows_of_one_table_may_refer_to_later_ones()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = new();
        int schema = archive.Add(ItemKind.Schema, "shop", "CREATE SCHEMA \"shop\";\n", schema: null);
        int child = archive.AddTable("child", "\"id\" integer", ["id"], [schema]);
        int staff = archive.AddTable("staff", "\"id\" integer PRIMARY KEY, \"boss\" integer", ["id", "boss"], [schema]);
        archive.Add(ItemKind.ForeignKey, "child_staff", "ALTER TABLE \"shop\".\"child\" ADD CONSTRAINT \"child_staff\" FOREIGN KEY (\"id\") REFERENCES \"shop\".\"staff\";\n", Section.PostData, child, [child, staff]);
        archive.Add(ItemKind.ForeignKey, "staff_boss", "ALTER TABLE \"shop\".\"staff\" ADD CONSTRAINT \"staff_boss\" FOREIGN KEY (\"boss\") REFERENCES \"shop\".\"staff\";\n", Section.PostData, staff, [staff]);
        archive.AddRows("child", ["1", "2"]);
        archive.AddRows("staff", ["1\t4", "2\t\\N"], ["3\t1", "4\t2"]);
        string name = NewName();
        await RestoreAsync(Request(server, name), archive);
        await server.PsqlAsync(name, "TRUNCATE shop.child, shop.staff");
        await RestoreAsync(Request(server, name) with { IfExists = IfExists.Append, Parallelism = 4 }, archive);
        Assert.Equal("2|4|7", await server.PsqlAsync(name, "SELECT (SELECT count(*) FROM shop.child), count(*), sum(boss) FROM shop.staff"));
    }

    [Theory]
    [InlineData("rental", 15)]
    [InlineData("rental", 18)]
    [InlineData("music", 18)]
    public async Task Definitions_and_then_rows_are_the_whole(string sample, int version)
    {
        PostgresServer server = await Fixture.GetServerAsync(sample, version);
        string original = await Fixture.CreateAsync(server, sample);
        FakeArchive archive = await BackUpAsync(server, original);
        string restored = NewName();
        await RestoreAsync(Request(server, restored) with { Selection = new() { SchemaOnly = true } }, archive);
        const string Triggers = "DO $$DECLARE t record; BEGIN FOR t IN SELECT DISTINCT tgrelid::regclass AS name FROM pg_trigger WHERE NOT tgisinternal LOOP EXECUTE 'ALTER TABLE ' || t.name || ' {0} TRIGGER USER'; END LOOP; END$$";
        await server.PsqlAsync(restored, Triggers.Replace("{0}", "DISABLE", StringComparison.Ordinal));
        await RestoreAsync(Request(server, restored) with { Selection = new() { DataOnly = true }, IfExists = IfExists.Append }, archive);
        await server.PsqlAsync(restored, Triggers.Replace("{0}", "ENABLE", StringComparison.Ordinal));
        await DumpComparison.AssertSameAsync(
            server, original, server, restored, new DumpComparisonOptions { IsWanted = e => e.Type != "MATERIALIZED VIEW DATA" });
    }

    [Fact]
    public async Task Tables_may_refer_to_each_other_and_their_keys_hold_afterwards()
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        HandMadeArchive archive = new();
        int schema = archive.Add(ItemKind.Schema, "shop", "CREATE SCHEMA \"shop\";\n", schema: null);
        int store = archive.AddTable("store", "\"id\" integer PRIMARY KEY, \"manager\" integer", ["id", "manager"], [schema]);
        int staff = archive.AddTable("staff", "\"id\" integer PRIMARY KEY, \"store\" integer", ["id", "store"], [schema]);
        archive.Add(ItemKind.ForeignKey, "managed", "ALTER TABLE \"shop\".\"store\" ADD CONSTRAINT \"managed\" FOREIGN KEY (\"manager\") REFERENCES \"shop\".\"staff\";\n", Section.PostData, store, [store, staff]);
        archive.Add(ItemKind.ForeignKey, "works", "ALTER TABLE \"shop\".\"staff\" ADD CONSTRAINT \"works\" FOREIGN KEY (\"store\") REFERENCES \"shop\".\"store\";\n", Section.PostData, staff, [staff, store]);
        archive.AddRows("store", ["1\t7"]);
        archive.AddRows("staff", ["7\t1", "8\t1"]);
        string name = NewName();
        await RestoreAsync(Request(server, name) with { Selection = new() { SchemaOnly = true } }, archive);
        RestoreRequest append = Request(server, name) with { Selection = new() { DataOnly = true }, IfExists = IfExists.Append };
        await server.PsqlAsync(name, "ALTER TABLE shop.store ADD CHECK (id > 0); ALTER TABLE shop.staff DROP CONSTRAINT works; ALTER TABLE shop.staff ADD CONSTRAINT works FOREIGN KEY (id) REFERENCES shop.store");
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(append, archive));
        Assert.Contains("works", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was added", error.Message, StringComparison.Ordinal);
        Assert.Equal("0", await server.PsqlAsync(name, "SELECT count(*) FROM shop.staff"));
        await server.PsqlAsync(name, "ALTER TABLE shop.staff DROP CONSTRAINT works; ALTER TABLE shop.staff ADD CONSTRAINT works FOREIGN KEY (store) REFERENCES shop.store");
        string role = name + "_role";
        await server.PsqlAsync(name, $"CREATE ROLE {role} LOGIN; GRANT ALL ON SCHEMA shop TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA shop TO {role}");
        error = await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(append with { Connection = server.Connection(name, role) }, archive));
        Assert.Contains("must be owner of table", error.Message, StringComparison.Ordinal);
        Assert.Contains("DEFERRABLE", error.Remedy, StringComparison.Ordinal);
        await RestoreAsync(append, archive);
        Assert.Equal("2|0", await server.PsqlAsync(name, "SELECT (SELECT count(*) FROM shop.staff), count(*) FROM pg_constraint WHERE condeferrable AND contype = 'f'"));
    }

    [Fact]
    public async Task Tables_and_columns_that_are_missing_are_named_before_anything_starts()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = await server.CreateDatabaseAsync("short");
        RestoreRequest request = Request(server, name) with { IfExists = IfExists.Append };
        await server.PsqlAsync(name, "CREATE SCHEMA shop; CREATE TABLE shop.customer (id integer, name text); CREATE SEQUENCE shop.order_id");
        BackupException error = await FailsAsync(ErrorCode.TableNotFound, () => RestoreOpening.OpenAsync(request, HandMadeArchive.Shop(), Token));
        Assert.Contains("shop.orders", error.Message, StringComparison.Ordinal);
        await server.PsqlAsync(name, "CREATE TABLE shop.orders (id integer, customer integer)");
        error = await FailsAsync(ErrorCode.ObjectNotFound, () => RestoreOpening.OpenAsync(request, HandMadeArchive.Shop(), Token));
        Assert.Contains("shop.orders.total", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_of_rows_alone_needs_append(bool dataOnly)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string original = await server.CreateDatabaseAsync("rows");
        await server.PsqlAsync(original, "CREATE TABLE t (id serial PRIMARY KEY); INSERT INTO t DEFAULT VALUES");
        ObjectSelection rows = dataOnly
            ? new ObjectSelection { DataOnly = true } : new ObjectSelection { Included = new HashSet<DatabaseFeature> { DatabaseFeature.Data } };
        FakeArchive archive = await BackUpAsync(server, original, rows);
        BackupException error = await FailsAsync(ErrorCode.InvalidArgument, () => RestoreAsync(Request(server, NewName()), archive));
        Assert.Contains("Append", error.Remedy, StringComparison.Ordinal);
        string copy = await server.CreateDatabaseAsync("rows");
        await server.PsqlAsync(copy, "CREATE TABLE t (id serial PRIMARY KEY)");
        await RestoreAsync(Request(server, copy) with { IfExists = IfExists.Append }, archive);
        await DumpComparison.AssertSameAsync(server, original, server, copy);
    }

    [Fact]
    public async Task Rows_without_definitions_need_append()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        RestoreRequest request = Request(server, NewName()) with { Selection = new() { DataOnly = true } };
        await FailsAsync(ErrorCode.InvalidArgument, () => RestoreOpening.OpenAsync(request, HandMadeArchive.Shop(), Token));
        await FailsAsync(
            ErrorCode.DatabaseNotFound, () => RestoreOpening.OpenAsync(request with { IfExists = IfExists.Append }, HandMadeArchive.Shop(), Token));
    }
}
