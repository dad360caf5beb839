using System.Text;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>A part of a database: what SQLite honors of a selection, at backup, restore and export, and what it refuses.</summary>
public sealed class SelectionTests : SqliteTest
{
    private const string Shop = """
        CREATE TABLE customer(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);
        CREATE TABLE purchase(id INTEGER PRIMARY KEY, customer INT, total REAL);
        CREATE TABLE audit_one(x);
        CREATE TABLE audit_two(x);
        CREATE INDEX by_customer ON purchase(customer);
        CREATE VIEW busy AS SELECT customer, count(*) AS n FROM purchase GROUP BY customer;
        CREATE TRIGGER stamp AFTER INSERT ON purchase BEGIN INSERT INTO audit_one VALUES(new.id); END;
        CREATE TRIGGER busy_insert INSTEAD OF INSERT ON busy BEGIN SELECT 1; END;
        INSERT INTO customer(name) VALUES('a'),('b'),('c');
        INSERT INTO purchase VALUES(1,1,1.5),(2,2,2.5),(3,1,3.5);
        INSERT INTO audit_two VALUES('two');
        ANALYZE;
        """;

    private const string Search = "CREATE VIRTUAL TABLE search USING fts5(title); INSERT INTO search VALUES('one'),('two');";

    public static TheoryData<ObjectSelection, string, int> Parts => new()
    {
        { new() { Tables = ["cust*", "PURCH?SE"] }, "by_customer customer purchase stamp", 6 },
        { new() { Tables = ["main.*"], ExcludedTables = ["audit_*"] }, "by_customer customer purchase stamp", 6 },
        { new() { ExcludedTables = ["audit_*"] }, "busy busy_insert by_customer customer purchase stamp", 6 },
        { new() { Schemas = ["main"] }, "audit_one audit_two busy busy_insert by_customer customer purchase stamp", 10 },
        { new() { Schemas = ["M*"], SchemaOnly = true }, "audit_one audit_two busy busy_insert by_customer customer purchase stamp", 0 },
        { new() { Tables = ["customer"], SchemaOnly = true }, "customer", 0 },
        { new() { Included = Set(DatabaseFeature.Tables, DatabaseFeature.Data) }, "audit_one audit_two customer purchase", 10 },
        { new() { Included = Set(DatabaseFeature.Tables), ExcludedTables = ["a*"] }, "customer purchase", 0 },
        { new() { Excluded = Set(DatabaseFeature.Views) }, "audit_one audit_two by_customer customer purchase stamp", 10 },
        { new() { Excluded = Set(DatabaseFeature.Triggers, DatabaseFeature.Data) }, "audit_one audit_two busy by_customer customer purchase", 0 },
        { new() { Excluded = Set(DatabaseFeature.Indexes), Tables = ["purchase"] }, "purchase stamp", 3 },
    };

    /// <summary>The same selection gives the same from a backup of the part, out of a whole backup, and as a script.</summary>
    [Theory]
    [MemberData(nameof(Parts))]
    public async Task A_part_is_the_same_however_it_is_taken(ObjectSelection selection, string objects, int rows)
    {
        SqliteCli.Run(Original, Shop);
        FakeArchive whole = await BackUp(Original), part = await BackUpAsync(selection);
        Assert.Equal(BackupType.Table, part.Manifest.Type);
        Assert.Equal(rows > 0, part.Manifest.Chunks.Count > 0);
        Assert.All(part.Manifest.Objects, o => Assert.Equal(rows > 0, o.Rows is not null));
        string[] results = ["part", "out-of-whole", "part-of-part", "script", "script-of-part"];
        await RestoreAsync(part, "part", ObjectSelection.Everything, verify: rows > 0);
        await RestoreAsync(whole, "out-of-whole", selection, verify: rows > 0);
        await RestoreAsync(await BackUpAsync(new() { Schemas = ["main"] }), "part-of-part", selection, verify: rows > 0);
        SqliteCli.Run(PathOf("script"), await ExportAsync(whole, selection));
        SqliteCli.Run(PathOf("script-of-part"), await ExportAsync(part, ObjectSelection.Everything));
        foreach (string result in results)
        {
            Assert.Equal((result, objects), (result, Objects(result)));
            Assert.Equal((result, rows), (result, CountRows(result)));
            Assert.Equal("ok\n", SqliteCli.Run(PathOf(result), "PRAGMA integrity_check;"));
        }

        string sequence = rows > 0 && objects.Contains("customer ", StringComparison.Ordinal) ? "customer|3\n" : "";
        if (objects.Split(' ').Contains("customer"))
            Assert.All(results, r => Assert.Equal((r, sequence), (r, SqliteCli.Run(PathOf(r), "SELECT * FROM sqlite_sequence;"))));
    }

    [Fact]
    public async Task Definitions_of_virtual_tables_come_out_of_a_whole_backup_and_work()
    {
        SqliteCli.Run(Original, Shop + Search);
        FakeArchive whole = await BackUp(Original);
        await RestoreAsync(whole, "restored", new() { SchemaOnly = true });
        SqliteCli.Run(PathOf("script"), await ExportAsync(whole, new() { SchemaOnly = true }));
        foreach (string result in new[] { "restored", "script" })
        {
            Assert.Equal("0\n", SqliteCli.Run(PathOf(result), "SELECT count(*) FROM search;"));
            Assert.Equal("1\n", SqliteCli.Run(
                PathOf(result), "INSERT INTO search VALUES('three'); SELECT count(*) FROM search('three'); INSERT INTO search(search) VALUES('integrity-check');"));
        }
    }

