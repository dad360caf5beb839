using System.Text;
using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>Options, settings and privileges that the target's server does not know never cost a table.</summary>
public sealed class UnknownToTargetTests
{
    private const string KeysInACircle =
        """
        CREATE TABLE a (id int PRIMARY KEY, b_id int, parent int REFERENCES a);
        CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a DEFERRABLE INITIALLY DEFERRED);
        ALTER TABLE a ADD CONSTRAINT fkb FOREIGN KEY (b_id) REFERENCES b (id) NOT VALID;
        INSERT INTO a VALUES (1, NULL, NULL), (2, NULL, 1);
        INSERT INTO b VALUES (1, 1);
        UPDATE a SET b_id = 1 WHERE id = 1;
        ALTER TABLE a VALIDATE CONSTRAINT fkb;
        CREATE VIEW v AS SELECT id FROM a;
        CREATE MATERIALIZED VIEW m WITH (fillfactor = 50) AS SELECT id FROM a;
        CREATE TYPE ct AS (x int);
        ALTER TABLE a ADD COLUMN z int;
        ALTER TABLE a ALTER COLUMN id SET (n_distinct = 5);
        """;

    [Theory]
    [InlineData(15, 15)]
    [InlineData(15, 18)]
    [InlineData(18, 18)]
    [InlineData(17, 18)]
    [InlineData(13, 18)]
    public async Task What_a_server_keeps_for_itself_is_not_backed_up(int from, int to)
    {
        PostgresServer original = await PostgresServer.GetAsync(from), target = await PostgresServer.GetAsync(to);
        string database = await original.CreateDatabaseAsync("internal");
        await original.PsqlAsync(database, KeysInACircle);
        FakeArchive archive = await BackUpAsync(original, database);
        Assert.DoesNotContain("pg_attver", await ScriptsAsync(archive), StringComparison.Ordinal);
        Assert.Contains("n_distinct", await ScriptsAsync(archive), StringComparison.Ordinal);
        string restored = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(target, restored) with { Verify = true }, archive);
        Assert.Empty(outcome.Warnings);
        if (from < 15 && to >= 15)
            await target.PsqlAsync(restored, "ALTER SCHEMA public OWNER TO postgres"); // Its usual owner is another one since 15.
        await DumpComparison.AssertSameAsync(original, database, target, restored);
    }

    /// <summary>Such archives were written before it was known.</summary>
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_another_server_kept_for_itself_is_skipped(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(
            ItemKind.Table, "kept", "CREATE TABLE \"shop\".\"kept\" (\"id\" integer);\nALTER TABLE ONLY \"shop\".\"kept\" ALTER COLUMN \"id\" SET (\"pg_attver\"='26489168', \"n_distinct\"='5');\n",
            dependsOn: [0], columns: ["id"]);
        archive.Add(
            ItemKind.Table, "alone", "CREATE TABLE \"shop\".\"alone\" (\"id\" integer);\nALTER TABLE ONLY \"shop\".\"alone\" ALTER COLUMN \"id\" SET (\"pg_attver\"='1');\n",
            dependsOn: [0], columns: ["id"]);
        string name = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, name), archive);
        Assert.Empty(outcome.Warnings);
        Assert.DoesNotContain(
            "26489168", await server.PsqlAsync(name, "SELECT coalesce(string_agg(attoptions::text, ' '), '') FROM pg_attribute"), StringComparison.Ordinal);
        Assert.Contains(
            "n_distinct=5", await server.PsqlAsync(name, "SELECT attoptions FROM pg_attribute WHERE attrelid = 'shop.kept'::regclass AND attnum = 1"),
            StringComparison.Ordinal);

        using MemoryStream script = new();
        await SqlExport.RunAsync(archive, new ExportRequest(), script, null, Token);
        Assert.DoesNotContain("pg_attver", Encoding.UTF8.GetString(script.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_the_server_does_not_know_is_told_and_costs_no_table(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        HandMadeArchive archive = WithUnknown();
        string name = NewName();
        RestoreOutcome outcome = await RestoreAsync(Request(server, name) with { Verify = true }, archive);
        Assert.Equal("{fillfactor=70}", await server.PsqlAsync(name, "SELECT reloptions FROM pg_class WHERE oid = 'shop.odd'::regclass"));
        Assert.Equal("{work_mem=4MB}", await server.PsqlAsync(name, "SELECT proconfig FROM pg_proc WHERE proname = 'f'"));
        Assert.Equal("SELECT", await server.PsqlAsync(name, "SELECT privilege_type FROM information_schema.role_table_grants WHERE grantee = 'pg_monitor' AND table_name = 'odd'"));
        Assert.Equal("{work_mem=5MB}", await server.PsqlAsync("postgres", $"SELECT setconfig FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = '{name}'"));
        Assert.Equal(
            [
                "The target's server does not take the privilege FLYING, which was left out of: table 'shop.odd'.",
                "The target's server does not take the setting 'no_such_setting', which was left out of: database settings 'shop', function 'shop.f()'.",
                "The target's server does not take the storage option 'no_such_option', which was left out of: index 'shop.odd_id', table 'shop.odd'.",
            ],
            outcome.Warnings);
    }

    /// <summary>Who may see which rows is not left out lightly.</summary>
    [Fact]
    public async Task What_decides_who_sees_rows_is_not_left_out()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(ItemKind.View, "safe", "CREATE VIEW \"shop\".\"safe\" WITH (\"security_something\"='true') AS SELECT 1 AS x;\n", dependsOn: [0]);
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(Request(server, NewName()), archive));
        Assert.Contains("security_something", error.Message, StringComparison.Ordinal);
    }

    private static HandMadeArchive WithUnknown()
    {
        HandMadeArchive archive = HandMadeArchive.Shop();
        string setting = "DO $_$BEGIN EXECUTE 'ALTER DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' SET \"{0}\" TO ''{1}'''; END$_$;\n";
        archive.Add(
            ItemKind.DatabaseSettings, "shop",
            string.Format(System.Globalization.CultureInfo.InvariantCulture, setting, "no_such_setting", "on")
            + string.Format(System.Globalization.CultureInfo.InvariantCulture, setting, "work_mem", "5MB"),
            schema: null);
        int odd = archive.Add(
            ItemKind.Table, "odd",
            "CREATE TABLE \"shop\".\"odd\" (\"id\" integer)\nWITH (\"no_such_option\"='1', \"fillfactor\"='70');\nALTER TABLE ONLY \"shop\".\"odd\" ALTER COLUMN \"id\" SET (\"no_such_option\"='2');\n",
            dependsOn: [0], columns: ["id"], privileges: "GRANT FLYING, SELECT ON TABLE \"shop\".\"odd\" TO \"pg_monitor\";\n", roles: ["pg_monitor"]);
        archive.Add(
            ItemKind.Index, "odd_id", "CREATE INDEX odd_id ON shop.odd USING btree (id) WITH (no_such_option='1');\n", Section.PostData, odd, [odd]);
        archive.Add(
            ItemKind.Function, "f()",
            "CREATE FUNCTION shop.f()\n RETURNS integer\n LANGUAGE sql\n SET no_such_setting TO 'on'\n SET work_mem TO '4MB'\nAS $function$SELECT 1$function$;\n",
            dependsOn: [0]);
        archive.AddRows("odd", ["1", "2"]);
        return archive;
    }

    private static async Task<string> ScriptsAsync(FakeArchive archive)
    {
        StringBuilder text = new();
        foreach (ArchiveScript script in archive.Manifest.Scripts)
            text.Append(await archive.ReadScriptAsync(script, Token));
        return text.ToString();
    }
}
