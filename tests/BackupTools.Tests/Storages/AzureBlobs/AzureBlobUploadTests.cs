using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using BackupTools.Storages.AzureBlobs;
using BackupTools.Tests.Servers.Clouds;
using BackupTools.Tests.Storages.Remote;
using static BackupTools.Tests.Storages.AzureBlobs.AzureBlobFixture;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.AzureBlobs;

/// <summary>Uploads in parts: what becomes of them when somebody else wants the name, dies, or is another program.</summary>
public sealed class AzureBlobUploadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_whose_name_was_taken_meanwhile_leaves_nothing()
    {
        string container = await NewContainerAsync();
        AzureBlobStorage storage = Open(await InfoAsync(LocationOf(container)));
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(350_000), Token);
            Assert.Equal(["x"], await AzureBlobFixture.UnfinishedAsync(container));
            await PublishAsync(container, "x");

            Assert.False((await FailsAsync(ErrorCode.StorageNameTaken, () => writer.CommitAsync("x", Token))).IsTransient);
            Assert.False((await FailsAsync(ErrorCode.StorageFailed, () => writer.CommitAsync("x_2", Token))).IsTransient);
        }

        BlockList parts = await (await ClientAsync(container)).GetBlockBlobClient("x").GetBlockListAsync(BlockListTypes.All, cancellationToken: Token);
        Assert.Empty(parts.UncommittedBlocks);
        Assert.Equal(Bytes(10), await storage.GetAsync("x"));
        Assert.Equal(["x"], await storage.NamesAsync());
    }

    [Fact]
    public async Task An_upload_for_a_name_that_is_taken_already_sends_nothing()
    {
        string container = await NewContainerAsync();
        AzureBlobStorage storage = Open(await InfoAsync(LocationOf(container)));
        await storage.PutAsync("x", Bytes(10));
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(350_000), Token);
            await FailsAsync(ErrorCode.StorageNameTaken, () => writer.CommitAsync("x", Token));
            await FailsAsync(ErrorCode.StorageFailed, () => writer.CommitAsync("x_2", Token));
        }

        BlockList parts = await (await ClientAsync(container)).GetBlockBlobClient("x").GetBlockListAsync(BlockListTypes.All, cancellationToken: Token);
        Assert.Empty(parts.UncommittedBlocks);
        Assert.Equal(Bytes(10), await storage.GetAsync("x"));
    }

    [Fact]
    public async Task Of_two_that_send_parts_for_one_name_the_later_ends_at_once_and_takes_nothing_from_the_other()
    {
        string container = await NewContainerAsync();
        StorageInfo info = await InfoAsync(LocationOf(container));
        AzureBlobStorage first = new(info, AzureBlobSettings.Of(info)) { PartSizes = new(100_000, 1000) };
        AzureBlobStorage second = new(info, AzureBlobSettings.Of(info)) { PartSizes = new(100_000, 1000) };
        await using IStorageWriter winner = await first.CreateAsync("x", Token);
        await winner.WriteAsync(Bytes(250_000), Token);
        await using (IStorageWriter loser = await second.CreateAsync("x", Token))
        {
            BackupException error = await FailsAsync(ErrorCode.StorageFailed, async () => await loser.WriteAsync(Bytes(250_000, seed: 2), Token));
            Assert.False(error.IsTransient);
            Assert.Contains("somebody else", error.Message, StringComparison.Ordinal);
        }

        await winner.WriteAsync(Bytes(250_000), Token);
        await winner.CommitAsync("x", Token);
        byte[] expected = [.. Bytes(250_000), .. Bytes(250_000)];
        Assert.Equal(expected, await first.GetAsync("x"));
    }

    [Fact]
    public async Task What_lacks_a_piece_that_could_not_be_sent_is_never_published()
    {
        string container = await NewContainerAsync();
        int staged = 0;
        await using FaultyProxy proxy = new((await AzuriteServer.GetAsync()).Service, (_, head) =>
            head.Contains("comp=block&", StringComparison.Ordinal) && Interlocked.Increment(ref staged) > 1 ? Fault.Busy : null);
        AzureBlobStorage storage = Open(await InfoAsync(LocationOf(container), proxy.Address));
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(150_000), Token);
            Assert.True((await FailsAsync(ErrorCode.StorageFailed, async () => await writer.WriteAsync(Bytes(150_000), Token))).IsTransient);
            await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CommitAsync("x", Token));
        }

        Assert.Empty(await storage.NamesAsync());
        Assert.Empty(await AzureBlobFixture.UnfinishedAsync(container));
    }

    [Fact]
    public async Task An_upload_whose_parts_are_gone_is_no_backup()
    {
        string container = await NewContainerAsync();
        AzureBlobStorage storage = Open(await InfoAsync(LocationOf(container)));
        BlobContainerClient client = await ClientAsync(container);
        await using (IStorageWriter writer = await storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(350_000), Token);
            await PublishAsync(container, "x");
            await client.DeleteBlobAsync("x", cancellationToken: Token);
            await FailsAsync(ErrorCode.StorageVerificationFailed, () => writer.CommitAsync("x", Token));
        }

        Assert.Empty(await storage.NamesAsync());
        Assert.Empty(await AzureBlobFixture.UnfinishedAsync(container));
    }

    [Fact]
    public async Task What_is_young_of_another_program_or_elsewhere_is_left_alone()
    {
        string container = await NewContainerAsync();
        await SendPartAsync(container, "p/young", age: 23);
        await SendPartAsync(container, "p/old", age: 25);
        await SendPartAsync(container, "p/foreign", id: Convert.ToBase64String(new byte[57]));
        await SendPartAsync(container, "p/deeper/old", age: 25);
        await (await ClientAsync(container)).GetBlobClient("p/empty").UploadAsync(BinaryData.FromString(""), Token);
        StorageInfo info = await InfoAsync(LocationOf(container, "p"));

        Assert.Equal(1, await new AzureBlobStorage(info, AzureBlobSettings.Of(info)).RemoveAbandonedAsync(Token));
        Assert.Equal(["p/deeper/old", "p/foreign", "p/young"], (await AzureBlobFixture.UnfinishedAsync(container)).Order(StringComparer.Ordinal));
        Assert.Equal(["empty"], await Open(info).NamesAsync());
    }

    [Fact]
    public async Task Two_kinds_of_parts_for_one_name_are_left_alone()
    {
        string container = await NewContainerAsync();
        await SendPartAsync(container, "x", age: 25);
        await SendPartAsync(container, "x", id: Convert.ToBase64String(new byte[49]));

        Assert.Equal(0, await Open(await InfoAsync(LocationOf(container))).RemoveAbandonedAsync(Token));
        Assert.Equal(["x"], await AzureBlobFixture.UnfinishedAsync(container));
    }

    [Fact]
    public async Task An_empty_blob_that_takes_an_upload_back_is_none_and_goes_with_the_next_cleaning()
    {
        string container = await NewContainerAsync();
        AzureBlobStorage storage = Open(await InfoAsync(LocationOf(container)));
        await (await ClientAsync(container)).GetBlobClient("x").UploadAsync(
            BinaryData.FromString(""), new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = AzureBlobUploads.DiscardedType } }, Token);

        Assert.Empty(await storage.NamesAsync());
        await FailsAsync(ErrorCode.ArchiveNotFound, () => storage.OpenReadAsync("x", Token));
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => storage.PutAsync("x", Bytes(10)))).IsTransient);
        Assert.Equal(1, await storage.RemoveAbandonedAsync(Token));
        await storage.PutAsync("x", Bytes(10));
        Assert.Equal(["x"], await storage.NamesAsync());
    }

    [Fact]
    public void The_name_of_a_part_says_whose_it_is_and_is_as_long_as_all()
    {
        BlockName name = new(Guid.NewGuid().ToString("n"), new DateTime(2026, 11, 28, 17, 0, 0, DateTimeKind.Utc), 50_000);
        Assert.Equal(name, BlockName.Parse(name.Id));
        Assert.Equal(name.Id.Length, (name with { Number = 1 }).Id.Length);
        Assert.True(Convert.FromBase64String(name.Id).Length <= 64);
        foreach (string other in (string[])["", "AAAA", "not base64", Convert.ToBase64String(new byte[49]), Convert.ToBase64String(new byte[200]), new string('x', 500)])
            Assert.Null(BlockName.Parse(other));
    }
}
