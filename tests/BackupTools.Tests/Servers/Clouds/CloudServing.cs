using System.Globalization;
using System.Text.Json;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.S3;
using Azure.Storage;
using Azure.Storage.Blobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Servers.Clouds;

/// <summary>
/// Serves the cmdlet tests, as a process of its own: see <c>Get-LiveCloud</c> of <c>tests/Pester/TestSetup.psm1</c>. Each starts a server with a
/// bucket, writes down in its folder how it is reached, and ends with the process whose number stands there.
/// </summary>
public sealed class CloudServing
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public Task ServeS3() => ServeAsync(MotoServer.IsInstalled, async () =>
    {
        MotoServer server = await MotoServer.GetAsync();
        using AmazonS3Client client = new(server.Keys["writer"][0], server.Keys["writer"][1], new AmazonS3Config
        {
            ServiceURL = server.Endpoint.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1",
        });
        await client.PutBucketAsync("backups", Token);
        using AmazonKeyManagementServiceClient keys = new(server.Keys["writer"][0], server.Keys["writer"][1], new AmazonKeyManagementServiceConfig
        {
            ServiceURL = server.Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1",
        });
        string key = (await keys.CreateKeyAsync(new CreateKeyRequest(), Token)).KeyMetadata.KeyId;
        await keys.CreateAliasAsync(new CreateAliasRequest { AliasName = "alias/backups", TargetKeyId = key }, Token);
        return new { Endpoint = server.Endpoint.AbsoluteUri, Id = server.Keys["writer"][0], Secret = server.Keys["writer"][1] };
    });

    [Fact(Explicit = true)]
    public Task ServeAzureBlob() => ServeAsync(AzuriteServer.IsInstalled, async () =>
    {
        AzuriteServer server = await AzuriteServer.GetAsync();
        await new BlobServiceClient(server.Endpoint(), new StorageSharedKeyCredential(AzuriteServer.Account, server.Key)).CreateBlobContainerAsync("backups", cancellationToken: Token);
        return new { Endpoint = server.Endpoint().AbsoluteUri, Id = AzuriteServer.Account, Secret = server.Key };
    });

    [Fact(Explicit = true)]
    public Task ServeGoogleCloud() => ServeAsync(true, () =>
    {
        GoogleStub stub = GoogleStub.Get();
        stub.Buckets.New("backups");
        return Task.FromResult<object>(new { Endpoint = stub.Endpoint.AbsoluteUri, Secret = stub.WriterKey, Forged = stub.ForgedKey() });
    });

    private static async Task ServeAsync(bool isInstalled, Func<Task<object>> start)
    {
        string folder = ChildProcess.Folder;
        int parent = int.Parse(await File.ReadAllTextAsync(folder + "/parent", Token), CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(folder + "/partial", isInstalled ? JsonSerializer.Serialize(await start()) : "{}", Token);
        File.Move(folder + "/partial", folder + "/servers.json");
        while (await ProcessRunner.IsAliveAsync(parent))
            await Task.Delay(1000, Token);
        Directory.Delete(folder, recursive: true);
    }
}
