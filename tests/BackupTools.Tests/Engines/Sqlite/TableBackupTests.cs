using BackupTools.Engines.Sqlite.Text;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Chosen tables, as SQL.</summary>
public sealed class TableBackupTests : SqliteTest
{
    private static readonly string[] OrdinaryTables =
    [
        "customers", "orders", "log", "pairs", "strict_ones", "computed", "extremes", "select", "odd \"name\", ünïcode\nnewline",
        "main.dotted", "shadowed", "allshadowed", "empty", "descending",
    ];

    [Theory]
    [InlineData("")]
    [InlineData("PRAGMA encoding='UTF-16le';")]
    [InlineData("PRAGMA encoding='UTF-16be';")]
    public async Task Every_value_survives_the_way_through_sql(string settings)
    {
        Samples.Create(Original, settings);
        FakeArchive full = await BackUp(Original);
        FakeArchive archive = await BackUp(Original, OrdinaryTables, chunkSize: 20_000);
        await Restore(archive, Restored);

        Assert.Equal(BackupType.Table, archive.Manifest.Type);
        Assert.True(archive.Manifest.Chunks.Count > 10);
        Assert.Equal(
            full.Manifest.Objects.Where(o => OrdinaryTables.Contains(o.Name)).ToHashSet(), archive.Manifest.Objects.ToHashSet());
        await AssertContent(archive, Restored);
        foreach (string table in OrdinaryTables)
        {
            string sql = $"SELECT name FROM sqlite_master WHERE tbl_name={SqliteText.Literal(table)} ORDER BY 1;"
                + $"SELECT *, typeof({(table == "extremes" ? "v" : "1")}), quote({(table == "extremes" ? "hex(v)" : "1")}) FROM {SqliteText.Quote(table)};";
            Assert.Equal(SqliteCli.Run(Original, sql), SqliteCli.Run(Restored, sql));
        }

        const string Facts = "PRAGMA encoding; PRAGMA user_version; PRAGMA application_id; SELECT * FROM sqlite_sequence;";
        Assert.Equal(SqliteCli.Run(Original, Facts), SqliteCli.Run(Restored, Facts));
    }

