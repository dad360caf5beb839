using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Storages.Local;

public sealed class LocalStorageConformanceTests : StorageConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _storage;

    public LocalStorageConformanceTests() => _storage = new LocalStorage(_folder.Path);

    protected override IBackupStorage Storage => _storage;

    public void Dispose() => _folder.Dispose();

    protected override async Task AbandonWriteAsync(string name)
    {
        await using FileStream file = Unfinished.CreateFile(_folder[name]);
        await file.WriteAsync(StorageTesting.Bytes(10), Token);
    }
}
