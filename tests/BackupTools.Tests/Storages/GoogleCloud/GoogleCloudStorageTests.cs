using System.Net;
using System.Text.Json.Nodes;
using BackupTools.Storages.GoogleCloud;
using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Storages.Remote;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.GoogleCloud;

/// <summary>What only Google Cloud Storage has, against the stub of these tests: keys, sessions, generations, checksums of the whole.</summary>
public sealed class GoogleCloudStorageTests : IDisposable
{
    private readonly GoogleStub _stub = new();
    private readonly string _bucket;

    public GoogleCloudStorageTests() => _bucket = _stub.Buckets.New();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task A_key_that_is_not_accepted_is_refused_without_showing_it()
    {
        string forged = _stub.ForgedKey();
        string middle = ((string)JsonNode.Parse(forged)!["private_key"]!).Split('\n')[3];
        foreach (Func<Task> work in (Func<Task>[])[() => Open(forged).ItemsAsync(), () => Open(forged).CreateAsync("x", Token), () => Open(forged).OpenReadAsync("x", Token)])
        {
            BackupException error = await FailsAsync(ErrorCode.StorageAccessDenied, work);
            Assert.False(error.IsTransient);
            Assert.Contains("key", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(middle, error.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public async Task Who_is_known_is_asked_once()
    {
        GoogleCloudStorage storage = Open();
        for (int i = 0; i < 5; i++)
            await storage.PutAsync($"x{i}", Bytes(10));
        Assert.Equal(1, _stub.TokensAsked);
    }

    [Fact]
    public async Task Who_may_only_read_cannot_write_or_remove()
    {
        await Open().PutAsync("x", Bytes(10));
        GoogleCloudStorage reader = Open(_stub.ReaderKey);

        Assert.Equal(Bytes(10), await reader.GetAsync("x"));
        Assert.False((await FailsAsync(ErrorCode.StorageAccessDenied, () => reader.PutAsync("y", Bytes(10)))).IsTransient);
        await FailsAsync(ErrorCode.StorageAccessDenied, () => reader.PutAsync("y", Bytes(400_000)));
        await FailsAsync(ErrorCode.StorageAccessDenied, () => reader.DeleteAsync("x", Token));
        Assert.Equal(["x"], await reader.NamesAsync());
    }

    [Fact]
    public async Task An_emulator_asks_nobody_who_he_is()
    {
        using GoogleStub open = new() { AllowsAnybody = true };
        string bucket = open.Buckets.New();
        GoogleCloudStorage storage = GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{bucket}", open, key: ""));
        await storage.PutAsync("x", Bytes(10));

        Assert.Equal(["x"], await storage.NamesAsync());
        Assert.Equal(0, open.TokensAsked);
        await FailsAsync(ErrorCode.StorageAccessDenied, () => Open("").ItemsAsync());
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named()
    {
        GoogleCloudStorage storage = GoogleCloudFixture.Open(GoogleCloudFixture.Info("gs://nobody-has-this", _stub));

        Assert.Contains("nobody-has-this", (await FailsAsync(ErrorCode.StorageNotFound, () => storage.ItemsAsync())).Message, StringComparison.Ordinal);
        await FailsAsync(ErrorCode.StorageNotFound, () => storage.CreateAsync("x", Token));
        await FailsAsync(ErrorCode.StorageNotFound, () => storage.OpenReadAsync("x", Token));
    }

    [Fact]
    public async Task A_service_that_is_not_there_may_be_there_later()
    {
        StorageInfo info = GoogleCloudFixture.Info("gs://bucket", _stub, new Uri($"http://127.0.0.1:{Servers.LoopbackPort.FindFree()}"));
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => GoogleCloudFixture.Open(info).ItemsAsync())).IsTransient);
    }

    [Fact]
    public async Task An_upload_whose_name_was_taken_meanwhile_leaves_nothing()
    {
        GoogleCloudStorage storage = Open();
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(700_000), Token);
            Assert.Single(_stub.Buckets.Unfinished(_bucket));
            await storage.PutAsync("x", Bytes(10));

            Assert.False((await FailsAsync(ErrorCode.StorageNameTaken, () => writer.CommitAsync("x", Token))).IsTransient);
            Assert.False((await FailsAsync(ErrorCode.StorageFailed, () => writer.CommitAsync("x_2", Token))).IsTransient);
        }

        await using (IStorageWriter late = await storage.CreateAsync("x", Token))
        {
            await late.WriteAsync(Bytes(700_000), Token);
            Assert.False((await FailsAsync(ErrorCode.StorageNameTaken, () => late.CommitAsync("x", Token))).IsTransient);
        }

        Assert.Empty(_stub.Buckets.Unfinished(_bucket));
        Assert.Equal(Bytes(10), await storage.GetAsync("x"));
        Assert.Equal(["x"], await storage.NamesAsync());
    }

