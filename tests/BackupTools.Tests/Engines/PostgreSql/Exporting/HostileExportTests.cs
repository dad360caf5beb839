using System.Text;
using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Exporting;

/// <summary>What other people's databases and archives hold must never become a command of psql's.</summary>
public sealed class HostileExportTests
{
    /// <summary>Rows that a psql without a database to load them into takes for its own; each would make the marker.</summary>
    private static IEnumerable<string> Bait(string marker) =>
        ["x", $"\\\\! touch {marker}", $"\\t`touch {marker}`", $"\\n\\\\! touch {marker}", $"; \\\\! touch {marker}", $"\\t `touch {marker}`\\\\! touch {marker}"];

    [Theory]
    [InlineData(15, true)]
    [InlineData(18, true)]
    [InlineData(15, false)]
    [InlineData(18, false)]
    public async Task Rows_run_nothing_even_where_their_table_is_missing(int version, bool knowsRestrict)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.AddTable("bait", "\"x\" text", ["x"], [0]);
        string marker = NewName("marker");
        archive.AddRows("bait", Bait("/tmp/" + marker), ["COPY (SELECT 1) TO PROGRAM 'touch /tmp/" + marker + "';"]);
        string script = await ScriptAsync(archive);
        Assert.Equal("t", await LoadedAsync(server, script));
        if (!knowsRestrict)
            script = script.Replace("\\restrict", "\\unknown", StringComparison.Ordinal).Replace("\\unrestrict", "\\unknown", StringComparison.Ordinal);
        string database = await server.CreateDatabaseAsync();
        await LooseAsync(server, database, script.Replace("CREATE TABLE \"shop\".\"bait\"", "CREATE TABLE \"shop\".\"other\"", StringComparison.Ordinal));
        Assert.Equal("f", await ExistsAsync(server, marker));

