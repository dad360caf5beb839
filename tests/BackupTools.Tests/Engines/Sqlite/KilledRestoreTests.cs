using BackupTools.Engines.Sqlite;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>A process that is killed while it replaces a database leaves the old one or the new one, whole.</summary>
public sealed class KilledRestoreTests : SqliteTest
{
    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    public async Task The_target_is_always_one_of_both(string journalMode)
    {
        foreach (string name in new[] { "a", "b" })
            SqliteCli.Run(PathOf(name), $"PRAGMA journal_mode={journalMode}; CREATE TABLE {name}(x); INSERT INTO {name} VALUES(hex(randomblob(300000)));");
        string[] dumps = [SqliteCli.Dump(PathOf("a")), SqliteCli.Dump(PathOf("b"))];
        File.Copy(PathOf("a"), Restored);
        var random = new Random(1);
        var seen = new HashSet<int>();
        int leftovers = 0;
        for (int i = 0; i < 15 || (i < 150 && (leftovers == 0 || seen.Count < 2)); i++)
        {
            using ChildProcess child = ChildProcess.Start(typeof(KilledRestoreTests), nameof(Child_replaces_the_target_again_and_again), Folder);
            await child.WaitUntilAsync(() => File.Exists(PathOf("working")));
            await Task.Delay(random.Next(0, 60 + 4 * i), Token); // The longer it takes, the slower the machine.
            await child.KillAsync(Token);
            File.Delete(PathOf("working"));
            leftovers += Directory.GetDirectories(Folder).Length;

            string dump = SqliteCli.Dump(Restored);
            Assert.Contains(dump, dumps);
            Assert.Equal("ok\n", SqliteCli.Run(Restored, "PRAGMA integrity_check;"));
            seen.Add(Array.IndexOf(dumps, dump));
        }

        Assert.True(leftovers > 0, "No kill hit a restore under way.");
        Assert.Equal(2, seen.Count);
        await Restore(await BackUp(PathOf("b")), Restored, IfExists.Replace);
        // A folder whose maker was killed before it could lock it is left alone for an hour: it might be just being made.
        Assert.Equal(["a", "b", "restored.db"], Files().Where(f => !Directory.Exists(PathOf(f)) || Directory.EnumerateFileSystemEntries(PathOf(f)).Any()));
    }

    /// <summary>Runs in the child process.</summary>
    [Fact(Explicit = true)]
    public async Task Child_replaces_the_target_again_and_again()
    {
        string folder = ChildProcess.Folder;
        var engine = new SqliteEngine();
        var archives = new List<FakeArchive>();
        foreach (string name in new[] { "a", "b" })
        {
            var request = new BackupRequest { Connection = engine.ParseConnection(Path.Combine(folder, name)) };
            await using IBackupSource source = await engine.OpenBackupAsync(request, CancellationToken.None);
            archives.Add(await FakeArchive.DrainAsync(source, engine.Id, CancellationToken.None));
        }

        for (int i = 0; ; i++)
        {
            FakeArchive archive = archives[(i + 1) % 2];
            var request = new RestoreRequest { Connection = engine.ParseConnection(Path.Combine(folder, "restored.db")), IfExists = IfExists.Replace };
            await using IRestoreTarget target = await engine.OpenRestoreAsync(request, archive, CancellationToken.None);
            await target.PrepareAsync(CancellationToken.None);
            foreach (ArchiveChunk chunk in target.Chunks)
                await target.WriteChunkAsync(chunk, archive[chunk], CancellationToken.None);
            await target.CompleteAsync(CancellationToken.None);
            if (i == 0)
                await File.WriteAllTextAsync(Path.Combine(folder, "working"), "", Token);
        }
    }
}
