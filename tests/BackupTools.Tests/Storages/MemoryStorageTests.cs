using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Storages;

/// <summary>The fake that other tests rely on keeps the contract too.</summary>
public sealed class MemoryStorageTests : StorageConformance
{
    private readonly MemoryStorage _storage = new();

    protected override IBackupStorage Storage => _storage;

    protected override Task AbandonWriteAsync(string name) => _storage.AbandonWriteAsync(name);
}
