using System.Globalization;
using System.Text;
using BackupTools.Engines.Sqlite.Exporting;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>What other people's files hold must never become a command of the sqlite3 command's.</summary>
public sealed class HostileExportTests : SqliteTest
{
    [Theory]
    [InlineData("CREATE TABLE t(a);\n.shell touch @")]
    [InlineData("CREATE TABLE t(a)\n;\n.shell touch @\n")]
    [InlineData("CREATE TABLE t(a); SELECT 1;\n.shell touch @")]
    [InlineData("CREATE TABLE t(a)\0;\n.shell touch @\n")]
    public async Task A_definition_with_more_than_one_statement_is_not_exported(string sql)
    {
        string marker = PathOf("marker");
        SqliteCli.Run(Original, "CREATE TABLE t(a); INSERT INTO t VALUES (1);");
        Forge(sql.Replace("@", marker, StringComparison.Ordinal));
        FakeArchive archive = await BackUp(Original);
        BackupException error = await Fails(ErrorCode.DatabaseCorrupt, () => Export(archive));
        Assert.Contains("The definition of the table 't' cannot be written as SQL: it ", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(marker));
    }

    [Fact]
    public async Task Lines_that_the_command_would_take_for_its_own_are_loaded_as_what_they_are()
    {
        string marker = PathOf("marker");
        SqliteCli.Run(Original, $"""
            CREATE TABLE t(a, "
            .shell touch {marker}
            ", b DEFAULT '
            .shell touch {marker};
            ;
            ');
            INSERT INTO t(a) VALUES (';
            .shell touch {marker}
            '), ('
            go
            .shell touch {marker}
            ');
            CREATE TRIGGER r AFTER INSERT ON t BEGIN
            SELECT 1;
             .5;
            UPDATE t SET a = CASE WHEN a THEN 1 END;
            END;

            """.Replace(" .5;", "SELECT 2;", StringComparison.Ordinal));
        SqliteCli.Execute(Original, "CREATE VIEW v AS SELECT 8\n/\n4 AS x, t\n.a FROM t -- go\n");
        SqliteCli.Execute(Original, "CREATE VIEW w AS SELECT 8\ngo\n");
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, await Export(archive));
        Assert.False(File.Exists(marker));
        const string Sql = "SELECT * FROM v; SELECT go FROM w; SELECT * FROM t; SELECT sql FROM sqlite_master WHERE type IN ('table', 'trigger');";
        Assert.Equal(SqliteCli.Run(Original, Sql), SqliteCli.Run(Restored, Sql));
    }

    [Theory]
    [InlineData("CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END", null)]
    [InlineData("CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;\n.shell x", "more than one")]
    [InlineData("CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1;", "does not end")]
    [InlineData("CREATE TABLE t(a) /* ", "does not end")]
    [InlineData("CREATE TABLE t('a)", "does not end")]
    [InlineData("CREATE TABLE [a;b](`c;d` -- e;f\n)", null)]
    [InlineData("CREATE TABLE t(a);", "more than a definition")]
    [InlineData("DROP TABLE t", "no definition")]
    [InlineData("", "empty")]
    public void One_definition_is_told_from_more(string sql, string? why)
    {
        if (why is null)
            Assert.Null(DefinitionText.Read(sql).Problem);
        else
            Assert.Contains(why, DefinitionText.Read(sql).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Odd_rows_of_sequences_are_exported_as_they_are()
    {
        SqliteCli.Run(Original, """
            CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t VALUES (1); CREATE TABLE u(id INTEGER PRIMARY KEY AUTOINCREMENT);
            INSERT INTO sqlite_sequence VALUES ('ghost', 3), (NULL, 4), ('u', 'text'), (5, x'00'), ('t', 1.5), ('t', 9);
            """);
        SqliteCli.Run(Restored, await Export(await BackUp(Original)));
        Assert.Equal(SqliteCli.Dump(Original), SqliteCli.Dump(Restored));
        string some = PathOf("some.db");
        await Restore(await BackUp(Original, ["t", "u"]), some);
        Assert.Equal("'t'|1\n't'|1.5\n't'|9\n'u'|'text'\n", SqliteCli.Run(some, "SELECT quote(name), quote(seq) FROM sqlite_sequence ORDER BY name, rowid;"));
    }

    [Fact]
    public async Task Rows_of_sequences_are_kept_where_no_table_has_any_more()
    {
        SqliteCli.Run(Original, "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE t; INSERT INTO sqlite_sequence VALUES ('ghost', 3);");
        SqliteCli.Run(Restored, await Export(await BackUp(Original)));
        Assert.Equal("ghost|3\n", SqliteCli.Run(Restored, "SELECT * FROM sqlite_sequence; SELECT name FROM sqlite_master WHERE name <> 'sqlite_sequence';"));
    }

    [Fact]
    public async Task A_table_with_as_many_columns_as_SQLite_allows_is_backed_up_restored_and_exported()
    {
        string columns = string.Join(',', Enumerable.Range(0, 2000).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i}")));
        SqliteCli.Run(Original, $"CREATE TABLE wide({columns}); INSERT INTO wide DEFAULT VALUES; INSERT INTO wide(c0, c1999) VALUES (1, 'x'); DELETE FROM wide WHERE rowid = 1;");
        FakeArchive archive = await BackUp(Original);
        Assert.Equal(1, archive.Manifest.Objects.Single(o => o.Kind == "table").Rows);
        SqliteCli.Run(Restored, await Export(archive));
        Assert.Equal(SqliteCli.Dump(Original), SqliteCli.Dump(Restored));
        await AssertContent(archive, Restored);
        string some = PathOf("some.db");
        await Restore(await BackUp(Original, ["wide"]), some);
        Assert.Equal(SqliteCli.Dump(Original), SqliteCli.Dump(some));
        await Restore(archive, some, IfExists.Append, ["wide"]);
        Assert.Equal("2\n", SqliteCli.Run(some, "SELECT count(*) FROM wide;"));
    }

    private async Task<string> Export(FakeArchive archive)
    {
        using var output = new MemoryStream();
        await Engine.ExportSqlAsync(archive, new ExportRequest(), output, null, Token);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Writes a definition past SQLite's own checks, as anybody can who hands a file over.</summary>
    private void Forge(string sql)
    {
        string hex = Convert.ToHexString(Encoding.UTF8.GetBytes(sql));
        SqliteCli.Run(Original, $"PRAGMA writable_schema=ON;\nUPDATE sqlite_master SET sql = CAST(x'{hex}' AS TEXT) WHERE name = 't';\n");
    }
}
