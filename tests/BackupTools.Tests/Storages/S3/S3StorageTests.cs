using Amazon.S3;
using Amazon.S3.Model;
using BackupTools.Storages.S3;
using BackupTools.Storages.Shared;
using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Storages.Remote;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.S3;

/// <summary>What only S3 has: keys, permissions, uploads of parts, encryption, classes, and objects that may not be removed.</summary>
public sealed class S3StorageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_is_not_accepted_is_refused_without_showing_it()
    {
        MotoServer server = await MotoServer.GetAsync();
        StorageInfo info = await S3Fixture.InfoAsync($"s3://{await S3Fixture.NewBucketAsync()}");
        StorageInfo wrongSecret = info.WithSecret(new System.Net.NetworkCredential("", "not-the-secret-at-all").SecurePassword);
        StorageInfo wrongId = info with { UserName = "AKIAUNKNOWN0000000000" };

        foreach (StorageInfo wrong in (StorageInfo[])[wrongSecret, wrongId])
        {
            BackupException error = await FailsAsync(ErrorCode.StorageAccessDenied, () => S3Fixture.Open(wrong).ItemsAsync());
            Assert.False(error.IsTransient);
            Assert.Contains("key", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("not-the-secret-at-all", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(server.Keys["writer"][1], error.ToString(), StringComparison.Ordinal);
            await FailsAsync(ErrorCode.StorageAccessDenied, () => S3Fixture.Open(wrong).CreateAsync("x", Token));
        }
    }

    [Fact]
    public async Task Who_may_only_read_cannot_write_or_remove()
    {
        string bucket = await S3Fixture.NewBucketAsync();
        await S3Fixture.Open(await S3Fixture.InfoAsync($"s3://{bucket}")).PutAsync("x", Bytes(10));
        S3Storage reader = S3Fixture.Open(await S3Fixture.InfoAsync($"s3://{bucket}", user: "reader"));

        Assert.Equal(Bytes(10), await reader.GetAsync("x"));
        Assert.False((await FailsAsync(ErrorCode.StorageAccessDenied, () => reader.PutAsync("y", Bytes(10)))).IsTransient);
        await FailsAsync(ErrorCode.StorageAccessDenied, () => reader.PutAsync("y", Bytes(200_000)));
        await FailsAsync(ErrorCode.StorageAccessDenied, () => reader.DeleteAsync("x", Token));
        Assert.Equal(["x"], await reader.NamesAsync());
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named()
    {
        S3Storage storage = S3Fixture.Open(await S3Fixture.InfoAsync($"s3://nobody-has-{Guid.NewGuid():n}"));

        Assert.Contains("nobody-has-", (await FailsAsync(ErrorCode.StorageNotFound, () => storage.ItemsAsync())).Message, StringComparison.Ordinal);
        await FailsAsync(ErrorCode.StorageNotFound, () => storage.CreateAsync("x", Token));
        await FailsAsync(ErrorCode.StorageNotFound, () => storage.OpenReadAsync("x", Token));
    }

    [Fact]
    public async Task A_service_that_is_not_there_may_be_there_later()
    {
        StorageInfo info = await S3Fixture.InfoAsync("s3://bucket", new Uri($"http://127.0.0.1:{Servers.LoopbackPort.FindFree()}"));
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => S3Fixture.Open(info).ItemsAsync())).IsTransient);
    }

    [Fact]
    public async Task An_upload_of_parts_whose_name_was_taken_meanwhile_leaves_nothing()
    {
        string bucket = await S3Fixture.NewBucketAsync();
        S3Storage storage = S3Fixture.Open(await S3Fixture.InfoAsync($"s3://{bucket}"));
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(350_000), Token);
            Assert.Single(await UploadsAsync(bucket));
            await storage.PutAsync("x", Bytes(10));

            Assert.False((await FailsAsync(ErrorCode.StorageNameTaken, () => writer.CommitAsync("x", Token))).IsTransient);
            Assert.False((await FailsAsync(ErrorCode.StorageFailed, () => writer.CommitAsync("x_2", Token))).IsTransient);
        }

        Assert.Empty(await UploadsAsync(bucket));
        Assert.Equal(Bytes(10), await storage.GetAsync("x"));
        Assert.Equal(["x"], await storage.NamesAsync());
    }

    [Fact]
    public async Task What_lacks_a_piece_that_could_not_be_sent_is_never_published()
    {
        string bucket = await S3Fixture.NewBucketAsync();
        await using FaultyProxy proxy = new((await MotoServer.GetAsync()).Endpoint, (_, head) =>
            head.StartsWith("PUT", StringComparison.Ordinal) && head.Contains("partNumber=2", StringComparison.Ordinal) ? Fault.Busy : null);
        S3Storage storage = S3Fixture.Open(await S3Fixture.InfoAsync($"s3://{bucket}", proxy.Address));
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(150_000), Token);
            Assert.True((await FailsAsync(ErrorCode.StorageFailed, async () => await writer.WriteAsync(Bytes(150_000), Token))).IsTransient);
            await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CommitAsync("x", Token));
        }

        Assert.Empty(await storage.NamesAsync());
        Assert.Empty(await UploadsAsync(bucket));
    }

    [Fact]
    public async Task What_another_program_puts_there_is_no_backup_and_leads_nowhere()
    {
        string bucket = await S3Fixture.NewBucketAsync();
        using AmazonS3Client client = await S3Fixture.ClientAsync();
        foreach (string key in (string[])["p/good", "p/", "p/deep/inner", "p/a\\b", "p/bell\u0007", "other", "pp"])
            await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "x" }, Token);

        Assert.Equal(["good"], await S3Fixture.Open(await S3Fixture.InfoAsync($"s3://{bucket}/p")).NamesAsync());
    }

    [Fact]
    public async Task A_young_upload_of_somebody_else_is_left_alone()
    {
        string bucket = await S3Fixture.NewBucketAsync();
        using AmazonS3Client client = await S3Fixture.ClientAsync();
        InitiateMultipartUploadResponse young = await client.InitiateMultipartUploadAsync(bucket, "p/x", Token);
        await client.UploadPartAsync(
            new UploadPartRequest { BucketName = bucket, Key = "p/x", UploadId = young.UploadId, PartNumber = 1, InputStream = new MemoryStream(Bytes(10)) }, Token);
        await client.InitiateMultipartUploadAsync(bucket, "p/deeper/x", Token);
        StorageInfo info = await S3Fixture.InfoAsync($"s3://{bucket}/p");

        Assert.Equal(0, await new S3Storage(info, S3Settings.Of(info)).RemoveAbandonedAsync(Token));
        Assert.Equal(1, await S3Fixture.Open(info).RemoveAbandonedAsync(Token));
        Assert.Equal("p/deeper/x", Assert.Single(await UploadsAsync(bucket)).Key);
    }

    [Fact]
    public async Task Encryption_and_class_are_asked_for_in_both_ways_of_writing()
    {
        string bucket = await S3Fixture.NewBucketAsync();
        S3Storage storage = S3Fixture.Open(await S3Fixture.InfoAsync(
            $"s3://{bucket}", options: [("encryption", "aws:kms"), ("KmsKeyId", "alias/backups"), ("StorageClass", "standard_ia")]));
        await storage.PutAsync("small", Bytes(10));
        await storage.PutAsync("large", Bytes(300_000));

        using AmazonS3Client client = await S3Fixture.ClientAsync();
        foreach (string name in (string[])["small", "large"])
        {
            GetObjectMetadataResponse found = await client.GetObjectMetadataAsync(bucket, name, Token);
            Assert.Equal(ServerSideEncryptionMethod.AWSKMS, found.ServerSideEncryptionMethod);
            Assert.Equal("alias/backups", found.ServerSideEncryptionKeyManagementServiceKeyId);
            Assert.Equal(S3StorageClass.StandardInfrequentAccess, found.StorageClass);
        }
    }

    [Theory]
    [InlineData("GOVERNANCE")]
    [InlineData("COMPLIANCE")]
    public async Task An_archive_is_kept_as_long_as_was_said_and_what_lies_beside_it_is_not(string mode)
    {
        string bucket = await S3Fixture.NewBucketAsync(isLockable: true);
        S3Storage storage = S3Fixture.Open(await S3Fixture.InfoAsync($"s3://{bucket}", options: [("RetainDays", "30"), ("RetentionMode", mode)]));
        await storage.PutAsync("shop.backup.zip", Bytes(10));
        await storage.PutAsync("shop.backup.zip.json", Bytes(10));

        using AmazonS3Client client = await S3Fixture.ClientAsync();
        GetObjectMetadataResponse found = await client.GetObjectMetadataAsync(bucket, "shop.backup.zip", Token);
        Assert.Equal(mode, found.ObjectLockMode?.Value);
        Assert.InRange(found.ObjectLockRetainUntilDate!.Value.ToUniversalTime(), DateTime.UtcNow.AddDays(29), DateTime.UtcNow.AddDays(31));
        Assert.Contains("until", (await FailsAsync(ErrorCode.StorageAccessDenied, () => storage.DeleteAsync("shop.backup.zip", Token))).Message, StringComparison.Ordinal);
        await storage.DeleteAsync("shop.backup.zip.json", Token);
        Assert.Equal(["shop.backup.zip"], await storage.NamesAsync());
    }

    /// <summary>The test server forgets it of an upload of parts, so what is asked for is looked at.</summary>
    [Fact]
    public async Task An_upload_of_parts_asks_for_the_same_when_it_begins()
    {
        List<string> heads = [];
        await using FaultyProxy proxy = new((await MotoServer.GetAsync()).Endpoint, (_, head) =>
        {
            lock (heads)
                heads.Add(head);
            return null;
        });
        string bucket = await S3Fixture.NewBucketAsync(isLockable: true);
        S3Storage storage = S3Fixture.Open(await S3Fixture.InfoAsync($"s3://{bucket}", proxy.Address, options: [("RetainUntil", "2999-12-31")]));
        await storage.PutAsync("shop.backup.zip", Bytes(300_000));

        string begin = Assert.Single(heads, h => h.StartsWith("POST", StringComparison.Ordinal) && h.Contains("uploads", StringComparison.Ordinal));
        Assert.Contains("x-amz-object-lock-mode: GOVERNANCE", begin, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("x-amz-object-lock-retain-until-date: 2999-12-31T00:00:00", begin, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(3, heads.Count(h => h.StartsWith("PUT", StringComparison.Ordinal) && h.Contains("x-amz-checksum-crc32:", StringComparison.OrdinalIgnoreCase)));
        string complete = Assert.Single(heads, h => h.StartsWith("POST", StringComparison.Ordinal) && h.Contains("uploadId", StringComparison.Ordinal));
        Assert.Contains("If-None-Match: *", complete, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("x-amz-mp-object-size: 300000", complete, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("x-amz-checksum-type: FULL_OBJECT", complete, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Five_tebibytes_fit_into_an_upload_and_no_part_is_larger_than_an_array_may_be()
    {
        PartSizes sizes = new S3Storage(Plain(), S3Settings.Of(Plain())).PartSizes;
        Assert.True(sizes.Total(10_000) >= 5L << 40);
        Assert.Equal(sizes.Total(10_000), Enumerable.Range(1, 10_000).Sum(n => (long)sizes.Of(n)));
        Assert.InRange(sizes.Of(1), 5 * 1024 * 1024, 16 * 1024 * 1024);
        Assert.InRange(sizes.Of(10_000), sizes.Of(9_999), int.MaxValue);
    }

    internal static StorageInfo Plain(params (string Name, string Value)[] options) =>
        new S3StorageProvider().Parse("s3://bucket/p") with { Options = options.ToDictionary(o => o.Name, o => o.Value) };

    private static async Task<List<MultipartUpload>> UploadsAsync(string bucket)
    {
        using AmazonS3Client client = await S3Fixture.ClientAsync();
        return (await client.ListMultipartUploadsAsync(bucket, Token)).MultipartUploads ?? [];
    }
}
