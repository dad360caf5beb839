using System.Text;
using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Exporting;

public sealed class SqlExportTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_script_makes_what_a_restore_makes(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        HandMadeArchive archive = WithEverything();
        string restored = NewName();
        await RestoreAsync(Request(server, restored), archive);
        string loaded = await server.CreateDatabaseAsync("loaded", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
        using MemoryStream script = new();
        await SqlExport.RunAsync(archive, new ExportRequest(), script, null, Token);
        await server.LoadAsync(loaded, script.ToArray());
        await DumpComparison.AssertSameAsync(server, restored, server, loaded);
    }

    [Fact]
    public async Task One_file_for_each_feature_is_loaded_in_order()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = WithEverything();
        string restored = NewName();
        await RestoreAsync(Request(server, restored), archive);
        FileCollector files = new();
        await SqlExport.RunFilesAsync(archive, new ExportRequest(), files, null, Token);
        Assert.Equal(
            ["schemas.sql", "sequences.sql", "large-objects.sql", "functions.sql", "tables.sql", "functions-2.sql", "data.sql", "constraints.sql", "indexes.sql", "load.sql"],
            files.Order);
        string loaded = await server.CreateDatabaseAsync("loaded", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
        await server.LoadAsync(loaded, files.Load());
        await DumpComparison.AssertSameAsync(server, restored, server, loaded);
    }

    [Fact]
    public async Task Rows_of_another_encoding_keep_their_bytes()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Properties["encoding"] = "LATIN1";
        archive.AddTable("caf\u00e9", "\"x\" text", ["x"], [0]);
        archive.AddRows("caf\u00e9", ["\u00e9"]); // The archive's bytes are those of UTF-8, which LATIN1 reads as two characters.
        string loaded = await server.CreateDatabaseAsync("latin", "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        using MemoryStream script = new();
        await SqlExport.RunAsync(archive, new ExportRequest(), script, null, Token);
        await server.LoadAsync(loaded, script.ToArray());
        Assert.Equal("\\xc3a9", await server.PsqlAsync(loaded, "SELECT convert_to(x, 'LATIN1') FROM shop.\"caf\u00e9\""));
    }

    [Fact]
    public async Task Owners_and_grants_can_be_left_out()
    {
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(
            ItemKind.Table, "owned", "CREATE TABLE \"shop\".\"owned\" ();\n", dependsOn: [0], owner: "somebody",
            setOwner: "ALTER TABLE \"shop\".\"owned\" OWNER TO \"somebody\";\n", privileges: "GRANT SELECT ON TABLE \"shop\".\"owned\" TO \"else\";\n",
            roles: ["else", "somebody"]);
        archive.Add(ItemKind.Role, "somebody", "CREATE ROLE \"somebody\";\n", schema: null, roles: ["somebody"]);
        Assert.Contains("CREATE ROLE \"somebody\"", await ScriptAsync(archive, new ExportRequest()), StringComparison.Ordinal);
        string bare = await ScriptAsync(archive, new ExportRequest { NoOwner = true, NoPrivileges = true });
        Assert.DoesNotContain("somebody", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("GRANT", bare, StringComparison.Ordinal);
    }

    private static async Task<string> ScriptAsync(HandMadeArchive archive, ExportRequest request)
    {
        using MemoryStream script = new();
        await SqlExport.RunAsync(archive, request, script, null, Token);
        return Encoding.UTF8.GetString(script.ToArray());
    }

    private static HandMadeArchive WithEverything()
    {
        HandMadeArchive archive = HandMadeArchive.Shop();
        int first = archive.Add(ItemKind.Function, "one()", "CREATE FUNCTION \"shop\".\"one\"() RETURNS integer LANGUAGE sql AS 'SELECT 1';\n", dependsOn: [0]);
        int table = archive.Add(
            ItemKind.Table, "a;b", "CREATE TABLE \"shop\".\"a;b\" (\"x y\" integer DEFAULT \"shop\".\"one\"(), \"b\" bytea);\n", dependsOn: [0, first], columns: ["x y", "b"]);
        archive.Add(
            ItemKind.Function, "two()", "CREATE FUNCTION \"shop\".\"two\"() RETURNS SETOF \"shop\".\"a;b\" LANGUAGE sql BEGIN ATOMIC SELECT * FROM \"shop\".\"a;b\"; END;\n",
            dependsOn: [table]);
        archive.AddRows("a;b", ["1\t\\\\x5c2e", "\\N\t\\N"]);
        archive.Add(ItemKind.LargeObjects, "large objects", "SELECT pg_catalog.lo_create('4001');\n", schema: null);
        archive.AddObject("largeobjects", "pg_catalog", "pg_largeobject", ["4001\t0\t\\\\x616263", "4001\t5\t\\\\x78"]);
        return archive;
    }
}
