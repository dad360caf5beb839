using BackupTools.Engines.Sqlite.Native;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Restoring where something is already.</summary>
public sealed class ReplaceAndAppendTests : SqliteTest
{
    [Fact]
    public async Task An_existing_database_is_refused_and_left_alone()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, "CREATE TABLE mine(x);");
        byte[] before = File.ReadAllBytes(Restored);

        await Fails(ErrorCode.TargetExists, () => Restore(archive, Restored));

        Assert.Equal(before, File.ReadAllBytes(Restored));
        Assert.Equal(["restored.db", "shop.db"], Files());
    }

    [Theory]
    [InlineData("")]
    [InlineData("CREATE TABLE t(x); DROP TABLE t;")]
    public async Task An_empty_database_is_no_obstacle(string sql)
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        File.WriteAllBytes(Restored, []);
        SqliteCli.Run(Restored, sql);
        RestoreOutcome outcome = await Restore(archive, Restored);

        Assert.False(outcome.Replaced);
        Assert.Equal(File.ReadAllBytes(Original), File.ReadAllBytes(Restored));
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    [InlineData("PERSIST")]
    public async Task Replace_puts_the_backup_in_the_place_of_the_old_database(string journalMode)
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, $"PRAGMA journal_mode={journalMode}; CREATE TABLE mine(x); INSERT INTO mine VALUES(zeroblob(3000000));");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Restored, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        RestoreOutcome outcome = await Restore(archive, Restored, IfExists.Replace);

        Assert.True(outcome.Replaced);
        Assert.Equal(File.ReadAllBytes(Original), File.ReadAllBytes(Restored));
        Assert.Equal(["restored.db", "shop.db"], Files());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(Restored));
    }

    [Fact]
    public async Task Replace_also_replaces_what_is_no_database()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        File.WriteAllText(Restored, "This is no database, but more than a hundred bytes of other text." + new string('x', 5000));
        File.WriteAllText(Restored + "-journal", "stale");
        File.WriteAllText(Restored + "-wal", "stale");
        await Restore(archive, Restored, IfExists.Replace);

        Assert.Equal(["restored.db", "shop.db"], Files());
        Assert.Equal(SqliteCli.Dump(Original), SqliteCli.Dump(Restored));
    }

    [Fact]
    public async Task A_new_database_is_private_and_a_stale_log_is_not_taken_for_its_own()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        File.WriteAllText(Restored + "-wal", "stale");
        await Fails(ErrorCode.TargetExists, () => Restore(archive, Restored));
        Assert.False(File.Exists(Restored));
        File.Delete(Restored + "-wal");
        await Restore(archive, Restored);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Restored));
    }

    [Theory]
    [InlineData("DELETE", "BEGIN IMMEDIATE; INSERT INTO mine VALUES(2);")]
    [InlineData("WAL", "BEGIN; SELECT * FROM mine;")]
    [InlineData("DELETE", "SELECT * FROM mine;")]
    public async Task A_database_in_use_is_not_replaced(string journalMode, string sql)
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, $"PRAGMA journal_mode={journalMode}; CREATE TABLE mine(x); INSERT INTO mine VALUES(1);");
        using System.Diagnostics.Process user = SqliteCli.Start(Restored);
        user.StandardInput.WriteLine(sql + " SELECT 'held';");
        user.StandardInput.Flush();
        while (user.StandardOutput.ReadLine() is { } line && line != "held")
        {
        }

        BackupException error = await Fails(ErrorCode.TargetInUse, () => Restore(archive, Restored, IfExists.Replace));
        user.StandardInput.Close();
        user.WaitForExit();

        if (OperatingSystem.IsLinux())
            Assert.Contains($"pid {user.Id}", error.Message, StringComparison.Ordinal);
        Assert.Equal($"{journalMode.ToLowerInvariant()}\n1\n", SqliteCli.Run(Restored, "PRAGMA journal_mode; SELECT * FROM mine;"));
    }

    [Fact]
    public async Task A_user_without_a_lock_is_found_though_the_path_has_a_symbolic_link()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who has a file open.");
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        Directory.CreateDirectory(PathOf("real"));
        Directory.CreateSymbolicLink(PathOf("link"), PathOf("real"));
        string target = PathOf("link/mine.db");
        SqliteCli.Run(target, "CREATE TABLE mine(x);");
        using System.Diagnostics.Process user = SqliteCli.Start(PathOf("real/mine.db"));
        user.StandardInput.WriteLine("SELECT count(*) FROM mine;");
        user.StandardInput.Flush();
        await user.StandardOutput.ReadLineAsync(Token);
        BackupException error = await Fails(ErrorCode.TargetInUse, () => Restore(archive, target, IfExists.Replace));
        user.StandardInput.Close();
        await user.WaitForExitAsync(Token);

        Assert.Contains($"pid {user.Id}", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine\n", SqliteCli.Run(target, "SELECT name FROM sqlite_master;"));
    }

    [Fact]
    public async Task A_database_that_this_process_has_open_is_not_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who has a file open.");
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, "CREATE TABLE mine(x);");
        using (SqliteConnection mine = SqliteConnection.Open(SqliteLibrary.Default, Restored, OpenMode.ReadWrite, TimeSpan.Zero, Token))
        {
            Assert.Equal(1, mine.ScalarInt64("SELECT count(*) FROM sqlite_master"));
            await Fails(ErrorCode.TargetInUse, () => Restore(archive, Restored, IfExists.Replace));
            mine.Execute("INSERT INTO mine VALUES(1)");
        }

        Assert.Equal("1\n", SqliteCli.Run(Restored, "SELECT x FROM mine;"));
        await Restore(archive, Restored, IfExists.Replace);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replacing_tables_does_not_replace_a_whole_file_that_cannot_be_read(bool tableArchive)
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original, tableArchive ? ["customers"] : []);
        byte[] encrypted = new byte[8192];
        new Random(1).NextBytes(encrypted);
        File.WriteAllBytes(Restored, encrypted);
        await Fails(ErrorCode.RestoreFailed, () => Restore(archive, Restored, IfExists.Replace, ["customers"]));
        Assert.Equal(encrypted, File.ReadAllBytes(Restored));
        Assert.Equal(["restored.db", "shop.db"], Files());
    }

    [Fact]
    public async Task Replace_with_tables_leaves_the_other_tables_alone()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        Samples.Create(Restored);
        SqliteCli.Run(Restored, "DELETE FROM customers WHERE id>10; DROP INDEX orders_total; DELETE FROM orders; UPDATE pairs SET c='mine'; DELETE FROM search;");
        string pairs = SqliteCli.Run(Restored, "SELECT * FROM pairs;");
        await Restore(archive, Restored, IfExists.Replace, ["customers", "orders", "search"]);

        Assert.Equal(pairs, SqliteCli.Run(Restored, "SELECT * FROM pairs;"));
        const string Sql = """
            SELECT * FROM customers; SELECT * FROM orders; SELECT count(*) FROM search('customer'); SELECT rowid,* FROM search; SELECT * FROM sqlite_sequence;
            SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ('orders','customers') ORDER BY 2; PRAGMA integrity_check;
            """;
        Assert.Equal(SqliteCli.Run(Original, Sql), SqliteCli.Run(Restored, Sql));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_adds_rows_and_fires_no_trigger(bool tableArchive)
    {
        SqliteCli.Run(Original, """
            CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, x); INSERT INTO t VALUES(10,'a'),(11,'b');
            CREATE TABLE bare(x); INSERT INTO bare VALUES('one'),('two');
            CREATE TABLE fresh(x UNIQUE); INSERT INTO fresh VALUES(1); CREATE INDEX fresh_x ON fresh(x);
            CREATE VIEW v AS SELECT * FROM t;
            """);
        FakeArchive archive = await BackUp(Original, tableArchive ? ["t", "bare", "fresh"] : []);
        SqliteCli.Run(Restored, """
            PRAGMA encoding='UTF-16le'; PRAGMA journal_mode=WAL;
            CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, x, extra DEFAULT 'e'); INSERT INTO t(id,x) VALUES(1,'mine'),(99,'mine too');
            CREATE TABLE bare(x); INSERT INTO bare VALUES('zero');
            CREATE TABLE log(x); CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES(new.id); END;
            """);
        RestoreOutcome outcome = await Restore(archive, Restored, IfExists.Append);

        Assert.Equal(["t", "bare", "fresh"], outcome.Tables.Select(t => t.Name));
        Assert.Equal(
            "1|mine|e\n10|a|e\n11|b|e\n99|mine too|e\n1|zero\n2|one\n3|two\n1\n0\nt|99\ntr\nfresh_x\n" + (tableArchive ? "" : "v\n") + "ok\n",
            SqliteCli.Run(Restored, """
                SELECT * FROM t; SELECT rowid, x FROM bare; SELECT * FROM fresh; SELECT count(*) FROM log; SELECT * FROM sqlite_sequence;
                SELECT name FROM sqlite_master WHERE type='trigger'; SELECT name FROM sqlite_master WHERE name='fresh_x'; SELECT name FROM sqlite_master WHERE type='view'; PRAGMA integrity_check;
                """));
        SqliteCli.Run(Restored, "INSERT INTO t(x) VALUES('next');");
        Assert.Equal("100\n", SqliteCli.Run(Restored, "SELECT * FROM log;"));
    }

    [Fact]
    public async Task Append_of_everything_brings_virtual_tables_along()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, "CREATE TABLE mine(x); INSERT INTO mine VALUES(1);");
        await Restore(archive, Restored, IfExists.Append);

        const string Sql = """
            SELECT count(*) FROM search('customer'); SELECT rowid,* FROM search; SELECT * FROM boxes; SELECT * FROM log; SELECT * FROM big; SELECT quote(v) FROM extremes;
            SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' AND name<>'mine' ORDER BY type, name; PRAGMA integrity_check;
            """;
        Assert.Equal(SqliteCli.Run(Original, Sql), SqliteCli.Run(Restored, Sql));
    }

    [Fact]
    public async Task A_table_of_the_application_may_have_the_name_of_a_module_s_table()
    {
        SqliteCli.Run(Original, """
            CREATE TABLE notes_content(id INTEGER PRIMARY KEY, body); CREATE INDEX by_body ON notes_content(body);
            CREATE VIRTUAL TABLE notes USING fts5(body, content='notes_content', content_rowid='id');
            CREATE TRIGGER keep AFTER INSERT ON notes_content BEGIN INSERT INTO notes(rowid, body) VALUES(new.id, new.body); END;
            INSERT INTO notes_content VALUES(1,'hello world');
            """);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, "CREATE TABLE mine(x);");
        await Restore(archive, Restored, IfExists.Append);
        await Restore(archive, PathOf("alone.db"), tables: ["notes_content"]);

        SqliteCli.Run(Restored, "INSERT INTO notes_content VALUES(2,'hello you');");
        Assert.Equal("1|hello world\n2|hello you\nok\n", SqliteCli.Run(Restored, "SELECT rowid, * FROM notes('hello'); PRAGMA integrity_check;"));
        Assert.Equal("by_body\nkeep\nnotes_content\n", SqliteCli.Run(PathOf("alone.db"), "SELECT name FROM sqlite_master ORDER BY 1;"));
    }

    [Fact]
    public async Task What_a_forged_schema_has_behind_a_statement_is_not_executed()
    {
        SqliteCli.Run(Original, ".dbconfig defensive off\nCREATE TABLE t(x); PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql='CREATE TABLE t(x); DELETE FROM mine';");
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, "CREATE TABLE mine(x); INSERT INTO mine VALUES(1);");
        await Restore(archive, Restored, IfExists.Append);
        Assert.Equal("1\n0\n", SqliteCli.Run(Restored, "SELECT * FROM mine; SELECT count(*) FROM t;"));
    }

    [Theory]
    [InlineData("CREATE TABLE other(x); CREATE TABLE t(id INTEGER PRIMARY KEY, x); INSERT INTO t VALUES(2,'taken');", "t")]
    [InlineData("CREATE TABLE t(id INTEGER PRIMARY KEY, y);", "t")]
    [InlineData("CREATE VIEW t AS SELECT 1;", "t")]
    [InlineData("CREATE TABLE child(p REFERENCES parent(id), x CHECK(x<>'two'));", "child")]
    public async Task Append_that_cannot_work_changes_nothing(string target, string table)
    {
        SqliteCli.Run(Original, """
            CREATE TABLE t(id INTEGER PRIMARY KEY, x); INSERT INTO t VALUES(1,'one'),(2,'two');
            CREATE TABLE parent(id INTEGER PRIMARY KEY); INSERT INTO parent VALUES(7);
            CREATE TABLE child(p REFERENCES parent(id), x); INSERT INTO child VALUES(7,'two');
            """);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, target);
        string before = SqliteCli.Dump(Restored);
        BackupException error = await Fails(ErrorCode.RestoreFailed, () => Restore(archive, Restored, IfExists.Append));

        Assert.Contains(table, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, SqliteCli.Dump(Restored));
        Assert.Equal(["restored.db", "shop.db"], Files());
    }

    [Fact]
    public async Task Append_refuses_children_without_parents()
    {
        SqliteCli.Run(Original, """
            CREATE TABLE parent(id INTEGER PRIMARY KEY); INSERT INTO parent VALUES(7);
            CREATE TABLE child(p REFERENCES parent(id)); INSERT INTO child VALUES(7);
            """);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, "CREATE TABLE parent(id INTEGER PRIMARY KEY); CREATE TABLE old(x REFERENCES parent(id)); INSERT INTO old VALUES(3);");
        string before = SqliteCli.Dump(Restored);
        BackupException error = await Fails(ErrorCode.RestoreFailed, () => Restore(archive, Restored, IfExists.Append, ["child"]));
        Assert.Contains("1 rows of 'child'", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, SqliteCli.Dump(Restored));

        await Restore(archive, Restored, IfExists.Append);
        Assert.Equal("7\n", SqliteCli.Run(Restored, "SELECT p FROM child;"));
    }

    [Fact]
    public async Task The_plan_says_what_would_happen()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        File.Copy(Original, Restored);
        foreach ((IfExists mode, string[] tables, string expected) in new[]
        {
            (IfExists.Fail, Array.Empty<string>(), "refused"), (IfExists.Replace, [], "Replaces the existing"), (IfExists.Append, [], "Adds the rows"),
            (IfExists.Replace, ["orders"], "Replaces 1 table (orders) in "), (IfExists.Replace, ["orders"], "leaves its other tables"),
            (IfExists.Replace, ["orders", "log"], "Replaces 2 tables ("),
        })
        {
            var request = new RestoreRequest { Connection = Connect(Restored), IfExists = mode, Selection = new() { Tables = tables } };
            await using IRestoreTarget target = await Engine.OpenRestoreAsync(request, archive, Token);
            Assert.Contains(expected, string.Join(' ', target.Plan), StringComparison.Ordinal);
        }

        Assert.Equal(["restored.db", "shop.db"], Files());
    }
}
