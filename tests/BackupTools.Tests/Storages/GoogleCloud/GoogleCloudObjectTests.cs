using System.Globalization;
using System.Text.Json.Nodes;
using BackupTools.Storages.GoogleCloud;
using BackupTools.Tests.Servers.Clouds;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.GoogleCloud;

/// <summary>What the service is asked to do with an object: how long to keep it, in which class, by which key. What goes to it is looked at, by the stub of these tests.</summary>
public sealed class GoogleCloudObjectTests : IDisposable
{
    private const string Key = "projects/acme/locations/europe-west3/keyRings/ring/cryptoKeys/backups";

    private readonly GoogleStub _stub = new();
    private readonly string _bucket;

    public GoogleCloudObjectTests() => _bucket = _stub.Buckets.New();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _stub.Dispose();

    [Theory]
    [InlineData("Unlocked", 10)]
    [InlineData("Locked", 700_000)]
    public async Task An_archive_is_kept_as_long_as_was_said_and_what_lies_beside_it_is_not(string mode, int size)
    {
        GoogleCloudStorage storage = GoogleCloudFixture.Open(GoogleCloudFixture.Info(
            $"gs://{_bucket}", _stub, options: [("RetainDays", "30"), ("RetentionMode", mode), ("StorageClass", "nearline")]));
        await storage.PutAsync("shop.backup.zip", Bytes(size));
        await storage.PutAsync("shop.backup.zip.json", Bytes(10));

        JsonObject made = _stub.Buckets.Described(_bucket, "shop.backup.zip");
        Assert.Equal("NEARLINE", (string?)made["storageClass"]);
        Assert.Equal(mode, (string?)made["retention"]!["mode"]);
        Assert.InRange(DateTimeOffset.Parse((string)made["retention"]!["retainUntilTime"]!, CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));
        Assert.Contains("until", (await FailsAsync(ErrorCode.StorageAccessDenied, () => storage.DeleteAsync("shop.backup.zip", Token))).Message, StringComparison.Ordinal);
        await storage.DeleteAsync("shop.backup.zip.json", Token);
        Assert.Equal(["shop.backup.zip"], await storage.NamesAsync());
    }

    [Theory]
    [InlineData("temporaryHold")]
    [InlineData("eventBasedHold")]
    public async Task What_somebody_holds_is_not_removed(string hold)
    {
        _stub.Buckets.Add(_bucket, "x", [1], new JsonObject { [hold] = true });
        Assert.Contains("holds", (await FailsAsync(ErrorCode.StorageAccessDenied, () => Open().DeleteAsync("x", Token))).Message, StringComparison.Ordinal);
        Assert.Equal(["x"], _stub.Buckets.Names(_bucket));
    }

    /// <summary>By the bucket's own policy, of which the product says nothing when it writes.</summary>
    [Fact]
    public async Task What_the_bucket_keeps_is_not_removed()
    {
        _stub.Buckets.Add(_bucket, "x", [1], new JsonObject { ["retentionExpirationTime"] = "2999-12-31T00:00:00Z", ["retention"] = new JsonObject { ["mode"] = "Unlocked", ["retainUntilTime"] = "2001-01-01T00:00:00Z" } });
        Assert.Contains("until 2999-12-31", (await FailsAsync(ErrorCode.StorageAccessDenied, () => Open().DeleteAsync("x", Token))).Message, StringComparison.Ordinal);
        Assert.Equal(["x"], _stub.Buckets.Names(_bucket));
        Assert.DoesNotContain(_stub.Requests, r => r.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_kept_long_enough_is_removed()
    {
        _stub.Buckets.Add(_bucket, "x", [1], new JsonObject { ["retentionExpirationTime"] = "2001-01-01T00:00:00Z" });
        await Open().DeleteAsync("x", Token);
        Assert.Empty(_stub.Buckets.Names(_bucket));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(700_000)]
    public async Task A_key_of_ones_own_goes_with_each_object_and_none_where_none_was_named(int size)
    {
        await Open(("KmsKeyName", Key)).PutAsync("x", Bytes(size));
        string made = Assert.Single(_stub.Requests, r => r.StartsWith("POST", StringComparison.Ordinal));
        Assert.Contains("&kmsKeyName=" + Uri.EscapeDataString(Key), made, StringComparison.Ordinal);

        await Open().PutAsync("y", Bytes(size));
        Assert.DoesNotContain("kmsKeyName", _stub.Requests.Last(r => r.StartsWith("POST", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private GoogleCloudStorage Open(params (string Name, string Value)[] options) =>
        GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{_bucket}", _stub, options: options));
}
