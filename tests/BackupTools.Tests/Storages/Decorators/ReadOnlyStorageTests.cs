using BackupTools.Storages.Decorators;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Decorators;

public sealed class ReadOnlyStorageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_changes_is_refused()
    {
        var memory = new MemoryStorage();
        await memory.PutAsync("x", Bytes(10));
        await memory.AbandonWriteAsync("y");
        var storage = new ReadOnlyStorage(memory);

        await FailsAsync(ErrorCode.StorageReadOnly, () => storage.CreateAsync("z", Token));
        await FailsAsync(ErrorCode.StorageReadOnly, () => storage.DeleteAsync("x", Token));
        Assert.Equal(0, await storage.RemoveAbandonedAsync(Token));

        Assert.Equal(["x"], memory.Names);
        Assert.Equal(1, memory.OpenWriters);
    }
}
