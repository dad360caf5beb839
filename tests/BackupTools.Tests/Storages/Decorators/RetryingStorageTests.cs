using BackupTools.Storages.Decorators;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Decorators;

public sealed class RetryingStorageTests
{
    private readonly MemoryStorage _memory = new();
    private readonly ImpatientTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listing_that_breaks_off_goes_on_without_repeating_a_name()
    {
        string[] names = ["a", "b", "c", "d", "e"];
        foreach (string name in names)
            await _memory.PutAsync(name, Bytes(1));
        var failing = new FailingStorage(_memory, StorageOperations.List, call => call is 3 or 4 or 7) { IsTransient = true };

        Assert.Equal(names, await new RetryingStorage(failing, null, _time).NamesAsync());
        Assert.Equal(3, _time.Waits);
    }

    [Fact]
    public async Task Gives_up_after_the_last_attempt_with_the_error_itself()
    {
        var failing = new FailingStorage(_memory, StorageOperations.Open, _ => true) { IsTransient = true };
        var storage = new RetryingStorage(failing, new RetryPolicy { MaxAttempts = 4 }, _time);

        await FailsAsync(ErrorCode.StorageFailed, () => storage.OpenReadAsync("x", Token));

        Assert.Equal(4, failing.Calls);
        Assert.Equal(3, _time.Waits);
    }

    [Fact]
    public async Task A_listing_that_never_gets_on_ends()
    {
        var failing = new FailingStorage(_memory, StorageOperations.List, _ => true) { IsTransient = true };

        await FailsAsync(ErrorCode.StorageFailed, () => new RetryingStorage(failing, null, _time).NamesAsync());

        Assert.Equal(5, failing.Calls);
    }

    [Fact]
    public async Task Lasting_errors_are_not_retried()
    {
        var failing = new FailingStorage(_memory, StorageOperations.All, _ => true);
        var storage = new RetryingStorage(failing, null, _time);

        await FailsAsync(ErrorCode.StorageFailed, () => storage.CreateAsync("x", Token));

        Assert.Equal(1, failing.Calls);
        Assert.Equal(0, _time.Waits);
    }

    [Theory]
    [InlineData(StorageOperations.Write, false)]
    [InlineData(StorageOperations.Write, true)]
    [InlineData(StorageOperations.Commit, false)]
    [InlineData(StorageOperations.Commit, true)]
    public async Task Writing_and_committing_are_never_tried_twice(StorageOperations operation, bool afterEffect)
    {
        var failing = new FailingStorage(_memory, operation, 1) { IsTransient = true, AfterEffect = afterEffect };
        var storage = new RetryingStorage(failing, null, _time);

        await FailsAsync(ErrorCode.StorageFailed, () => storage.PutAsync("x", Bytes(10)));

        Assert.Equal(1, failing.Calls);
        Assert.Equal(0, _memory.OpenWriters);
    }

    [Fact]
    public async Task A_creation_whose_answer_was_lost_leaves_nothing_open()
    {
        var failing = new FailingStorage(_memory, StorageOperations.Create, 1) { IsTransient = true, AfterEffect = true };

        await new RetryingStorage(failing, null, _time).PutAsync("x", Bytes(10));

        Assert.Equal(Bytes(10), _memory["x"]);
        Assert.Equal(0, _memory.OpenWriters);
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_succeeds_the_second_time()
    {
        await _memory.PutAsync("x", Bytes(10));
        var failing = new FailingStorage(_memory, StorageOperations.Delete, 1) { IsTransient = true, AfterEffect = true };

        await new RetryingStorage(failing, null, _time).DeleteAsync("x", Token);

        Assert.Empty(_memory.Names);
    }

    [Fact]
    public async Task Waiting_stops_when_told()
    {
        var failing = new FailingStorage(_memory, StorageOperations.Open, _ => true) { IsTransient = true };
        var storage = new RetryingStorage(failing, new RetryPolicy { FirstDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) });
        using var stop = new CancellationTokenSource();

        Task<IStorageReader> opening = storage.OpenReadAsync("x", stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }

    [Fact]
    public void Waits_double_up_to_the_longest_and_vary_at_random()
    {
        var policy = new RetryPolicy { FirstDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(10) };

        Assert.Equal([1, 2, 4, 8, 10, 10], Enumerable.Range(1, 6).Select(i => policy.DelayAfter(i, 1).TotalSeconds));
        Assert.Equal([0.5, 1, 2, 4, 5, 5], Enumerable.Range(1, 6).Select(i => policy.DelayAfter(i, 0).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(10), policy.DelayAfter(100_000, 1));
    }
}
