using System.Text;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Restores that fail leave the target as it was and nothing beside it.</summary>
public sealed class BadRestoreTests : SqliteTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Pages_that_do_not_follow_each_other_are_refused(int lie)
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        ArchiveManifest manifest = archive.Manifest;
        List<ArchiveChunk> chunks = manifest.Chunks.ToList();
        Dictionary<string, string> properties = manifest.Properties.ToDictionary();
        switch (lie)
        {
            case 0: chunks.RemoveAt(2); break;
            case 1: chunks.RemoveAt(chunks.Count - 1); break;
            case 2: chunks[1] = chunks[1] with { From = "1" }; break;
            case 3: chunks[1] = chunks[1] with { To = "99999999999" }; break;
            case 4: chunks[1] = chunks[1] with { RawSize = chunks[1].RawSize + 4096 }; break;
            case 5: properties["pageSize"] = "4095"; break;
            default: properties["pageCount"] = "-1"; break;
        }

        archive.Manifest = manifest with { Chunks = chunks, Properties = properties };
        await Fails(ErrorCode.ArchiveDamaged, () => Restore(archive, Restored));
        Assert.Equal(["shop.db"], Files());
    }

    [Theory]
    [InlineData("ATTACH 'evil.db' AS evil;")]
    [InlineData("ATTACH DATABASE '' AS x;")]
    [InlineData("PRAGMA writable_schema=ON;")]
    [InlineData("PRAGMA journal_mode=WAL;")]
    [InlineData("COMMIT;")]
    [InlineData("SELECT load_extension('/tmp/evil.so');")]
    [InlineData("CREATE VIRTUAL TABLE v USING fts5(x);")]
    [InlineData("DROP TABLE customers;")]
    [InlineData("VACUUM INTO 'evil.db';")]
    public async Task Sql_that_no_backup_has_is_stopped(string sql)
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original, ["customers"]);
        archive[archive.Manifest.Chunks[0]] = Encoding.UTF8.GetBytes(sql);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => Restore(archive, Restored));
        Assert.Contains(error.Code, new[] { ErrorCode.ArchiveDamaged, ErrorCode.RestoreFailed });
        Assert.Equal(["shop.db"], Files());
    }

    [Fact]
    public async Task A_damaged_database_is_not_published_and_the_old_one_stays()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        ArchiveChunk chunk = archive.Manifest.Chunks[3];
        byte[] bytes = archive[chunk];
        bytes.AsSpan(0, 4096).Fill(0x55);
        SqliteCli.Run(Restored, "CREATE TABLE mine(x);");
        byte[] before = File.ReadAllBytes(Restored);
        await Fails(ErrorCode.DatabaseCorrupt, () => Restore(archive, Restored, IfExists.Replace));

        Assert.Equal(before, File.ReadAllBytes(Restored));
        Assert.Equal(["restored.db", "shop.db"], Files());
    }

    [Fact]
    public async Task Rows_that_break_a_rule_of_their_table_are_no_damage()
    {
        SqliteCli.Run(Original, "CREATE TABLE t(x CHECK(x>0)); PRAGMA ignore_check_constraints=ON; INSERT INTO t VALUES(-1);");
        Assert.NotEqual("ok\n", SqliteCli.Run(Original, "PRAGMA integrity_check;"));
        await Restore(await BackUp(Original), Restored);
        await Restore(await BackUp(Original), PathOf("table.db"), tables: ["t"]);
        Assert.Equal("-1\n", SqliteCli.Run(PathOf("table.db"), "SELECT * FROM t;"));
        Assert.Empty(await Engine.CheckIntegrityAsync(Connect(Restored), Token));
    }

    [Fact]
    public async Task A_full_disk_is_said_so_and_leaves_nothing()
    {
        using TemporaryFileSystem disk = TemporaryFileSystem.Mount(3);
        SqliteCli.Run(Original, "CREATE TABLE t(x); INSERT INTO t VALUES(randomblob(3900000));");
        string target = Path.Combine(disk.Path, "target.db");
        SqliteCli.Run(target, "CREATE TABLE mine(x); INSERT INTO mine VALUES(randomblob(100000));");
        byte[] before = File.ReadAllBytes(target);
        FakeArchive full = await BackUp(Original);
        FakeArchive tables = await BackUp(Original, ["t"]);

        // First where the free space tells in advance, then where only the writing does.
        await Fails(ErrorCode.StorageFull, () => Restore(full, target, IfExists.Replace));
        tables.Manifest = tables.Manifest with { Chunks = tables.Manifest.Chunks.Select(c => c with { RawSize = 1 }).ToList() };
        await Fails(ErrorCode.StorageFull, () => Restore(tables, target, IfExists.Replace));

        Assert.Equal(before, File.ReadAllBytes(target));
        Assert.Equal([target], Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public async Task A_cancelled_restore_leaves_the_old_database_and_nothing_else()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, "CREATE TABLE mine(x);");
        byte[] before = File.ReadAllBytes(Restored);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var request = new RestoreRequest { Connection = Connect(Restored), IfExists = IfExists.Replace };
        await using (IRestoreTarget target = await Engine.OpenRestoreAsync(request, archive, stop.Token))
        {
            await target.PrepareAsync(stop.Token);
            foreach (ArchiveChunk chunk in target.Chunks)
                await target.WriteChunkAsync(chunk, archive[chunk], stop.Token);
            Assert.Equal(3, Files().Length);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.CompleteAsync(stop.Token));
        }

        Assert.Equal(before, File.ReadAllBytes(Restored));
        Assert.Equal(["restored.db", "shop.db"], Files());
    }

    [Fact]
    public async Task A_missing_folder_and_a_folder_as_target_are_named()
    {
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        await Fails(ErrorCode.TargetNotWritable, () => Restore(archive, PathOf("no/such/x.db")));
        await Fails(ErrorCode.TargetNotWritable, () => Restore(archive, Folder));
        await Fails(ErrorCode.TableNotFound, () => Restore(archive, Restored, tables: ["nope"]));
    }

    [Fact]
    public async Task A_link_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        Samples.Create(Original);
        FakeArchive archive = await BackUp(Original);
        SqliteCli.Run(Restored, "CREATE TABLE mine(x);");
        File.CreateSymbolicLink(PathOf("link.db"), Restored);
        await Restore(archive, PathOf("link.db"), IfExists.Replace);

        Assert.Equal(Restored, new FileInfo(PathOf("link.db")).LinkTarget);
        Assert.Equal(File.ReadAllBytes(Original), File.ReadAllBytes(Restored));
    }
}
