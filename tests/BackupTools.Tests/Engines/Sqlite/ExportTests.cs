using System.Text;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>The exported script, loaded by the sqlite3 command, gives a database with the same dump.</summary>
public sealed class ExportTests : SqliteTest
{
    [Theory]
    [InlineData("")]
    [InlineData("PRAGMA encoding='UTF-16be'; PRAGMA page_size=1024; PRAGMA auto_vacuum=FULL;")]
    [InlineData("PRAGMA journal_mode=WAL;")]
    public async Task A_full_backup_becomes_a_script_with_the_same_dump(string settings)
    {
        Samples.Create(Original, settings);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, await Export(archive));

        Assert.Equal(SqliteCli.Dump(Original), SqliteCli.Dump(Restored));
        const string Sql = """
            PRAGMA integrity_check; PRAGMA encoding; PRAGMA page_size; PRAGMA user_version; PRAGMA application_id;
            SELECT rowid, * FROM log; SELECT count(*) FROM search('customer'); SELECT * FROM boxes WHERE x0>290; SELECT s, v FROM computed;
            """;
        Assert.Equal(SqliteCli.Run(Original, Sql), SqliteCli.Run(Restored, Sql));
        await AssertContent(archive, Restored);
    }

    [Fact]
    public async Task Chosen_tables_of_a_full_backup_are_exported_with_what_belongs_to_them()
    {
        Samples.Create(Original);
        SqliteCli.Run(Restored, await Export(await BackUp(Original), "orders", "search"));

        Assert.Equal("orders\norders_total\naudit\n", SqliteCli.Run(
            Restored, "SELECT name FROM sqlite_master WHERE tbl_name='orders' ORDER BY rowid;"));
        const string Sql = "SELECT * FROM orders; SELECT count(*) FROM search('customer');";
        Assert.Equal(SqliteCli.Run(Original, Sql), SqliteCli.Run(Restored, Sql));
    }

    [Fact]
    public async Task A_table_backup_becomes_a_script()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original, ["extremes", "log", "customers"]);
        SqliteCli.Run(Restored, await Export(archive));

        await AssertContent(archive, Restored);
        Assert.Equal(SqliteCli.Run(Original, ".dump customers"), SqliteCli.Run(Restored, ".dump customers"));
    }

    private async Task<string> Export(FakeArchive archive, params string[] tables)
    {
        using var output = new MemoryStream();
        await Engine.ExportSqlAsync(archive, new ExportRequest { Selection = new() { Tables = tables } }, output, null, Token);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
