using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Storages;

internal static class Abandoning
{
    /// <summary>Writes something and dies.</summary>
    public static async Task AbandonWriteAsync(this MemoryStorage storage, string name)
    {
        IStorageWriter writer = await storage.CreateAsync(name, TestContext.Current.CancellationToken);
        await writer.WriteAsync(StorageTesting.Bytes(10), TestContext.Current.CancellationToken);
        storage.KillWriters();
    }
}
