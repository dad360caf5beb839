using System.Net;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using BackupTools.Storages.AzureBlobs;
using BackupTools.Storages.Shared;
using BackupTools.Tests.Servers.Clouds;

namespace BackupTools.Tests.Storages.AzureBlobs;

/// <summary>Containers of the test server, and storages in them.</summary>
internal static class AzureBlobFixture
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<string> NewContainerAsync()
    {
        string container = $"c{Guid.NewGuid():n}";
        await (await ClientAsync(container)).CreateAsync(cancellationToken: Token);
        return container;
    }

    /// <summary>The maker's own client, as the judge of what is there.</summary>
    public static async Task<BlobContainerClient> ClientAsync(string container)
    {
        AzuriteServer server = await AzuriteServer.GetAsync();
        return new BlobServiceClient(server.Endpoint(), new StorageSharedKeyCredential(AzuriteServer.Account, server.Key)).GetBlobContainerClient(container);
    }

    public static string LocationOf(string container, string prefix = "") => $"azblob://{AzuriteServer.Account}/{container}{(prefix.Length > 0 ? "/" + prefix : "")}";

    public static async Task<StorageInfo> InfoAsync(string location, Uri? proxy = null, string? secret = null, params (string Name, string Value)[] options)
    {
        AzuriteServer server = await AzuriteServer.GetAsync();
        return (new AzureBlobStorageProvider().Parse(location) with
        {
            UserName = AzuriteServer.Account,
            Options = options.Append(("Endpoint", server.Endpoint(proxy).AbsoluteUri)).ToDictionary(o => o.Item1, o => o.Item2),
        }).WithSecret(new NetworkCredential("", secret ?? server.Key).SecurePassword);
    }

    /// <summary>A storage with small parts, to which every upload that is not its own is an abandoned one.</summary>
    public static AzureBlobStorage Open(StorageInfo info, TimeSpan? idle = null) => new(info, AzureBlobSettings.Of(info))
    {
        PartSizes = new PartSizes(100_000, 1000), AbandonedAge = TimeSpan.FromMinutes(-1), Idle = idle ?? TimeSpan.FromSeconds(30),
    };

    /// <summary>Leaves what a process leaves that dies when it has sent a part.</summary>
    public static async Task SendPartAsync(string container, string key, string? id = null, int age = 0) =>
        await (await ClientAsync(container)).GetBlockBlobClient(key).StageBlockAsync(
            id ?? new BlockName(Guid.NewGuid().ToString("n"), DateTime.UtcNow.AddHours(-age), 1).Id, new MemoryStream(StorageTesting.Bytes(10)), cancellationToken: Token);

    /// <summary>Publishes a blob as another machine does, by which the service drops all other parts of its name; the test server does so only for parts.</summary>
    public static async Task PublishAsync(string container, string key)
    {
        string id = new BlockName(Guid.NewGuid().ToString("n"), DateTime.UtcNow, 1).Id;
        await SendPartAsync(container, key, id);
        await (await ClientAsync(container)).GetBlockBlobClient(key).CommitBlockListAsync([id], cancellationToken: Token);
    }

    /// <summary>The names for which parts were sent and nothing is published, and empty blobs that take some back.</summary>
    public static async Task<List<string>> UnfinishedAsync(string container, string prefix = "")
    {
        List<string> names = [];
        await foreach (BlobItem item in (await ClientAsync(container)).GetBlobsAsync(new GetBlobsOptions { States = BlobStates.Uncommitted, Prefix = prefix }, Token))
        {
            if (item.Properties.ContentLength is null or 0 && item.Properties.ContentType is null or "" or AzureBlobUploads.DiscardedType)
                names.Add(item.Name);
        }

        return names;
    }

    public static async Task<string> TokenAsync(string container, BlobContainerSasPermissions permissions, int hours = 1) =>
        (await ClientAsync(container)).GenerateSasUri(permissions, DateTimeOffset.UtcNow.AddHours(hours)).Query.TrimStart('?');
}
