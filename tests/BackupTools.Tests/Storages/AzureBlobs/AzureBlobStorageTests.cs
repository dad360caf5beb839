using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using BackupTools.Storages.AzureBlobs;
using BackupTools.Storages.Shared;
using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Storages.Remote;
using static BackupTools.Tests.Storages.AzureBlobs.AzureBlobFixture;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.AzureBlobs;

/// <summary>What only Azure has: keys and tokens, permissions, tiers, and what is asked for of blobs that may not be removed.</summary>
public sealed class AzureBlobStorageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_is_not_accepted_is_refused_without_showing_it()
    {
        AzuriteServer server = await AzuriteServer.GetAsync();
        string container = await NewContainerAsync();
        string wrongKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        string token = await TokenAsync(container, BlobContainerSasPermissions.All);
        string wrongToken = token.Replace("sig=", "sig=AAAA", StringComparison.Ordinal);
        string oldToken = await TokenAsync(container, BlobContainerSasPermissions.All, hours: -1);

        foreach (string wrong in (string[])[wrongKey, wrongToken, oldToken])
        {
            AzureBlobStorage storage = Open(await InfoAsync(LocationOf(container), secret: wrong));
            BackupException error = await FailsAsync(ErrorCode.StorageAccessDenied, () => storage.ItemsAsync());
            Assert.False(error.IsTransient);
            foreach (string secret in (string[])[wrong, server.Key, wrong.Split("sig=")[^1]])
                Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
            await FailsAsync(ErrorCode.StorageAccessDenied, () => storage.CreateAsync("x", Token));
        }
    }

    [Fact]
    public async Task A_token_and_a_connection_string_open_it_too()
    {
        AzuriteServer server = await AzuriteServer.GetAsync();
        string container = await NewContainerAsync();
        string[] secrets =
        [
            await TokenAsync(container, BlobContainerSasPermissions.All), "?" + await TokenAsync(container, BlobContainerSasPermissions.All),
            $"DefaultEndpointsProtocol=http;AccountName={AzuriteServer.Account};AccountKey={server.Key};BlobEndpoint={server.Endpoint()};",
            $"BlobEndpoint={server.Endpoint()};SharedAccessSignature={await TokenAsync(container, BlobContainerSasPermissions.All)}",
        ];
        foreach (string secret in secrets)
        {
            StorageInfo info = await InfoAsync(LocationOf(container), secret: secret);
            if (secret.Contains("BlobEndpoint", StringComparison.Ordinal))
                info = info with { Options = new Dictionary<string, string>() };
            AzureBlobStorage storage = Open(info);
            await storage.PutAsync("small", Bytes(10));
            await storage.PutAsync("large", Bytes(250_000));
            Assert.Equal(Bytes(250_000), await storage.GetAsync("large"));
            Assert.Equal(["large", "small"], await storage.NamesAsync());
            await storage.DeleteAsync("small", Token);
            await storage.DeleteAsync("large", Token);
        }
    }

    [Fact]
    public async Task Who_may_only_read_cannot_write_or_remove()
    {
        string container = await NewContainerAsync();
        await Open(await InfoAsync(LocationOf(container))).PutAsync("x", Bytes(10));
        AzureBlobStorage reader = Open(await InfoAsync(
            LocationOf(container), secret: await TokenAsync(container, BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List)));

        Assert.Equal(Bytes(10), await reader.GetAsync("x"));
        Assert.False((await FailsAsync(ErrorCode.StorageAccessDenied, () => reader.PutAsync("y", Bytes(10)))).IsTransient);
        await FailsAsync(ErrorCode.StorageAccessDenied, () => reader.PutAsync("y", Bytes(200_000)));
        await FailsAsync(ErrorCode.StorageAccessDenied, () => reader.DeleteAsync("x", Token));
        Assert.Equal(["x"], await reader.NamesAsync());
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_named()
    {
        AzureBlobStorage storage = Open(await InfoAsync(LocationOf($"nobody-has-{Guid.NewGuid():n}")));

        Assert.Contains("nobody-has-", (await FailsAsync(ErrorCode.StorageNotFound, () => storage.ItemsAsync())).Message, StringComparison.Ordinal);
        await FailsAsync(ErrorCode.StorageNotFound, () => storage.CreateAsync("x", Token));
        await FailsAsync(ErrorCode.StorageNotFound, () => storage.OpenReadAsync("x", Token));
    }

    [Fact]
    public async Task A_service_that_is_not_there_may_be_there_later()
    {
        StorageInfo info = await InfoAsync(LocationOf("backups"), new Uri($"http://127.0.0.1:{Servers.LoopbackPort.FindFree()}"));
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => Open(info).ItemsAsync())).IsTransient);
    }

    [Fact]
    public async Task What_another_program_puts_there_is_no_backup_and_leads_nowhere()
    {
        string container = await NewContainerAsync();
        BlobContainerClient client = await ClientAsync(container);
        foreach (string key in (string[])["p/good", "p/deep/inner", "p/a\\b", "other", "pp"])
            await client.GetBlobClient(key).UploadAsync(BinaryData.FromString("x"), Token);

        Assert.Equal(["good"], await Open(await InfoAsync(LocationOf(container, "p"))).NamesAsync());
    }

    [Theory]
    [InlineData("Cool")]
    [InlineData("cold")]
    public async Task A_tier_is_asked_for_and_a_checksum_kept_in_both_ways_of_writing(string tier)
    {
        List<string> heads = [];
        await using FaultyProxy proxy = new((await AzuriteServer.GetAsync()).Service, (_, head) =>
        {
            lock (heads)
                heads.Add(head);
            return null;
        });
        string container = await NewContainerAsync();
        AzureBlobStorage storage = Open(await InfoAsync(LocationOf(container), proxy.Address, options: [("AccessTier", tier)]));
        await storage.PutAsync("small", Bytes(10));
        await storage.PutAsync("large", Bytes(250_000));

        BlobContainerClient client = await ClientAsync(container);
        foreach ((string name, int size) in (ReadOnlySpan<(string, int)>)[("small", 10), ("large", 250_000)])
        {
            BlobProperties found = client.GetBlobClient(name).GetProperties(cancellationToken: Token);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            hash.AppendData(Bytes(size));
            Assert.Equal(hash.GetHashAndReset(), found.ContentHash);
            Assert.Equal(BlobType.Block, found.BlobType);
        }

        Assert.Equal(2, heads.Count(h => h.Contains($"x-ms-access-tier: {(tier == "Cool" ? "Cool" : "Cold")}\r\n", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(2, heads.Count(h => h.Contains("If-None-Match: *", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(4, heads.Count(h => h.StartsWith("PUT", StringComparison.Ordinal) && h.Contains("Content-MD5:", StringComparison.OrdinalIgnoreCase)
            && !h.Contains("comp=blocklist", StringComparison.Ordinal)));
    }

    /// <summary>The test server ignores it, so what is asked for is looked at.</summary>
    [Theory]
    [InlineData(10, "RetainDays", "30", "Locked")]
    [InlineData(250_000, "RetainUntil", "2999-12-31", null)]
    public async Task An_archive_is_to_be_kept_and_what_lies_beside_it_is_not(int size, string option, string value, string? mode)
    {
        List<string> heads = [];
        await using FaultyProxy proxy = new((await AzuriteServer.GetAsync()).Service, (_, head) =>
        {
            lock (heads)
                heads.Add(head);
            return null;
        });
        (string, string)[] options = mode is null ? [(option, value)] : [(option, value), ("RetentionMode", mode)];
        AzureBlobStorage storage = Open(await InfoAsync(LocationOf(await NewContainerAsync()), proxy.Address, options: options));
        await storage.PutAsync("shop.backup.zip", Bytes(size));
        await storage.PutAsync("shop.backup.zip.json", Bytes(10));

        string head = Assert.Single(heads, h => h.Contains("x-ms-immutability-policy-", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("shop.backup.zip" + (size > 1000 ? "?comp=blocklist" : " "), head, StringComparison.Ordinal);
        Assert.Contains($"x-ms-immutability-policy-mode: {mode ?? "Unlocked"}", head, StringComparison.OrdinalIgnoreCase);
        DateTime until = mode is null ? new DateTime(2999, 12, 31) : DateTime.UtcNow.AddDays(30);
        Assert.Contains(until.ToString("dd MMM yyyy", System.Globalization.CultureInfo.InvariantCulture), head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_is_opened_by_two_requests_and_a_summary_by_one()
    {
        string container = await NewContainerAsync();
        await using FaultyProxy proxy = new((await AzuriteServer.GetAsync()).Service, (_, _) => null);
        AzureBlobStorage storage = Open(await InfoAsync(LocationOf(container), proxy.Address));
        await storage.PutAsync("small", Bytes(60_000));
        await storage.PutAsync("large", Bytes(1_000_000));

        async Task<int> CountAsync(string name, params (int Offset, int Count)[] ranges)
        {
            int before = proxy.Calls;
            await using IStorageReader reader = await storage.OpenReadAsync(name, Token);
            foreach ((int offset, int count) in ranges)
            {
                byte[] buffer = new byte[count];
                await reader.ReadExactlyAsync(offset, buffer, Token);
                Assert.Equal(Bytes((int)reader.Length).AsSpan(offset, count).ToArray(), buffer);
            }

            return proxy.Calls - before;
        }

        Assert.Equal(1, await CountAsync("small", (0, 60_000), (59_999, 1), (30_000, 10)));
        Assert.Equal(2, await CountAsync("large", (999_978, 22), (950_000, 40_000)));
        Assert.Equal(4, await CountAsync("large", (999_978, 22), (0, 30), (400_000, 300_000)));
    }

    [Fact]
    public async Task Ten_thousand_blobs_are_listed_page_by_page()
    {
        string container = await NewContainerAsync();
        BlobContainerClient client = await ClientAsync(container);
        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (i, token) =>
            await client.GetBlockBlobClient($"p/object_{i:d5}").UploadAsync(new MemoryStream([1]), new BlobUploadOptions(), token));
        await using FaultyProxy proxy = new((await AzuriteServer.GetAsync()).Service, (_, _) => null);

        List<string> names = await Open(await InfoAsync(LocationOf(container, "p"), proxy.Address)).NamesAsync();

        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"object_{i:d5}"), names);
        Assert.InRange(proxy.Calls, 2, 4);
    }

    [Fact]
    public void Five_tebibytes_fit_into_a_blob_and_no_part_is_larger_than_memory_can_be()
    {
        StorageInfo info = new AzureBlobStorageProvider().Parse("azblob://acme/backups");
        PartSizes sizes = new AzureBlobStorage(info, AzureBlobSettings.Of(info)).PartSizes;
        Assert.True(sizes.Total(50_000) >= 5L << 40);
        Assert.InRange(sizes.Of(1), 4 * 1024 * 1024, 16 * 1024 * 1024);
        Assert.InRange(sizes.Of(50_000), sizes.Of(49_999), 256 * 1024 * 1024);
    }
}
