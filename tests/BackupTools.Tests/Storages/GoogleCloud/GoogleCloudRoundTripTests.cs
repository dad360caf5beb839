using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Storages.Remote;

namespace BackupTools.Tests.Storages.GoogleCloud;

public sealed class GoogleCloudRoundTripTests : RemoteRoundTrip
{
    private readonly string _bucket = GoogleStub.Get().Buckets.New();

    protected override Task<IBackupStorage> OpenAsync(string place, Uri? proxy = null) => Task.FromResult<IBackupStorage>(GoogleCloudFixture.Open(
        GoogleCloudFixture.Info($"gs://{_bucket}/{place}", proxy: proxy), proxy is null ? null : TimeSpan.FromSeconds(1.5)));

    protected override Task<Uri> ServiceAsync() => Task.FromResult(GoogleStub.Get().Endpoint);

    protected override Task<int> UnfinishedAsync(string place) =>
        Task.FromResult(GoogleStub.Get().Buckets.Unfinished(_bucket).Count(n => n.StartsWith(place + "/", StringComparison.Ordinal)));
}
