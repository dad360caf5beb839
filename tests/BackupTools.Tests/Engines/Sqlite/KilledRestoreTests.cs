using System.Diagnostics;
using BackupTools.Engines.Sqlite;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>A process that is killed while it replaces a database leaves the old one or the new one, whole.</summary>
public sealed class KilledRestoreTests : SqliteTest
{
    private const string ChildVariable = "BACKUPTOOLS_TEST_KILLED_RESTORE";

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
        for (int i = 0; i < 15; i++)
        {
            string[] arguments = ["-explicit", "only", "-method", $"{typeof(KilledRestoreTests).FullName}.{nameof(The_process_that_is_killed)}"];
            var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
            start.Environment[ChildVariable] = Folder;
            using Process child = Process.Start(start)!;
            while (!File.Exists(PathOf("working")))
            {
                Assert.False(child.HasExited, "The child ended early.");
                await Task.Delay(5, Token);
            }

            await Task.Delay(random.Next(0, 60), Token);
            child.Kill();
            await child.WaitForExitAsync(Token);
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
        Assert.Equal(["a", "b", "restored.db"], Files());
    }

    /// <summary>Run only in the child process: replaces the target until it is killed.</summary>
    [Fact(Explicit = true)]
    public async Task The_process_that_is_killed()
    {
        string? folder = Environment.GetEnvironmentVariable(ChildVariable);
        Assert.SkipWhen(folder is null, "This is no test, but the child process of one.");
        await ReplaceForever(folder);
    }

    private static async Task ReplaceForever(string folder)
    {
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
                await File.WriteAllTextAsync(Path.Combine(folder, "working"), "");
        }
    }
}
