using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

public sealed class RetentionJobTests
{
    private readonly JobFixture _shop = new();
    private readonly List<BackupException> _failures = [];

    private static CancellationToken Token => JobFixture.Token;

    [Fact]
    public async Task What_is_to_go_goes_and_is_said()
    {
        BackupInfo[] backups = [await _shop.BackUpAsync(), await _shop.BackUpAsync(), await _shop.BackUpAsync()];
        IReadOnlyList<RetentionDecision> decisions = await RunAsync(new() { KeepLast = 2 });
        Assert.Equal([true, false, false], decisions.Select(d => d.Removed));
        Assert.Equal(backups.Skip(1).Select(b => b.Id), (await ListAsync()).Select(b => b.Id));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task A_plan_changes_nothing()
    {
        await _shop.BackUpAsync();
        await _shop.BackUpAsync();
        string[] names = [.. _shop.Storage.Names];
        Assert.Equal(1, (await RetentionJob.PlanAsync(_shop.Components, Options(new() { KeepLast = 1 }), null, Token)).Count(d => !d.Keep));
        Assert.Equal(names, _shop.Storage.Names);
    }

    [Fact]
    public async Task One_that_is_locked_after_the_plan_stays_and_the_others_go()
    {
        BackupInfo locked = await _shop.BackUpAsync();
        await _shop.BackUpAsync();
        BackupInfo newest = await _shop.BackUpAsync();
        IReadOnlyList<RetentionDecision> plan = await RetentionJob.PlanAsync(_shop.Components, Options(new() { KeepLast = 1 }), null, Token);
        await BackupLocking.LockAsync(locked, _shop.Storage, null, Token);
        IReadOnlyList<RetentionDecision> done = await RetentionJob.ApplyAsync(_shop.Components, _shop.Storage, plan, _failures.Add, Token);
        Assert.Equal([false, true, false], done.Select(d => d.Removed));
        Assert.Equal(ErrorCode.BackupLocked, Assert.Single(_failures).Code);
        Assert.Equal([locked.Id, newest.Id], (await ListAsync()).Select(b => b.Id));
    }

    [Fact]
    public async Task A_damaged_archive_is_reported_and_plays_no_part()
    {
        await _shop.BackUpAsync();
        _shop.Storage["bad.backup.zip"] = [1, 2, 3];
        List<BackupException> unreadable = [];
        await RetentionJob.PlanAsync(_shop.Components, Options(new() { KeepLast = 1 }), unreadable.Add, Token);
        Assert.Equal(ErrorCode.ArchiveInvalid, Assert.Single(unreadable).Code);
    }

    /// <summary>An archive that may be good and need others cannot be passed over.</summary>
    [Fact]
    public async Task Where_an_archive_cannot_be_reached_nothing_is_removed()
    {
        BackupInfo hidden = await _shop.BackUpAsync();
        await _shop.BackUpAsync();
        DeniedStorage storage = new(_shop.Storage, hidden.Name);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RetentionJob.PlanAsync(
            _shop.Components, Options(new() { KeepLast = 1 }) with { Storage = storage }, null, Token));
        Assert.Equal(ErrorCode.RetentionUncertain, error.Code);
    }

    [Fact]
    public async Task After_a_backup_only_what_is_like_it_is_in_the_scope()
    {
        await _shop.BackUpAsync();
        await _shop.BackUpAsync();
        BackupInfo part = await _shop.BackUpAsync("customer");
        BackupInfo made = await _shop.BackUpAsync("customer");
        IReadOnlyList<RetentionDecision> decisions = await RetentionJob.PlanAsync(
            _shop.Components, Options(new() { KeepLast = 1 }) with { JustMade = new HashSet<string> { made.Id } }, null, Token);
        Assert.Equal([part.Id, made.Id], decisions.Select(d => d.Backup.Id));
        Assert.Equal([false, true], decisions.Select(d => d.Keep));
    }

    [Theory]
    [InlineData("SH*", 2)]
    [InlineData("crm", 0)]
    public async Task A_database_is_chosen_by_its_name(string pattern, int count)
    {
        await _shop.BackUpAsync();
        await _shop.BackUpAsync();
        Assert.Equal(count, (await RetentionJob.PlanAsync(_shop.Components, Options(new() { KeepLast = 1 }) with { Databases = [pattern] }, null, Token)).Count);
    }

    [Fact]
    public async Task A_backup_applies_the_policy_after_its_success_only()
    {
        BackupInfo first = await _shop.BackUpAsync();
        BackupJobOptions options = _shop.Options() with { Retention = new RetentionPolicy { KeepLast = 1 } };
        BackupJobResult result = await BackupJob.RunAsync(_shop.Components, options, Token);
        Assert.Equal(first.Id, Assert.Single(result.Retention, d => d.Removed).Backup.Id);
        Assert.Equal(result.Backups[0].Id, Assert.Single(await ListAsync()).Id);

        await Assert.ThrowsAsync<BackupException>(() => BackupJob.RunAsync(
            _shop.Components, options with { Connection = _shop.Components.ParseConnection("fake:missing") }, Token));
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task A_policy_that_cannot_be_applied_is_a_warning_of_a_good_backup()
    {
        await _shop.BackUpAsync();
        HookedStorage storage = new(_shop.Storage)
        {
            BeforeDelete = name => name.EndsWith(".backup.zip", StringComparison.Ordinal) ? throw new BackupException(ErrorCode.StorageFailed, "The disk is stubborn.") : Task.CompletedTask,
        };
        BackupJobResult result = await BackupJob.RunAsync(
            _shop.Components, _shop.Options(storage) with { Retention = new RetentionPolicy { KeepLast = 1 } }, Token);
        Assert.Single(result.Backups);
        Assert.Contains(result.Warnings, w => w.Contains("stubborn", StringComparison.Ordinal));
        Assert.Equal(2, (await ListAsync()).Count);
    }

    private RetentionJobOptions Options(RetentionPolicy policy) => new() { Storage = _shop.Storage, Policy = policy };

    private async Task<IReadOnlyList<RetentionDecision>> RunAsync(RetentionPolicy policy) => await RetentionJob.ApplyAsync(
        _shop.Components, _shop.Storage, await RetentionJob.PlanAsync(_shop.Components, Options(policy), null, Token), _failures.Add, Token);

    private Task<IReadOnlyList<BackupInfo>> ListAsync() => BackupCatalog.ListAsync(_shop.Components, _shop.Storage, new BackupFilter(), null, Token);

    private sealed class DeniedStorage(IBackupStorage inner, string hidden) : StorageDecorator(inner)
    {
        public override Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) =>
            name == hidden || name == ArchiveName.ToSummary(hidden)
                ? throw new BackupException(ErrorCode.StorageAccessDenied, $"'{name}' is denied.")
                : Inner.OpenReadAsync(name, cancellationToken);
    }
}
