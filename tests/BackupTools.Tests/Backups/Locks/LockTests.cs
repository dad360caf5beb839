using System.Text;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Jobs;

namespace BackupTools.Tests.Backups.Locks;

public sealed class LockTests
{
    private readonly JobFixture _shop = new();

    private static CancellationToken Token => JobFixture.Token;

    [Fact]
    public async Task A_locked_backup_is_shown_so_and_not_removed()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        Assert.False(backup.Locked);
        BackupInfo locked = await BackupLocking.LockAsync(backup, _shop.Storage, "the audit", Token);
        Assert.True(locked.Locked);
        BackupInfo listed = Assert.Single(await ListAsync());
        Assert.Equal((true, "the audit"), (listed.Locked, listed.LockReason));
        Assert.True((await BackupCatalog.FindAsync(_shop.Components, _shop.Storage, backup.Name, Token)).Locked);

        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RemoveAsync(backup));
        Assert.Equal(ErrorCode.BackupLocked, error.Code);
        Assert.Contains("the audit", error.Message, StringComparison.Ordinal);
        Assert.Contains(backup.Name, _shop.Storage.Names);

        Assert.False((await BackupLocking.UnlockAsync(listed, _shop.Storage, Token)).Locked);
        await RemoveAsync(backup);
        Assert.Empty(_shop.Storage.Names);
    }

    [Fact]
    public async Task The_first_lock_stays()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        await BackupLocking.LockAsync(backup, _shop.Storage, "first", Token);
        Assert.Equal("first", (await BackupLocking.LockAsync(backup, _shop.Storage, "second", Token)).LockReason);
    }

    [Fact]
    public async Task A_lock_made_after_the_storage_was_listed_holds_too()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        RemoveJob job = await RemoveJob.OpenAsync(_shop.Components, _shop.Storage, Token);
        await BackupLocking.LockAsync(backup, _shop.Storage, null, Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => job.RemoveAsync(backup.Name, new HashSet<string>(), Token));
        Assert.Equal(ErrorCode.BackupLocked, error.Code);
    }

    /// <summary>Whoever locks while the archive goes is told so, and never believes that it stays.</summary>
    [Fact]
    public async Task What_is_being_removed_cannot_be_locked()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        BackupException? locking = null;
        HookedStorage storage = new(_shop.Storage)
        {
            BeforeDelete = async name => locking ??= name == backup.Name
                ? await Assert.ThrowsAsync<BackupException>(() => BackupLocking.LockAsync(backup, _shop.Storage, null, Token))
                : null,
        };
        await (await RemoveJob.OpenAsync(_shop.Components, storage, Token)).RemoveAsync(backup.Name, new HashSet<string>(), Token);
        Assert.Equal(ErrorCode.BackupBeingRemoved, locking!.Code);
        Assert.Empty(_shop.Storage.Names);
    }

    [Fact]
    public async Task A_lock_of_what_went_meanwhile_is_taken_back()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        HookedStorage storage = new(_shop.Storage) { BeforeCommit = async _ => await _shop.Storage.DeleteAsync(backup.Name, Token) };
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => BackupLocking.LockAsync(backup, storage, null, Token));
        Assert.Equal(ErrorCode.ArchiveNotFound, error.Code);
        Assert.DoesNotContain(_shop.Storage.Names, n => n.Contains("lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_killed_removal_left_keeps_nobody_from_removing()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        await LockFile.TryMakeAsync(_shop.Storage, backup.Name, LockFile.Mine(null) with { IsRemoval = true }, Token);
        Assert.False(Assert.Single(await ListAsync()).Locked);
        await RemoveAsync(backup);
        Assert.Empty(_shop.Storage.Names);
    }

    [Fact]
    public async Task A_removal_that_fails_leaves_no_lock()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        HookedStorage storage = new(_shop.Storage)
        {
            BeforeDelete = name => name == backup.Name ? throw new BackupException(ErrorCode.StorageFailed, "The disk is gone.") : Task.CompletedTask,
        };
        RemoveJob job = await RemoveJob.OpenAsync(_shop.Components, storage, Token);
        await Assert.ThrowsAsync<BackupException>(() => job.RemoveAsync(backup.Name, new HashSet<string>(), Token));
        Assert.Equal(2, _shop.Storage.Names.Count);
    }

    [Fact]
    public async Task From_a_full_disk_what_is_not_locked_can_be_removed_and_what_is_locked_cannot()
    {
        BackupInfo gone = await _shop.BackUpAsync();
        BackupInfo kept = await _shop.BackUpAsync();
        await BackupLocking.LockAsync(kept, _shop.Storage, null, Token);
        HookedStorage full = new(_shop.Storage) { BeforeCommit = _ => throw new BackupException(ErrorCode.StorageFull, "The disk is full.") };
        RemoveJob job = await RemoveJob.OpenAsync(_shop.Components, full, Token);
        await job.RemoveAsync(gone.Name, new HashSet<string>(), Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => job.RemoveAsync(kept.Name, new HashSet<string>(), Token));
        Assert.Equal(ErrorCode.BackupLocked, error.Code);
        Assert.DoesNotContain(gone.Name, _shop.Storage.Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("null")]
    [InlineData("""{"reason":5}""")]
    [InlineData("""{"format":9,"reason":"later","hold":{"until":"2030"}}""")]
    public async Task A_lock_that_makes_no_sense_is_a_lock(string content)
    {
        BackupInfo backup = await _shop.BackUpAsync();
        _shop.Storage[LockFile.NameFor(backup.Name)] = Encoding.UTF8.GetBytes(content);
        Assert.True(Assert.Single(await ListAsync()).Locked);
        Assert.Equal(ErrorCode.BackupLocked, (await Assert.ThrowsAsync<BackupException>(() => RemoveAsync(backup))).Code);
    }

    [Fact]
    public async Task Removing_by_force_does_not_pass_a_lock()
    {
        _shop.Storage["cut.backup.zip"] = [1, 2, 3];
        await LockFile.TryMakeAsync(_shop.Storage, "cut.backup.zip", LockFile.Mine("evidence"), Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => RemoveJob.RemoveUnreadableAsync(_shop.Components, _shop.Storage, "cut.backup.zip", Token));
        Assert.Equal(ErrorCode.BackupLocked, error.Code);
    }

    [Fact]
    public async Task A_copy_is_not_locked()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        await BackupLocking.LockAsync(backup, _shop.Storage, null, Token);
        MemoryStorage other = new();
        Assert.False((await CopyJob.RunAsync(_shop.Components, new(_shop.Storage, backup.Name), other, null, Token)).Locked);
        Assert.Equal(2, other.Names.Count);
    }

    [Theory]
    [InlineData("shop_20261121_060000.backup.zip", "shop_20261121_060000.backup.lock.json")]
    [InlineData("renamed.zip", "renamed.zip.lock.json")]
    public void A_lock_is_named_like_its_archive(string archive, string expected) => Assert.Equal(expected, LockFile.NameFor(archive));

    private Task<IReadOnlyList<BackupInfo>> ListAsync() => BackupCatalog.ListAsync(_shop.Components, _shop.Storage, new BackupFilter(), null, Token);

    private async Task RemoveAsync(BackupInfo backup) =>
        await (await RemoveJob.OpenAsync(_shop.Components, _shop.Storage, Token)).RemoveAsync(backup.Name, new HashSet<string>(), Token);
}
