using Amazon.S3;
using Amazon.S3.Model;
using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Storages.Remote;

namespace BackupTools.Tests.Storages.S3;

public sealed class S3RoundTripTests : RemoteRoundTrip
{
    private readonly Lazy<Task<string>> _bucket = new(() => S3Fixture.NewBucketAsync());

    protected override async Task<IBackupStorage> OpenAsync(string place, Uri? proxy = null) => S3Fixture.Open(
        await S3Fixture.InfoAsync($"s3://{await _bucket.Value}/{place}", proxy), proxy is null ? null : TimeSpan.FromSeconds(1.5));

    protected override async Task<Uri> ServiceAsync() => (await MotoServer.GetAsync()).Endpoint;

    protected override async Task<int> UnfinishedAsync(string place)
    {
        using AmazonS3Client client = await S3Fixture.ClientAsync();
        ListMultipartUploadsResponse uploads = await client.ListMultipartUploadsAsync(await _bucket.Value, Token);
        return uploads.MultipartUploads?.Count(u => u.Key.StartsWith(place + "/", StringComparison.Ordinal)) ?? 0;
    }
}
