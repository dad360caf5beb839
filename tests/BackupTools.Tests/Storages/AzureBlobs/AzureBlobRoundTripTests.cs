using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Storages.Remote;

namespace BackupTools.Tests.Storages.AzureBlobs;

public sealed class AzureBlobRoundTripTests : RemoteRoundTrip
{
    private readonly Lazy<Task<string>> _container = new(() => AzureBlobFixture.NewContainerAsync());

    [Fact]
    public Task Whichever_request_arrives_altered_there_is_a_good_backup_or_none() => Whichever_request_fails_there_is_a_good_backup_or_none(Fault.Altered);

    protected override async Task<IBackupStorage> OpenAsync(string place, Uri? proxy = null) => AzureBlobFixture.Open(
        await AzureBlobFixture.InfoAsync(AzureBlobFixture.LocationOf(await _container.Value, place), proxy), proxy is null ? null : TimeSpan.FromSeconds(1.5));

    protected override async Task<Uri> ServiceAsync() => (await AzuriteServer.GetAsync()).Service;

    protected override async Task<int> UnfinishedAsync(string place) =>
        (await AzureBlobFixture.UnfinishedAsync(await _container.Value, place + "/")).Count;
}
