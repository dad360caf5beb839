using BackupTools.Storages.Decorators;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Storages.Decorators;

public sealed class RetryingStorageConformanceTests : StorageConformance
{
    private const StorageOperations Retried = StorageOperations.Open | StorageOperations.Read | StorageOperations.Create
        | StorageOperations.Delete | StorageOperations.FreeSpace | StorageOperations.RemoveAbandoned;

    private readonly MemoryStorage _memory = new();
    private readonly RetryingStorage _storage;

    /// <summary>Two of three calls fail below; above, nobody notices.</summary>
    public RetryingStorageConformanceTests() => _storage = new RetryingStorage(
        new FailingStorage(_memory, Retried, call => call % 3 != 0) { IsTransient = true },
        new RetryPolicy { MaxAttempts = 1000 }, new ImpatientTime());

    protected override IBackupStorage Storage => _storage;

    protected override Task AbandonWriteAsync(string name) => _memory.AbandonWriteAsync(name);
}

public sealed class ThrottledStorageConformanceTests : StorageConformance
{
    private readonly MemoryStorage _memory = new();
    private readonly ThrottledStorage _storage;

    public ThrottledStorageConformanceTests() => _storage = new ThrottledStorage(_memory, 1000, new ImpatientTime());

    protected override IBackupStorage Storage => _storage;

    protected override Task AbandonWriteAsync(string name) => _memory.AbandonWriteAsync(name);
}

public sealed class ReadOnlyStorageConformanceTests : StorageReadingConformance
{
    private readonly MemoryStorage _memory = new();
    private readonly ReadOnlyStorage _storage;

    public ReadOnlyStorageConformanceTests() => _storage = new ReadOnlyStorage(_memory);

    protected override IBackupStorage Storage => _storage;

    protected override IBackupStorage WriteSide => _memory;
}
