using BackupTools.Tests.Servers.Clouds;

namespace BackupTools.Tests.Storages.GoogleCloud;

/// <summary>Against the stub of these tests: no emulator can be had here.</summary>
public sealed class GoogleCloudStorageConformanceTests : StorageConformance
{
    private readonly string _bucket = GoogleStub.Get().Buckets.New();
    private readonly Lazy<IBackupStorage> _storage;

    public GoogleCloudStorageConformanceTests() =>
        _storage = new Lazy<IBackupStorage>(() => GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{_bucket}/some/where")));

    protected override IBackupStorage Storage => _storage.Value;

    protected override int FoundOfEachAbandoned => 0;

    protected override async Task AbandonWriteAsync(string name)
    {
        IStorageWriter dead = await GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{_bucket}/some/where")).CreateAsync(name, Token);
        await dead.WriteAsync(StorageTesting.Bytes(300_000), Token);
        Assert.Contains("some/where/" + name, GoogleStub.Get().Buckets.Unfinished(_bucket));
    }
}
