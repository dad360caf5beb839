using BackupTools.Backups;
using BackupTools.Jobs;

namespace BackupTools.Tests.Jobs;

public sealed class RestoreJobTests
{
    private readonly JobFixture _shop = new();

    [Fact]
    public async Task The_result_says_what_was_done()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        RestoreResult result = await RestoreJob.RunAsync(_shop.Components, _shop.RestoreOptions(backup, "copy"), JobFixture.Token);
        Assert.Equal(("copy", "fake:copy", backup.Id, 3, 12000L, false), (result.Database, result.Target, result.BackupId, result.Tables, result.Rows!.Value, result.Replaced));
    }

    [Fact]
    public async Task One_table_of_a_full_backup_can_be_restored()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        await RestoreJob.RunAsync(_shop.Components, _shop.RestoreOptions(backup, "copy") with { Selection = new() { Tables = ["order"] } }, JobFixture.Token);
        Assert.Equal(["order"], _shop.Engine.Databases["copy"].Keys);
        Assert.Equal(_shop.Engine.Databases["shop"]["order"], _shop.Engine.Databases["copy"]["order"]);
    }

    [Fact]
    public async Task An_existing_target_is_refused_and_stays()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        _shop.Engine.Databases["copy"] = new() { ["mine"] = ["precious"] };
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => RestoreJob.RunAsync(_shop.Components, _shop.RestoreOptions(backup, "copy"), JobFixture.Token));
        Assert.Equal(ErrorCode.TargetExists, error.Code);
        Assert.Equal(["precious"], _shop.Engine.Databases["copy"]["mine"]);
        Assert.Equal(0, _shop.Engine.Open);
    }

    [Theory]
    [InlineData(IfExists.Fail)]
    [InlineData(IfExists.Append)]
    public async Task Skipping_is_refused_where_nothing_can_be_skipped(IfExists ifExists)
    {
        BackupInfo backup = await _shop.BackUpAsync();
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(
            _shop.Components, _shop.RestoreOptions(backup, "copy") with { OnObjectError = OnObjectError.Skip, IfExists = ifExists }, JobFixture.Token));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.DoesNotContain("copy", _shop.Engine.Databases.Keys);
    }

    [Fact]
    public async Task A_damaged_archive_does_not_touch_the_target()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        byte[] bad = [.. _shop.Storage[backup.Name]];
        bad[bad.Length / 2] ^= 1;
        await _shop.Storage.DeleteAsync(backup.Name, JobFixture.Token);
        await using (IStorageWriter writer = await _shop.Storage.CreateAsync(backup.Name, JobFixture.Token))
        {
            await writer.WriteAsync(bad, JobFixture.Token);
            await writer.CommitAsync(backup.Name, JobFixture.Token);
        }

        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => RestoreJob.RunAsync(_shop.Components, _shop.RestoreOptions(backup, "copy"), JobFixture.Token));
        Assert.Equal(ErrorCode.ArchiveDamaged, error.Code);
        Assert.DoesNotContain("copy", _shop.Engine.Databases.Keys);
        Assert.Equal(0, _shop.Engine.Open);
    }

    [Fact]
    public async Task A_target_of_another_engine_is_refused()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        ComponentSet two = new([_shop.Engine, .. BuiltIn.Components.Engines], _shop.Components.Storages, _shop.Components.Compressors);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(
            two, _shop.RestoreOptions(backup, "copy") with { Target = two.ParseConnection(Path.GetFullPath("x.db")) }, JobFixture.Token));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
    }

    [Fact]
    public async Task Verify_with_append_is_refused()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(
            _shop.Components, _shop.RestoreOptions(backup, "copy") with { Verify = true, IfExists = IfExists.Append }, JobFixture.Token));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
    }

    [Fact]
    public async Task The_plan_changes_nothing()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        RestorePlan plan = await RestoreJob.PlanAsync(_shop.Components, _shop.RestoreOptions(backup, "copy"), JobFixture.Token);
        Assert.Equal("fake:copy", plan.Target);
        Assert.NotEmpty(plan.Steps);
        Assert.DoesNotContain("copy", _shop.Engine.Databases.Keys);
        Assert.Equal(0, _shop.Engine.Open);
    }
}
