using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Tables of an existing database are replaced in it, and nothing else changes.</summary>
public sealed class ReplaceTablesTests : SqliteTest
{
    private const string Shop = """
        CREATE TABLE artist(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
        INSERT INTO artist VALUES(1,'one'),(2,'two'),(5,'five'); DELETE FROM artist WHERE id=5;
        CREATE TABLE album(id INTEGER PRIMARY KEY, artist INT REFERENCES artist(id) ON DELETE CASCADE, title TEXT, sequel INT REFERENCES album(id));
        INSERT INTO album VALUES(1,1,'a',2),(2,2,'b',NULL);
        CREATE TABLE track(id INTEGER PRIMARY KEY, album INT REFERENCES album(id) ON DELETE CASCADE);
        INSERT INTO track VALUES(1,1),(2,2);
        CREATE TABLE log(what);
        CREATE INDEX album_title ON album(title); CREATE INDEX track_album ON track(album);
        CREATE TRIGGER album_gone AFTER DELETE ON album BEGIN INSERT INTO log VALUES('gone'); END;
        CREATE TRIGGER album_new AFTER INSERT ON album BEGIN INSERT INTO log VALUES('new'); END;
        CREATE TRIGGER track_new AFTER INSERT ON track BEGIN UPDATE album SET title=title; END;
        CREATE VIEW titles AS SELECT title, name FROM album JOIN artist ON artist.id=album.artist;
        CREATE TRIGGER titles_new INSTEAD OF INSERT ON titles BEGIN INSERT INTO log VALUES('title'); END;
        ANALYZE;
        """;

    private const string Schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name; SELECT * FROM sqlite_sequence ORDER BY name; SELECT * FROM sqlite_stat1 ORDER BY tbl, idx;";
    private const string Rows = "SELECT * FROM artist; SELECT * FROM album; SELECT * FROM track; SELECT * FROM log; SELECT * FROM titles;";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_table_comes_back_and_triggers_indexes_keys_views_and_statistics_are_as_they_were(bool partial)
    {
        SqliteCli.Run(Original, Shop);
        FakeArchive archive = await BackUp(Original, partial ? ["album", "artist"] : []);
        string before = SqliteCli.Run(Original, Schema + Rows);
        SqliteCli.Run(Original, "PRAGMA foreign_keys=OFF; DROP TRIGGER album_gone; DROP TRIGGER album_new; DELETE FROM album WHERE id=1; UPDATE album SET title='x'; DROP INDEX album_title; INSERT INTO artist VALUES(77,'new');");
        await Restore(archive, Original, IfExists.Replace, ["album", "artist"]);
        string after = SqliteCli.Run(Original, Schema + Rows);
        Assert.Equal(partial ? WithoutStatistics(before) : before, partial ? WithoutStatistics(after) : after);
        Assert.Equal("ok\n", SqliteCli.Run(Original, "PRAGMA integrity_check; PRAGMA foreign_key_check;"));
    }

