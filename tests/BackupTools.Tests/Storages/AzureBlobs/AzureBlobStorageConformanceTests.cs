namespace BackupTools.Tests.Storages.AzureBlobs;

public sealed class AzureBlobStorageConformanceTests : StorageConformance, IAsyncLifetime
{
    private IBackupStorage? _storage;
    private string _container = "";

    protected override IBackupStorage Storage => _storage!;

    public async ValueTask InitializeAsync()
    {
        _container = await AzureBlobFixture.NewContainerAsync();
        _storage = AzureBlobFixture.Open(await AzureBlobFixture.InfoAsync(AzureBlobFixture.LocationOf(_container, "some/where")));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task AbandonWriteAsync(string name) => AzureBlobFixture.SendPartAsync(_container, "some/where/" + name);
}
