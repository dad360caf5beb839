using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Local;

public sealed class KilledWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_process_left_is_removed_and_what_a_living_one_writes_is_not()
    {
        using var folder = new TemporaryFolder();
        var storage = new LocalStorage(folder.Path);
        using var killed = ChildProcess.Start(typeof(KilledWriterTests), nameof(Child_writes_until_it_is_killed), folder.Path);
        using var living = ChildProcess.Start(typeof(KilledWriterTests), nameof(Child_writes_until_it_is_killed), folder.Path);
        await killed.WaitUntilAsync(() => Directory.GetFiles(folder.Path, "ready-*").Length >= 1);
        await living.WaitUntilAsync(() => Directory.GetFiles(folder.Path, "ready-*").Length == 2);

        Assert.Equal(2, Partials(folder).Length);
        Assert.Equal(0, await storage.RemoveAbandonedAsync(Token));
        Assert.Equal(2, Partials(folder).Length);

        await killed.KillAsync(Token);
        Assert.Equal(2, Partials(folder).Length);
        Assert.Empty(await storage.NamesAsync("shop"));

        Assert.Equal(1, await storage.RemoveAbandonedAsync(Token));
        Assert.Single(Partials(folder));

        await living.KillAsync(Token);
        Assert.Equal(1, await storage.RemoveAbandonedAsync(Token));
        Assert.Empty(Partials(folder));
    }

    /// <summary>Runs in the child process.</summary>
    [Fact(Explicit = true)]
    public async Task Child_writes_until_it_is_killed()
    {
        var storage = new LocalStorage(ChildProcess.Folder);
        await using IStorageWriter writer = await storage.CreateAsync("shop.backup.zip", Token);
        await writer.WriteAsync(Bytes(100_000), Token);
        await storage.PutAsync($"ready-{Environment.ProcessId}", Bytes(1));
        await Task.Delay(TimeSpan.FromMinutes(2), Token);
    }

    private static string[] Partials(TemporaryFolder folder) =>
        Directory.GetFiles(folder.Path, ".shop.backup.zip.partial-*");
}
