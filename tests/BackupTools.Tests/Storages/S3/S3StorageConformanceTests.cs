using Amazon.S3;
using Amazon.S3.Model;

namespace BackupTools.Tests.Storages.S3;

public sealed class S3StorageConformanceTests : StorageConformance, IAsyncLifetime
{
    private IBackupStorage? _storage;
    private string _bucket = "";

    protected override IBackupStorage Storage => _storage!;

    public async ValueTask InitializeAsync()
    {
        _bucket = await S3Fixture.NewBucketAsync();
        _storage = S3Fixture.Open(await S3Fixture.InfoAsync($"s3://{_bucket}/some/where"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async Task AbandonWriteAsync(string name)
    {
        using AmazonS3Client client = await S3Fixture.ClientAsync();
        InitiateMultipartUploadResponse upload = await client.InitiateMultipartUploadAsync(_bucket, "some/where/" + name, Token);
        await client.UploadPartAsync(
            new UploadPartRequest { BucketName = _bucket, Key = "some/where/" + name, UploadId = upload.UploadId, PartNumber = 1, InputStream = new MemoryStream(StorageTesting.Bytes(10)) },
            Token);
    }
}
