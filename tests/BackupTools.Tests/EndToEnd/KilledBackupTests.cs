using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.EndToEnd;

public sealed class KilledBackupTests
{
    private const int Kills = 12;

    [Fact]
    public async Task A_process_killed_at_any_moment_leaves_only_whole_backups_and_the_next_run_cleans_up()
    {
        using ShopFile shop = ShopFile.Create(60_000);
        Directory.CreateDirectory(shop.Backups);
        Random random = new(20261121);
        int unfinished = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using ChildProcess child = ChildProcess.Start(typeof(KilledBackupTests), nameof(Child_backs_up_again_and_again), shop.Folder);
            int before = Directory.GetFiles(shop.Backups).Length;
            await child.WaitUntilAsync(() => Directory.GetFiles(shop.Backups).Length > before);
            await Task.Delay(random.Next(150), ShopFile.Token);
            await child.KillAsync(ShopFile.Token);
            unfinished += Unfinished(shop).Length;
        }

        await shop.BackUpAsync();
        Assert.True(unfinished > 0, "No kill met a backup half-way: the test shows nothing.");
        Assert.Empty(Unfinished(shop));

        List<BackupException> unreadable = [];
        IReadOnlyList<BackupInfo> backups = await BackupCatalog.ListAsync(
            BuiltIn.Components, shop.Storage, new BackupFilter(), unreadable.Add, ShopFile.Token);
        Assert.Empty(unreadable);
        Assert.NotEmpty(backups);
        foreach (BackupInfo backup in backups)
        {
            VerifyResult result = await VerifyJob.RunAsync(
                BuiltIn.Components, new VerifyJobOptions { Archive = new(shop.Storage, backup.Name) }, ShopFile.Token);
            Assert.True(result.Passed, string.Join('\n', result.Findings));
        }

        Assert.Equal("ok", System.Text.Encoding.UTF8.GetString(await Tool.RunAsync("sqlite3", shop.Path, "PRAGMA integrity_check")).Trim());
    }

    /// <summary>Runs in the child process.</summary>
    [Fact(Explicit = true)]
    public async Task Child_backs_up_again_and_again()
    {
        for (int i = 0; i < 1000; i++)
        {
            await BackupJob.RunAsync(
                BuiltIn.Components,
                new BackupJobOptions
                {
                    Connection = BuiltIn.Components.ParseConnection(Path.Combine(ChildProcess.Folder, "shop.db")),
                    Storages = [BuiltIn.Components.OpenStorage(Path.Combine(ChildProcess.Folder, "backups"))],
                    ChunkSize = 64 * 1024,
                },
                ShopFile.Token);
        }
    }

    private static string[] Unfinished(ShopFile shop) => Directory.GetFiles(shop.Backups, ".*partial*");
}
