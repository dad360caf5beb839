using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Local;

/// <summary>What needs a file system of its own: it is full, or cannot be written.</summary>
public sealed class MountTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;
    private readonly TemporaryFileSystem _disk = TemporaryFileSystem.Mount(megabytes: 1);

    private LocalStorage Storage => new(_disk.Path);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_full_disk_is_named_and_nothing_is_left()
    {
        await Storage.PutAsync("before", Bytes(1000));
        await using (IStorageWriter writer = await Storage.CreateAsync("x", Token))
        {
            BackupException error = await FailsAsync(ErrorCode.StorageFull, async () =>
            {
                for (int i = 0; i < 100; i++)
                    await writer.WriteAsync(Bytes(65_536), Token);
            });
            Assert.NotEmpty(error.Remedy);
            await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CommitAsync("x", Token));
        }

        Assert.Equal(["before"], Directory.GetFileSystemEntries(Storage.Location).Select(Path.GetFileName));
        await Storage.PutAsync("after", Bytes(500_000));
        Assert.Equal(Bytes(500_000), await Storage.GetAsync("after"));
    }

    [Fact]
    public async Task Free_space_is_that_of_the_mount()
    {
        Assert.Equal(Megabyte, await Storage.GetFreeSpaceAsync(Token));
        Assert.Equal(Megabyte, await new LocalStorage(Path.Combine(Storage.Location, "not", "there")).GetFreeSpaceAsync(Token));

        await Storage.PutAsync("x", Bytes(Megabyte / 2));

        Assert.Equal(Megabyte / 2, await Storage.GetFreeSpaceAsync(Token));
    }

    [Fact]
    public async Task A_mount_that_is_read_only_denies_access()
    {
        await Storage.PutAsync("x", Bytes(10));
        _disk.MakeReadOnly();

        await FailsAsync(ErrorCode.StorageAccessDenied, () => Storage.CreateAsync("y", Token));
        await FailsAsync(ErrorCode.StorageAccessDenied, () => Storage.DeleteAsync("x", Token));
        await FailsAsync(ErrorCode.StorageAccessDenied,
            () => new LocalStorage(Path.Combine(Storage.Location, "new")).CreateAsync("y", Token));
        Assert.Equal(0, await Storage.RemoveAbandonedAsync(Token));
        Assert.Equal(Bytes(10), await Storage.GetAsync("x"));
    }
}
