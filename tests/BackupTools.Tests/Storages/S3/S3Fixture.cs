using Amazon.S3;
using Amazon.S3.Model;
using BackupTools.Storages.S3;
using BackupTools.Storages.Shared;
using BackupTools.Tests.Servers.Clouds;

namespace BackupTools.Tests.Storages.S3;

/// <summary>Buckets of the test server, and storages in them.</summary>
internal static class S3Fixture
{
    public static async Task<string> NewBucketAsync(bool isLockable = false)
    {
        string bucket = $"b{Guid.NewGuid():n}";
        using AmazonS3Client client = await ClientAsync();
        await client.PutBucketAsync(new PutBucketRequest { BucketName = bucket, ObjectLockEnabledForBucket = isLockable });
        return bucket;
    }

    /// <summary>The maker's own client, as the judge of what is there.</summary>
    public static async Task<AmazonS3Client> ClientAsync()
    {
        MotoServer server = await MotoServer.GetAsync();
        return new AmazonS3Client(server.Keys["writer"][0], server.Keys["writer"][1], new AmazonS3Config
        {
            ServiceURL = server.Endpoint.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1",
        });
    }

    public static async Task<StorageInfo> InfoAsync(string location, Uri? proxy = null, string user = "writer", params (string Name, string Value)[] options)
    {
        MotoServer server = await MotoServer.GetAsync();
        return (new S3StorageProvider().Parse(location) with
        {
            UserName = server.Keys[user][0],
            Options = options.Append(("Endpoint", (proxy ?? server.Endpoint).AbsoluteUri)).ToDictionary(o => o.Item1, o => o.Item2),
        }).WithSecret(new System.Net.NetworkCredential("", server.Keys[user][1]).SecurePassword);
    }

    /// <summary>A storage with small parts, to which every upload that is not its own is an abandoned one.</summary>
    public static S3Storage Open(StorageInfo info, TimeSpan? idle = null) => new(info, S3Settings.Of(info))
    {
        PartSizes = new PartSizes(100_000, 1000), AbandonedAge = TimeSpan.Zero, Idle = idle ?? TimeSpan.FromSeconds(30),
    };
}