    [Fact]
    public async Task What_is_left_out_of_a_replaced_table_stays_as_the_database_has_it()
    {
        SqliteCli.Run(Original, Shop);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Original, "CREATE TRIGGER mine AFTER UPDATE ON album BEGIN SELECT 1; END; DROP TRIGGER album_new; DROP INDEX album_title; CREATE INDEX by_artist ON album(artist); DELETE FROM album;");
        await Replace(archive, new() { Tables = ["album"], Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Triggers, DatabaseFeature.Indexes } });
        Assert.Equal("album_gone\nby_artist\nmine\n2\n", SqliteCli.Run(
            Original, "SELECT name FROM sqlite_master WHERE tbl_name='album' AND type<>'table' ORDER BY 1; SELECT count(*) FROM album;"));
    }

    [Fact]
    public async Task What_a_backup_was_made_without_is_not_taken_for_something_that_was_not_there()
    {
        SqliteCli.Run(Original, Shop);
        ObjectSelection selection = new() { Tables = ["album"], Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Triggers, DatabaseFeature.Indexes } };
        FakeArchive archive;
        await using (IBackupSource source = await Engine.OpenBackupAsync(new BackupRequest { Connection = Connect(Original), Selection = selection }, Token))
            archive = await FakeArchive.DrainAsync(source, Engine.Id, Token, selection);
        string before = SqliteCli.Run(Original, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name;" + Rows);
        SqliteCli.Run(Original, "DROP TRIGGER album_gone; DELETE FROM album WHERE id=1; CREATE TRIGGER album_gone AFTER DELETE ON album BEGIN INSERT INTO log VALUES('gone'); END;");
        await Replace(archive, new() { Tables = ["album"] });
        Assert.Equal(before, SqliteCli.Run(Original, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name;" + Rows));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_of_other_tables_that_would_lose_their_parents_refuse_it(bool partial)
    {
        SqliteCli.Run(Original, Shop);
        FakeArchive archive = await BackUp(Original, partial ? ["album"] : []);
        SqliteCli.Run(Original, "INSERT INTO album VALUES(9,1,'later',NULL); INSERT INTO track VALUES(9,9);");
        string before = SqliteCli.Dump(Original);
        BackupException error = await Fails(ErrorCode.RestoreFailed, () => Restore(archive, Original, IfExists.Replace, ["album"]));
        Assert.Contains("1 rows of 'track'", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, SqliteCli.Dump(Original));
    }

    [Fact]
    public async Task Rows_of_a_partial_backup_whose_parents_are_not_there_are_refused()
    {
        SqliteCli.Run(Original, Shop);
        FakeArchive archive = await BackUp(Original, ["album"]);
        SqliteCli.Run(Original, "PRAGMA foreign_keys=OFF; DELETE FROM track; DELETE FROM album; DELETE FROM artist WHERE id=2;");
        string before = SqliteCli.Dump(Original);
        BackupException error = await Fails(ErrorCode.RestoreFailed, () => Restore(archive, Original, IfExists.Replace, ["album"]));
        Assert.Contains("1 rows of 'album'", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, SqliteCli.Dump(Original));
    }

    [Fact]
    public async Task A_backup_of_definitions_does_not_replace_rows()
    {
        SqliteCli.Run(Original, Shop);
        await using IBackupSource source = await Engine.OpenBackupAsync(new BackupRequest { Connection = Connect(Original), Selection = new() { SchemaOnly = true } }, Token);
        FakeArchive archive = await FakeArchive.DrainAsync(source, Engine.Id, Token);
        string before = SqliteCli.Dump(Original);
        BackupException error = await Fails(ErrorCode.PartialBackup, () => Restore(archive, Original, IfExists.Replace, ["album"]));
        Assert.Contains("album", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, SqliteCli.Dump(Original));
    }

    private async Task Replace(FakeArchive archive, ObjectSelection selection)
    {
        RestoreRequest request = new() { Connection = Connect(Original), IfExists = IfExists.Replace, Selection = selection, Verify = true };
        await using IRestoreTarget target = await Engine.OpenRestoreAsync(request, archive, Token);
        await target.PrepareAsync(Token);
        ChunkBuffer buffer = new();
        foreach (ArchiveChunk chunk in target.Chunks)
        {
            await archive.ReadChunkAsync(chunk, buffer, Token);
            await target.WriteChunkAsync(chunk, buffer.WrittenMemory, Token);
        }

        await target.CompleteAsync(Token);
    }

    /// <summary>A backup of a part has no statistics.</summary>
    private static string WithoutStatistics(string text) => string.Join(
        '\n', text.Split('\n').Where(l => !l.StartsWith("album|album_title|", StringComparison.Ordinal) && !l.StartsWith("album||", StringComparison.Ordinal) && !l.StartsWith("artist||", StringComparison.Ordinal)));
}