    /// <summary>The service may take a piece of what it was sent; the rest is sent again.</summary>
    [Fact]
    public async Task What_the_service_takes_in_pieces_is_whole()
    {
        _stub.Buckets.TakesAtMost = 256 * 1024;
        StorageInfo info = GoogleCloudFixture.Info($"gs://{_bucket}", _stub);
        await new GoogleCloudStorage(info, GoogleCloudSettings.Of(info)) { PartSizes = new(1024 * 1024, 0) }.PutAsync("x", Bytes(3_000_001));

        Assert.Equal(Bytes(3_000_001), await Open().GetAsync("x"));
        _stub.Buckets.TakesAtMost = 0;
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => Open().PutAsync("y", Bytes(700_000)))).IsTransient);
        Assert.Equal(["x"], await Open().NamesAsync());
        Assert.Empty(_stub.Buckets.Unfinished(_bucket));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(700_000)]
    public async Task What_the_service_keeps_wrongly_is_no_backup(int size)
    {
        _stub.Buckets.Corrupts = true;
        BackupException error = await FailsAsync(ErrorCode.StorageVerificationFailed, () => Open().PutAsync("x", Bytes(size)));

        Assert.False(error.IsTransient);
        Assert.Empty(_stub.Buckets.Names(_bucket));
        Assert.Empty(_stub.Buckets.Unfinished(_bucket));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(700_000)]
    public async Task What_is_altered_on_the_way_is_not_published(int size)
    {
        await using FaultyProxy proxy = new(_stub.Endpoint, (_, head) => head.Contains("uploadType=multipart", StringComparison.Ordinal)
            || head.StartsWith("PUT", StringComparison.Ordinal) ? Fault.Altered : null);
        GoogleCloudStorage storage = GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{_bucket}", _stub, proxy.Address));
        await Assert.ThrowsAsync<BackupException>(() => storage.PutAsync("x", Bytes(size)));

        Assert.Empty(_stub.Buckets.Names(_bucket));
        Assert.Empty(_stub.Buckets.Unfinished(_bucket));
    }

    [Fact]
    public async Task A_reader_reads_the_object_that_it_opened_and_no_other()
    {
        _stub.Buckets.Add(_bucket, "x", Bytes(200_000));
        await using IStorageReader reader = await Open().OpenReadAsync("x", Token);
        _stub.Buckets.Add(_bucket, "x", Bytes(200_000, seed: 2));

        await FailsAsync(ErrorCode.ArchiveNotFound, async () => await reader.ReadExactlyAsync(0, new byte[10], Token));
    }

    [Fact]
    public async Task Each_range_is_one_request_and_the_end_is_known_at_once()
    {
        GoogleCloudStorage storage = Open();
        await storage.PutAsync("x", Bytes(200_000));
        int before = _stub.Requests.Count;
        await using IStorageReader reader = await storage.OpenReadAsync("x", Token);
        await reader.ReadExactlyAsync(199_000, new byte[1000], Token);
        Assert.Equal(before + 1, _stub.Requests.Count);
        await reader.ReadExactlyAsync(0, new byte[1000], Token);
        await reader.ReadExactlyAsync(5000, new byte[1000], Token);

        Assert.Equal(["bytes=-65536", "bytes=0-999", "bytes=5000-5999"], _stub.Requests[before..].Select(r => r.Split(' ')[^1]));
    }

    [Fact]
    public async Task Ten_thousand_objects_are_listed_page_by_page()
    {
        _stub.Buckets.PageSize = 1000;
        for (int i = 0; i < 10_000; i++)
            _stub.Buckets.Add(_bucket, $"p/object_{i:d5}", [1]);
        GoogleCloudStorage storage = GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{_bucket}/p", _stub));

        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"object_{i:d5}"), await storage.NamesAsync());
        Assert.Equal(10, _stub.Requests.Count);
    }

    [Fact]
    public async Task What_another_program_puts_there_is_no_backup_and_leads_nowhere()
    {
        foreach (string key in (string[])["p/good", "p/", "p/deep/inner", "p/a\\b", "p/bell\u0007", "p/..", "other", "pp"])
            _stub.Buckets.Add(_bucket, key, [1]);
        Assert.Equal(["good"], await GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{_bucket}/p", _stub)).NamesAsync());
    }

    [Fact]
    public async Task A_part_goes_out_only_when_more_comes_and_the_last_at_the_commit()
    {
        GoogleCloudStorage storage = Open();
        await using IStorageWriter writer = await storage.CreateAsync("x", Token);
        await writer.WriteAsync(Bytes(256 * 1024), Token);
        Assert.DoesNotContain(_stub.Requests, r => r.Contains("/upload/", StringComparison.Ordinal));
        await writer.WriteAsync(Bytes(256 * 1024), Token);
        await writer.CommitAsync("x", Token);

        Assert.Equal(
            ["bytes 0-262143/*", "bytes */*", "bytes 262144-524287/524288"],
            _stub.Requests.Where(r => r.StartsWith("PUT", StringComparison.Ordinal)).Select(r => string.Join(' ', r.Split(' ')[2..])));
    }

    private GoogleCloudStorage Open(string? key = null) => GoogleCloudFixture.Open(GoogleCloudFixture.Info($"gs://{_bucket}", _stub, key: key));
}