        async Task<string> LoadedAsync(PostgresServer on, string text)
        {
            string loaded = await on.CreateDatabaseAsync();
            await on.LoadAsync(loaded, Encoding.UTF8.GetBytes(text));
            return await on.PsqlAsync(loaded, $"SELECT count(*) = 7 AND bool_or(x = E'\\\\! touch /tmp/{marker}') AND bool_or(x LIKE '%;') FROM shop.bait");
        }
    }

    [Fact]
    public async Task A_server_that_gives_a_command_for_a_definition_exports_nothing()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync();
        await server.PsqlAsync(database, """
            CREATE VIEW v AS SELECT 1 AS a;
            CREATE OR REPLACE FUNCTION pg_catalog.pg_get_viewdef(oid) RETURNS text LANGUAGE sql STABLE AS $$ SELECT E' SELECT 1 AS a\n\\! touch /tmp/x\n;' $$;
            """);
        FakeArchive archive = await BackUpAsync(server, database);
        BackupException error = await FailsAsync(ErrorCode.ArchiveDamaged, () => ScriptAsync(archive));
        Assert.Contains("(View v) has a backslash outside of a string", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\\.b")]
    [InlineData("\\.")]
    [InlineData("\\! touch x")]
    [InlineData("\\x41")]
    [InlineData("a\0b")]
    [InlineData("a\rb")]
    [InlineData("a\\Nb")]
    public async Task Rows_that_no_server_writes_are_refused_by_export_and_restore(string row)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.AddTable("bait", "\"x\" text", ["x"], [0]);
        archive.AddRows("bait", ["fine", row]);
        BackupException error = await FailsAsync(ErrorCode.ArchiveDamaged, () => ScriptAsync(archive));
        Assert.Contains("Chunk 0 of the table 'shop.bait' (data/2/0.tsv)", error.Message, StringComparison.Ordinal);
        string name = NewName();
        await FailsAsync(ErrorCode.ArchiveDamaged, () => RestoreAsync(Request(server, name), archive));
        Assert.Equal("", await DatabasesAsync(server, name));
    }

    [Theory]
    [InlineData("4001\t0\t\\\\x6")]
    [InlineData("4001\t0\t\\\\x61'); \\! touch x")]
    [InlineData("4001\t0\tabc")]
    [InlineData("4001\t0\t\\\\141")]
    [InlineData("4001\t 0\t\\\\x61")]
    [InlineData("4001\t-1\t\\\\x61")]
    [InlineData("4001\t99999999999999999999\t\\\\x61")]
    [InlineData("5000000000\t0\t\\\\x61")]
    [InlineData("0\t0\t\\\\x61")]
    [InlineData("4001\t\\\\x61")]
    [InlineData("4001")]
    [InlineData("")]
    [InlineData("4001\t0\t\\\\x61\t")]
    public async Task Pieces_of_large_objects_that_are_none_are_refused_by_export_and_restore(string row)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(ItemKind.LargeObjects, "large objects", "SELECT pg_catalog.lo_create('4001');\n", schema: null);
        archive.AddObject("largeobjects", "pg_catalog", "pg_largeobject", ["4001\t5\t\\\\x6263", row]);
        BackupException error = await FailsAsync(ErrorCode.ArchiveDamaged, () => ScriptAsync(archive));
        Assert.Contains("Chunk 0 of the large objects (data/2/0.tsv) has a row 2 that is no piece", error.Message, StringComparison.Ordinal);
        string name = NewName();
        await FailsAsync(ErrorCode.ArchiveDamaged, () => RestoreAsync(Request(server, name), archive));
        Assert.Equal("", await DatabasesAsync(server, name));
    }

    [Fact]
    public async Task Names_and_comments_of_a_forged_archive_stay_in_their_line()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string marker = NewName("marker");
        string evil = $"x\n\\! touch /tmp/{marker}\r\\! touch /tmp/{marker}\u2028\\! touch /tmp/{marker}\v\\! touch /tmp/{marker}\n";
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(ItemKind.Table, evil, "CREATE TABLE \"shop\".\"t\" ();\n", dependsOn: [0]);
        archive.Manifest = archive.Manifest with { Database = evil, EngineVersion = evil };
        FileCollector files = new();
        await SqlExport.RunFilesAsync(archive, new ExportRequest(), files, null, Token);
        foreach (string script in new[] { await ScriptAsync(archive), Encoding.UTF8.GetString(files.Load()) })
        {
            string database = await server.CreateDatabaseAsync();
            await server.LoadAsync(database, Encoding.UTF8.GetBytes(script));
            await LooseAsync(server, await server.CreateDatabaseAsync(), script.Replace("restrict ", "unknown ", StringComparison.Ordinal));
        }

        Assert.Equal("f", await ExistsAsync(server, marker));
    }

    [Fact]
    public async Task Every_file_has_a_key_of_its_own()
    {
        FileCollector files = new();
        await SqlExport.RunFilesAsync(HandMadeArchive.Shop(), new ExportRequest(), files, null, Token);
        string[] lines = Encoding.UTF8.GetString(files.Load()).Split('\n');
        string[] opened = [.. lines.Where(l => l.StartsWith("\\restrict ", StringComparison.Ordinal)).Select(l => l[10..])];
        Assert.Equal(files.Order.Count - 1, opened.Distinct().Count());
        Assert.Equal(opened, lines.Where(l => l.StartsWith("\\unrestrict ", StringComparison.Ordinal)).Select(l => l[12..]));
        Assert.All(opened, key => Assert.Matches("^[0-9A-F]{64}$", key));
    }

    private static async Task<string> ScriptAsync(IArchiveContents archive)
    {
        using MemoryStream script = new();
        await SqlExport.RunAsync(archive, new ExportRequest(), script, null, Token);
        return Encoding.UTF8.GetString(script.ToArray());
    }

    /// <summary>Loads as somebody does who goes on after errors.</summary>
    private static async Task LooseAsync(PostgresServer server, string database, string script) =>
        await ProcessRunner.TryRunAsync(server.Client("psql", "-X", "-q", "-d", database, "-f", "-"), Encoding.UTF8.GetBytes(script));

    /// <summary>psql and its server see the same files.</summary>
    private static Task<string> ExistsAsync(PostgresServer server, string marker) =>
        server.PsqlAsync("postgres", $"SELECT (pg_stat_file('/tmp/{marker}', true)).size IS NOT NULL");
}