    [Fact]
    public async Task A_virtual_table_that_is_left_out_takes_the_tables_of_its_module_with_it()
    {
        SqliteCli.Run(Original, Shop + Search);
        ObjectSelection selection = new() { ExcludedTables = ["search"] };
        const string Expected = "audit_one audit_two busy busy_insert by_customer customer purchase stamp";
        await RestoreAsync(await BackUpAsync(selection), "part", ObjectSelection.Everything, verify: true);
        await RestoreAsync(await BackUp(Original), "out-of-whole", selection, verify: true);
        SqliteCli.Run(PathOf("script"), await ExportAsync(await BackUp(Original), selection));
        foreach (string result in new[] { "part", "out-of-whole", "script" })
            Assert.Equal((result, Expected), (result, Objects(result)));
        BackupException error = await Fails(ErrorCode.InvalidArgument, () => BackUpAsync(new() { ExcludedTables = ["audit*"] }));
        Assert.Contains("search", error.Message, StringComparison.Ordinal);
        Assert.Contains("-ExcludeTable", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_go_into_an_existing_database_and_leave_the_rest_of_it()
    {
        SqliteCli.Run(Original, Shop);
        SqliteCli.Run(Restored, "CREATE TABLE purchase(id INTEGER PRIMARY KEY, customer INT, total REAL); INSERT INTO purchase VALUES(9,9,9); CREATE TABLE mine(x);");
        FakeArchive part = await BackUpAsync(new() { ExcludedTables = ["audit*", "customer"], Excluded = Set(DatabaseFeature.Triggers) });
        await RestoreAsync(part, "restored.db", ObjectSelection.Everything, IfExists.Append);
        Assert.Equal("4|1\n", SqliteCli.Run(Restored, "SELECT (SELECT count(*) FROM purchase), (SELECT count(*) FROM sqlite_master WHERE name='busy');"));
        await RestoreAsync(await BackUp(Original), "restored.db", new() { Tables = ["purch*"], Excluded = Set(DatabaseFeature.Triggers) }, IfExists.Replace);
        Assert.Equal("3|1\n", SqliteCli.Run(Restored, "SELECT (SELECT count(*) FROM purchase), (SELECT count(*) FROM sqlite_master WHERE name='mine');"));
    }

    [Fact]
    public async Task Tables_that_sqlite_has_not_are_refused_and_named()
    {
        SqliteCli.Run(Original, Shop);
        FakeArchive whole = await BackUp(Original);
        (ObjectSelection Selection, ErrorCode Code, string Named)[] cases =
        [
            (new() { Tables = ["nothing*"] }, ErrorCode.TableNotFound, "nothing*"),
            (new() { ExcludedTables = ["busy"] }, ErrorCode.TableNotFound, "busy"),
            (new() { Tables = ["audit*"], ExcludedTables = ["*"] }, ErrorCode.InvalidArgument, "none"),
        ];
        foreach ((ObjectSelection selection, ErrorCode code, string named) in cases)
        {
            Func<Task>[] uses = [() => BackUpAsync(selection), () => RestoreAsync(whole, "new.db", selection), () => ExportAsync(whole, selection)];
            foreach (Func<Task> use in uses)
                Assert.Contains(named, (await Fails(code, use)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(["shop.db"], Files());
    }

    private static HashSet<DatabaseFeature> Set(params DatabaseFeature[] features) => [.. features];

    private async Task<FakeArchive> BackUpAsync(ObjectSelection selection)
    {
        await using IBackupSource source = await Engine.OpenBackupAsync(new() { Connection = Connect(Original), Selection = selection }, Token);
        return await FakeArchive.DrainAsync(source, Engine.Id, Token);
    }

    private async Task RestoreAsync(FakeArchive archive, string name, ObjectSelection selection, IfExists ifExists = IfExists.Fail, bool verify = false)
    {
        RestoreRequest request = new() { Connection = Connect(PathOf(name)), Selection = selection, IfExists = ifExists, Verify = verify };
        await using IRestoreTarget target = await Engine.OpenRestoreAsync(request, archive, Token);
        Assert.NotEmpty(target.Plan);
        await target.PrepareAsync(Token);
        ChunkBuffer buffer = new();
        foreach (ArchiveChunk chunk in target.Chunks)
        {
            await archive.ReadChunkAsync(chunk, buffer, Token);
            await target.WriteChunkAsync(chunk, buffer.WrittenMemory, Token);
        }

        await target.CompleteAsync(Token);
    }

    private async Task<string> ExportAsync(FakeArchive archive, ObjectSelection selection)
    {
        using MemoryStream output = new();
        await Engine.ExportSqlAsync(archive, new ExportRequest { Selection = selection }, output, null, Token);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private string Objects(string name) => SqliteCli.Run(
        PathOf(name), "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name);").TrimEnd();

    private int CountRows(string name)
    {
        string[] tables = SqliteCli.Run(PathOf(name), "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\';").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return tables.Sum(t => int.Parse(SqliteCli.Run(PathOf(name), $"SELECT count(*) FROM {t};"), System.Globalization.CultureInfo.InvariantCulture));
    }
}