    [Fact]
    public async Task The_members_can_be_loaded_by_hand()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original, OrdinaryTables);
        var sql = new System.Text.StringBuilder("BEGIN;\n").Append(await archive.ReadScriptAsync(archive.Manifest.Scripts[0], Token));
        foreach (ArchiveChunk chunk in archive.Manifest.Chunks)
            sql.Append(System.Text.Encoding.UTF8.GetString(archive[chunk]));
        sql.Append(await archive.ReadScriptAsync(archive.Manifest.Scripts[1], Token)).Append("COMMIT;\n");
        SqliteCli.Run(Restored, sql.ToString());

        await AssertContent(archive, Restored);
    }

    [Theory]
    [InlineData("search", "virtual table")]
    [InlineData("big", "view")]
    [InlineData("sqlite_sequence", "SQLite itself")]
    public async Task What_is_no_ordinary_table_is_refused(string name, string reason)
    {
        Samples.Create(Original);
        BackupException error = await Fails(ErrorCode.InvalidArgument, () => BackUp(Original, [name]));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_behind_a_statement_of_the_schema_does_no_harm()
    {
        foreach (string sql in new[]
        {
            "CREATE TABLE t(a PRIMARY KEY, b) WITHOUT ROWID -- one", "CREATE TABLE u(x)", "CREATE INDEX i ON t(b) -- two",
            "CREATE INDEX j ON u(x) -- three", "CREATE VIEW v AS SELECT 1 -- four", "CREATE VIEW w AS SELECT 2",
        })
        {
            SqliteCli.Execute(Original, sql);
        }

        SqliteCli.Run(Original, "INSERT INTO t VALUES(1,2); INSERT INTO u VALUES(3);");
        Assert.EndsWith("-- two\n", SqliteCli.Run(Original, "SELECT sql FROM sqlite_master WHERE name='i';"), StringComparison.Ordinal);
        await Restore(await BackUp(Original, ["t", "u"]), Restored);
        const string Sql = "SELECT * FROM t; SELECT * FROM u; SELECT name FROM sqlite_master WHERE type<>'view' ORDER BY 1;";
        Assert.Equal(SqliteCli.Run(Original, Sql), SqliteCli.Run(Restored, Sql));

        using var dump = new MemoryStream();
        await Engine.ExportSqlAsync(await BackUp(Original), new ExportRequest(), dump, null, Token);
        SqliteCli.Run(PathOf("loaded.db"), System.Text.Encoding.UTF8.GetString(dump.ToArray()));
        Assert.Equal(
            SqliteCli.Run(Original, Sql + "SELECT * FROM v; SELECT * FROM w;"), SqliteCli.Run(PathOf("loaded.db"), Sql + "SELECT * FROM v; SELECT * FROM w;"));
    }

    [Theory]
    [InlineData("CREATE TABLE t(x COLLATE NOCASE)", "NOCASE", "LOCALIZED", "collation sequence")]
    [InlineData("CREATE TABLE t(x CHECK(length(x)>0))", "length", "my_length", "function")]
    [InlineData("CREATE TABLE t(x); CREATE INDEX i ON t(lower(x))", "lower", "my_lower", "function")]
    [InlineData("CREATE TABLE t(x, y AS (lower(x)) STORED)", "lower", "my_lower", "function")]
    public async Task Tables_that_could_not_be_made_again_are_refused(string sql, string known, string unknown, string reason)
    {
        SqliteCli.Run(Original, sql + "; INSERT INTO t(x) VALUES('one');");
        SqliteCli.Run(Original, $".dbconfig defensive off\nPRAGMA writable_schema=ON; UPDATE sqlite_master SET sql=replace(sql,'{known}','{unknown}');");
        BackupException error = await Fails(ErrorCode.CapabilityMissing, () => BackUp(Original, ["t"]));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("whole database", error.Remedy, StringComparison.Ordinal);

        await Restore(await BackUp(Original), Restored);
        Assert.Equal(File.ReadAllBytes(Original), File.ReadAllBytes(Restored));
    }

    [Fact]
    public async Task An_unknown_table_is_named_with_what_is_like_it()
    {
        Samples.Create(Original);
        BackupException error = await Fails(ErrorCode.TableNotFound, () => BackUp(Original, ["custmers"]));
        Assert.Contains("customers", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_matched_as_sqlite_does()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original, ["main.CUSTOMERS", "Orders", "main.dotted", "orders"]);
        Assert.Equal(["customers", "orders", "main.dotted"], archive.Manifest.Objects.Select(o => o.Name));
    }

    [Fact]
    public async Task Some_tables_of_a_table_backup_can_be_restored()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original, ["customers", "orders", "pairs"]);
        RestoreOutcome outcome = await Restore(archive, Restored, tables: ["pairs"]);

        Assert.Equal(["pairs"], outcome.Tables.Select(t => t.Name));
        Assert.Equal("pairs\n", SqliteCli.Run(Restored, "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%';"));
    }

    [Fact]
    public async Task Only_chosen_tables_of_a_full_backup_can_be_restored()
    {
        Samples.Create(Original, "PRAGMA encoding='UTF-16le'; PRAGMA page_size=2048;");
        FakeArchive archive = await BackUp(Original);
        RestoreOutcome outcome = await Restore(archive, Restored, tables: ["main.customers", "SEARCH", "boxes", "log"]);

        Assert.Equal(["customers", "log"], outcome.Tables.Select(t => t.Name).Order(StringComparer.Ordinal));
        const string Sql = """
            SELECT * FROM customers; SELECT rowid, * FROM log; SELECT rowid, * FROM search; SELECT * FROM boxes; PRAGMA encoding;
            SELECT count(*) FROM search('customer'); SELECT * FROM boxes WHERE x0>290; PRAGMA page_size; PRAGMA user_version;
            SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ('customers','log') ORDER BY 2; PRAGMA integrity_check;
            """;
        Assert.Equal(SqliteCli.Run(Original, Sql), SqliteCli.Run(Restored, Sql));
        Assert.Equal("0\n", SqliteCli.Run(Restored, "SELECT count(*) FROM sqlite_master WHERE name IN ('orders','big','pairs');"));
        IReadOnlyList<TableContent> content = await Engine.ReadContentAsync(Connect(Restored), outcome.Tables, Token);
        Assert.Equal(outcome.Tables.Select(t => t.Rows), content.Select(c => c.Rows));
        Assert.Equal(
            outcome.Tables.Select(t => t.Checksum),
            content.Select(c => c.Checksum?.ToString("x16", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
