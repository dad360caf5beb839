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

    /// <summary>
    /// The service shows an unfinished upload to nobody but who has its address, and drops it after a week. So nothing can be removed; what is shown here
    /// instead is that a dead writer's upload harms nobody.
    /// </summary>
    [Fact]
    public override async Task Cleaning_removes_what_dead_writers_left_and_nothing_else()
    {
        await Storage.PutAsync("complete", StorageTesting.Bytes(10));
        await AbandonWriteAsync("dead_1");
        await AbandonWriteAsync("dead_2");
        await using IStorageWriter living = await Storage.CreateAsync("living", Token);
        await living.WriteAsync(StorageTesting.Bytes(10), Token);

        Assert.Equal(0, await Storage.RemoveAbandonedAsync(Token));

        Assert.Equal(["complete"], await Storage.NamesAsync());
        await Storage.PutAsync("dead_1", StorageTesting.Bytes(300_000, seed: 2));
        await Storage.PutAsync("dead_2", StorageTesting.Bytes(10, seed: 2));
        await living.CommitAsync("living", Token);
        Assert.Equal(["complete", "dead_1", "dead_2", "living"], await Storage.NamesAsync());
        Assert.Equal(StorageTesting.Bytes(300_000, seed: 2), await Storage.GetAsync("dead_1"));
    }

    protected override async Task AbandonWriteAsync(string name)
    {
        IStorageWriter dead = await GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{_bucket}/some/where")).CreateAsync(name, Token);
        await dead.WriteAsync(StorageTesting.Bytes(300_000), Token);
        Assert.Contains("some/where/" + name, GoogleStub.Get().Buckets.Unfinished(_bucket));
    }
}
