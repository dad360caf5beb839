using System.Globalization;
using System.Text.Json;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.S3;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Servers.Clouds;

/// <summary>Serves the cmdlet tests, as a process of its own: see <c>Get-LiveS3</c> of <c>tests/Pester/TestSetup.psm1</c>.</summary>
public sealed class CloudServing
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts the server with a bucket, writes down in its folder how it is reached, and ends with the process whose number stands there.</summary>
    [Fact(Explicit = true)]
    public async Task Serve()
    {
        string folder = ChildProcess.Folder;
        int parent = int.Parse(await File.ReadAllTextAsync(folder + "/parent", Token), CultureInfo.InvariantCulture);
        string text = "{}";
        if (MotoServer.IsInstalled)
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
            text = JsonSerializer.Serialize(new { Endpoint = server.Endpoint.AbsoluteUri, Id = server.Keys["writer"][0], Secret = server.Keys["writer"][1] });
        }

        await File.WriteAllTextAsync(folder + "/partial", text, Token);
        File.Move(folder + "/partial", folder + "/servers.json");
        while (await ProcessRunner.IsAliveAsync(parent))
            await Task.Delay(1000, Token);
        Directory.Delete(folder, recursive: true);
    }
}
