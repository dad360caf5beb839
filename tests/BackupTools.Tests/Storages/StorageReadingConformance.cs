using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages;

/// <summary>What every storage must do for those who read. <see cref="StorageConformance"/> adds what writers need.</summary>
public abstract class StorageReadingConformance
{
    /// <summary>The storage under test: it exists, and is empty.</summary>
    protected abstract IBackupStorage Storage { get; }

    /// <summary>Where the tests put objects; another view of the same place where the storage itself cannot be written.</summary>
    protected virtual IBackupStorage WriteSide => Storage;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_location_is_named() => Assert.NotEmpty(Storage.Location);

    [Fact]
    public async Task Lists_in_ordinal_order()
    {
        string[] names = ["b.zip", "a.zip", "B.zip", "a-1.zip", "a_1.zip", "ä.zip", "a.zip.json", "10.zip", "9.zip"];
        foreach (string name in names)
            await WriteSide.PutAsync(name, new byte[] { 1 });

        Assert.Equal(names.Order(StringComparer.Ordinal), await Storage.NamesAsync());
    }

    [Fact]
    public async Task Lists_by_prefix_with_sizes_and_times()
    {
        await WriteSide.PutAsync("shop_1", Bytes(3));
        await WriteSide.PutAsync("shop_2", Bytes(0));
        await WriteSide.PutAsync("Shop_3", Bytes(5));
        await WriteSide.PutAsync("other", Bytes(7));

        List<StorageItem> items = await Storage.ItemsAsync("shop_");

        Assert.Equal([("shop_1", 3L), ("shop_2", 0L)], items.Select(i => (i.Name, i.SizeBytes)));
        Assert.All(items, i => Assert.Equal(DateTimeKind.Utc, i.ModifiedAt.Kind));
        Assert.Empty(await Storage.ItemsAsync("nothing"));
    }

    [Fact]
    public async Task Lists_many_objects()
    {
        var names = Enumerable.Range(0, 400).Select(i => $"object_{i:d5}").ToList();
        foreach (string? name in names)
            await WriteSide.PutAsync(name, new byte[] { 1 });

        Assert.Equal(names, await Storage.NamesAsync());
    }

    [Fact]
    public async Task Reads_any_range()
    {
        byte[] content = Bytes(100_003);
        await WriteSide.PutAsync("x", content);
        await using IStorageReader reader = await Storage.OpenReadAsync("x", Token);

        Assert.Equal(content.Length, reader.Length);
        foreach ((int offset, int count) in new[] { (0, 1), (0, 100_003), (1, 70_000), (100_002, 1), (50_000, 0), (0, 0), (100_003, 0) })
        {
            byte[] buffer = new byte[count];
            await reader.ReadExactlyAsync(offset, buffer, Token);
            Assert.Equal(content.AsSpan(offset, count).ToArray(), buffer);
        }
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(99, 2)]
    [InlineData(0, 101)]
    [InlineData(101, 0)]
    [InlineData(-1, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, 1)]
    public async Task A_range_that_is_not_there_is_damage(long offset, int count)
    {
        await WriteSide.PutAsync("x", Bytes(100));
        await using IStorageReader reader = await Storage.OpenReadAsync("x", Token);

        await FailsAsync(ErrorCode.ArchiveDamaged, async () => await reader.ReadExactlyAsync(offset, new byte[count], Token));
    }

    [Fact]
    public async Task Reads_ranges_concurrently()
    {
        byte[] content = Bytes(1_000_000);
        await WriteSide.PutAsync("x", content);
        await using IStorageReader reader = await Storage.OpenReadAsync("x", Token);

        await Parallel.ForAsync(0, 200, Token, async (i, token) =>
        {
            byte[] buffer = new byte[4_999];
            await reader.ReadExactlyAsync(i * 4_999, buffer, token);
            Assert.True(content.AsSpan(i * 4_999, 4_999).SequenceEqual(buffer));
        });
    }

    [Fact]
    public async Task Reading_what_is_not_there_says_so() =>
        await FailsAsync(ErrorCode.ArchiveNotFound, () => Storage.OpenReadAsync("nothing", Token));

    [Fact]
    public async Task An_object_being_read_can_be_deleted()
    {
        byte[] content = Bytes(1000);
        await WriteSide.PutAsync("x", content);
        await using IStorageReader reader = await Storage.OpenReadAsync("x", Token);

        await WriteSide.DeleteAsync("x", Token);

        Assert.Empty(await Storage.NamesAsync());
        byte[] buffer = new byte[1000];
        await reader.ReadExactlyAsync(0, buffer, Token);
        Assert.Equal(content, buffer);
    }

    [Fact]
    public async Task Reading_stops_when_told()
    {
        await WriteSide.PutAsync("x", Bytes(10));
        using var stop = new CancellationTokenSource();
        await using IStorageReader reader = await Storage.OpenReadAsync("x", Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.OpenReadAsync("x", stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.ReadExactlyAsync(0, new byte[1], stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (StorageItem item in Storage.ListAsync("", stop.Token))
                Assert.Fail(item.Name);
        });
    }
}
