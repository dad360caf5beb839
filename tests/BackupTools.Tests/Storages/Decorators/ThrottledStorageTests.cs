using BackupTools.Storages.Decorators;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Decorators;

public sealed class ThrottledStorageTests
{
    private readonly MemoryStorage _memory = new();
    private readonly ImpatientTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writing_takes_the_time_that_the_limit_demands()
    {
        var storage = new ThrottledStorage(_memory, 1000, _time);
        await using IStorageWriter writer = await storage.CreateAsync("x", Token);

        for (int i = 0; i < 11; i++)
            await writer.WriteAsync(Bytes(500), Token);
        await writer.CommitAsync("x", Token);

        // The first write waits for nobody, each later one for those before it.
        Assert.Equal(TimeSpan.FromSeconds(5), _time.Elapsed);
    }

    [Fact]
    public async Task Readers_share_one_limit()
    {
        await _memory.PutAsync("x", Bytes(1000));
        var storage = new ThrottledStorage(_memory, 1000, _time);
        await using IStorageReader first = await storage.OpenReadAsync("x", Token);
        await using IStorageReader second = await storage.OpenReadAsync("x", Token);

        for (int i = 0; i < 3; i++)
        {
            await first.ReadExactlyAsync(0, new byte[1000], Token);
            await second.ReadExactlyAsync(0, new byte[1000], Token);
        }

        Assert.Equal(TimeSpan.FromSeconds(5), _time.Elapsed);
    }

    [Fact]
    public async Task Waiting_stops_when_told()
    {
        var storage = new ThrottledStorage(_memory, 1);
        using var stop = new CancellationTokenSource();
        await using IStorageWriter writer = await storage.CreateAsync("x", Token);
        await writer.WriteAsync(Bytes(1000), Token);

        Task writing = writer.WriteAsync(Bytes(1000), stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_of_nothing_is_refused(long limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThrottledStorage(_memory, limit));
}
