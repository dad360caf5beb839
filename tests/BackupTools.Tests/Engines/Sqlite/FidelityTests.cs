using BackupTools.Engines.Sqlite;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Whatever a database has, its restored copy has it too: the sqlite3 command sees no difference.</summary>
public sealed class FidelityTests : SqliteTest
{
    [Theory]
    [InlineData("")]
    [InlineData("PRAGMA page_size=512;")]
    [InlineData("PRAGMA page_size=1024; PRAGMA auto_vacuum=FULL;")]
    [InlineData("PRAGMA page_size=65536; PRAGMA auto_vacuum=INCREMENTAL;")]
    [InlineData("PRAGMA encoding='UTF-16le';")]
    [InlineData("PRAGMA encoding='UTF-16be'; PRAGMA page_size=8192;")]
    [InlineData("PRAGMA journal_mode=WAL;")]
    [InlineData("PRAGMA journal_mode=PERSIST;")]
    public async Task A_full_backup_restores_to_the_same_dump(string settings)
    {
        Samples.Create(Original, settings);
        string dump = SqliteCli.Dump(Original);

        FakeArchive archive = await BackUp(Original);
        await Restore(archive, Restored);

        Assert.Equal(dump, SqliteCli.Dump(Restored));
        Assert.Equal("ok\n", SqliteCli.Run(Restored, "PRAGMA integrity_check;"));
        Assert.Equal("42\n252006673\n", SqliteCli.Run(Restored, "PRAGMA user_version; PRAGMA application_id;"));
        Assert.Equal(File.ReadAllBytes(Original), File.ReadAllBytes(Restored));
        await AssertContent(archive, Restored);
        Assert.All(archive.Manifest.Objects.Where(o => o.Kind == "table"), o => Assert.True(o.Checksum is not null, o.Name + ": " + o.Note));
    }

    [Fact]
    public async Task The_bundled_library_makes_the_same_backup()
    {
        SqliteCli.Run(Original, Samples.Everything);
        FakeArchive system = await BackUp(Original);
        Engine = new SqliteEngine(Bundled);
        FakeArchive bundled = await BackUp(Original);
        await Restore(bundled, Restored);

        Assert.StartsWith("3.53.", bundled.Manifest.EngineVersion, StringComparison.Ordinal);
        Assert.Equal(system.Manifest.Chunks.Select(c => c.StoredSha256), bundled.Manifest.Chunks.Select(c => c.StoredSha256));
        Assert.Equal(system.Manifest.Objects, bundled.Manifest.Objects);
        Assert.Equal(File.ReadAllBytes(Original), File.ReadAllBytes(Restored));
    }

    [Fact]
    public async Task An_empty_file_is_a_database_without_pages()
    {
        File.WriteAllBytes(Original, []);
        FakeArchive archive = await BackUp(Original);
        await Restore(archive, Restored);

        Assert.Empty(archive.Manifest.Chunks);
        Assert.Equal(0, new FileInfo(Restored).Length);
    }

    [Fact]
    public async Task Reserved_bytes_and_free_pages_are_copied()
    {
        SqliteCli.Run(Original, ".filectrl reserve_bytes 32\nVACUUM;\n" + Samples.Everything + "\nDROP TABLE pairs; DELETE FROM log;");
        Assert.Equal(32, File.ReadAllBytes(Original)[20]);
        Assert.NotEqual("0\n", SqliteCli.Run(Original, "PRAGMA freelist_count;"));

        await Restore(await BackUp(Original), Restored);

        Assert.Equal(File.ReadAllBytes(Original), File.ReadAllBytes(Restored));
    }

    [Fact]
    public async Task A_log_that_no_checkpoint_has_copied_is_part_of_the_backup()
    {
        SqliteCli.Run(Original, "PRAGMA journal_mode=WAL; CREATE TABLE t(x);");
        using System.Diagnostics.Process writer = SqliteCli.Start(Original);
        writer.StandardInput.Write(
            "PRAGMA wal_autocheckpoint=0;\nINSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<20000) SELECT randomblob(300) FROM n;\n"
            + "UPDATE t SET x='changed' WHERE rowid%10=0;\nSELECT 'done';\n");
        writer.StandardInput.Flush();
        while (writer.StandardOutput.ReadLine() != "done")
        {
        }

        Assert.True(new FileInfo(Original + "-wal").Length > 6_000_000);
        FakeArchive archive = await BackUp(Original);
        await Restore(archive, Restored);
        string expected = SqliteCli.Dump(Original);
        writer.StandardInput.Close();
        writer.WaitForExit();

        Assert.Equal(expected, SqliteCli.Dump(Restored));
        await AssertContent(archive, Restored);
    }

    [Fact]
    public async Task Chunk_boundaries_do_not_move_when_the_database_grows()
    {
        Samples.Create(Original);
        FakeArchive before = await BackUp(Original);
        SqliteCli.Run(Original, "CREATE TABLE more(x); INSERT INTO more VALUES(zeroblob(500000));");
        FakeArchive after = await BackUp(Original);

        Assert.True(after.Manifest.Chunks.Count > before.Manifest.Chunks.Count + 3);
        Assert.Equal(
            before.Manifest.Chunks.SkipLast(1).Select(c => (c.From, c.To)),
            after.Manifest.Chunks.Take(before.Manifest.Chunks.Count - 1).Select(c => (c.From, c.To)));
    }

    [Fact]
    public async Task Functions_and_collations_of_an_application_are_not_needed()
    {
        await Tool.RunAsync("python3", "-c", """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1])
            db.create_function("app", 1, lambda x: x, deterministic=True)
            db.create_collation("mine", lambda a, b: (a > b) - (a < b))
            db.executescript(
                "CREATE TABLE t (a INTEGER CHECK (app(a) IS NOT NULL), b TEXT COLLATE mine, c AS (app(a)) VIRTUAL);"
                "CREATE INDEX i ON t (b); CREATE INDEX j ON t (app(a));"
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                "  INSERT INTO t (a, b) SELECT i, 'x' || i FROM n;")
            """, Original);
        await Restore(await BackUp(Original), Restored);
        Assert.Equal(await File.ReadAllBytesAsync(Original, Token), await File.ReadAllBytesAsync(Restored, Token));
    }

    [Fact]
    public async Task An_unknown_collation_does_not_keep_rows_from_being_read()
    {
        SqliteCli.Run(Original, """
            CREATE TABLE t(x TEXT); INSERT INTO t VALUES('b'),('a');
            PRAGMA writable_schema=ON;
            UPDATE sqlite_master SET sql='CREATE TABLE t(x TEXT COLLATE martian)' WHERE name='t';
            """);
        FakeArchive archive = await BackUp(Original);
        await Restore(archive, Restored);

        Assert.Equal(2, archive.Manifest.Objects.Single(o => o.Name == "t").Rows);
        Assert.Equal(File.ReadAllBytes(Original), File.ReadAllBytes(Restored));
    }

    [Fact]
    public async Task Nothing_is_left_beside_the_original()
    {
        Samples.Create(Original, "PRAGMA journal_mode=WAL;");
        byte[] before = File.ReadAllBytes(Original);
        await BackUp(Original);

        Assert.Equal(["shop.db"], Files());
        Assert.Equal(before, File.ReadAllBytes(Original));
    }
}
