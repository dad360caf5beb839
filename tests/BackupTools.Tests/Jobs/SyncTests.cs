using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Storages;

namespace BackupTools.Tests.Jobs;

/// <summary>What a second place lacks is found by identity, and what it has beyond the first only where all could be read.</summary>
public sealed class SyncTests
{
    private readonly JobFixture _shop = new();
    private readonly MemoryStorage _other = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_missing_is_found_and_what_is_there_is_not()
    {
        BackupInfo first = await _shop.BackUpAsync(), second = await _shop.BackUpAsync();
        await CopyJob.RunAsync(_shop.Components, new(_shop.Storage, first.Name), _other, null, Token);
        SyncPlan plan = await MakeAsync();
        Assert.Equal((second.Id, 1, 0, false), (Assert.Single(plan.Missing).Id, plan.Present, plan.Surplus.Count, plan.IsSourceEmpty));
        await CopyJob.RunAsync(_shop.Components, new(_shop.Storage, second.Name), _other, null, Token);
        Assert.Empty((await MakeAsync()).Missing);
    }

    [Fact]
    public async Task What_the_first_place_has_no_longer_is_surplus()
    {
        BackupInfo first = await _shop.BackUpAsync();
        await _shop.BackUpAsync();
        await CopyJob.RunAsync(_shop.Components, new(_shop.Storage, first.Name), _other, null, Token);
        await BackupCatalog.DeleteAsync(_shop.Storage, first.Name, Token);
        Assert.Equal(first.Id, Assert.Single((await MakeAsync()).Surplus).Id);
    }

    [Fact]
    public async Task Where_something_cannot_be_read_nothing_is_surplus()
    {
        BackupInfo first = await _shop.BackUpAsync();
        await CopyJob.RunAsync(_shop.Components, new(_shop.Storage, first.Name), _other, null, Token);
        await BackupCatalog.DeleteAsync(_shop.Storage, first.Name, Token);
        await _shop.Storage.PutAsync("damaged_20261121_060000.backup.zip", new byte[] { 1, 2, 3 });
        SyncPlan plan = await MakeAsync();
        Assert.Single(plan.Unreadable);
        Assert.Empty(plan.Surplus);
    }

    [Fact]
    public async Task A_first_place_without_backups_is_said_to_be_one()
    {
        BackupInfo first = await _shop.BackUpAsync();
        await CopyJob.RunAsync(_shop.Components, new(_shop.Storage, first.Name), _other, null, Token);
        await BackupCatalog.DeleteAsync(_shop.Storage, first.Name, Token);
        Assert.True((await MakeAsync()).IsSourceEmpty);
    }

    [Fact]
    public async Task A_filter_leaves_the_others_alone_in_both_places()
    {
        BackupInfo first = await _shop.BackUpAsync();
        await CopyJob.RunAsync(_shop.Components, new(_shop.Storage, first.Name), _other, null, Token);
        await BackupCatalog.DeleteAsync(_shop.Storage, first.Name, Token);
        await _shop.BackUpAsync();
        SyncPlan plan = await SyncPlan.MakeAsync(_shop.Components, _shop.Storage, _other, new BackupFilter { Databases = ["other*"] }, Token);
        Assert.Empty(plan.Missing);
        Assert.Empty(plan.Surplus);
    }

    private Task<SyncPlan> MakeAsync() => SyncPlan.MakeAsync(_shop.Components, _shop.Storage, _other, new BackupFilter(), Token);
}
