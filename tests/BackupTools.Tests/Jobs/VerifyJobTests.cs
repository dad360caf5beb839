using BackupTools.Backups;
using BackupTools.Jobs;

namespace BackupTools.Tests.Jobs;

public sealed class VerifyJobTests
{
    private readonly JobFixture _shop = new();

    [Theory]
    [InlineData(VerifyLevel.Quick)]
    [InlineData(VerifyLevel.Full)]
    [InlineData(VerifyLevel.Restore)]
    public async Task A_good_backup_passes_at_every_level(VerifyLevel level)
    {
        BackupInfo backup = await _shop.BackUpAsync();
        VerifyResult result = await _shop.VerifyAsync(backup.Name, level);
        Assert.True(result.Passed);
        Assert.Equal((backup.Id, "shop", level.ToString()), (result.Id, result.Database, result.Level));
        Assert.Equal(level == VerifyLevel.Restore ? 12000 : 0, result.RowsCompared);
        Assert.Equal(level == VerifyLevel.Quick, result.ChunksRead == 0);
        Assert.Equal(level == VerifyLevel.Restore, result.RestoreDuration is not null);
        Assert.Equal(0, _shop.Engine.Open);
        Assert.DoesNotContain(_shop.Engine.Databases.Keys, k => k.StartsWith("scratch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Any_flipped_byte_is_found()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        byte[] good = _shop.Storage[backup.Name];
        for (int position = 0; position < good.Length; position += 97)
        {
            byte[] bad = [.. good];
            bad[position] ^= 0x10;
            await _shop.Storage.DeleteAsync("bad.backup.zip", JobFixture.Token);
            await PutAsync("bad.backup.zip", bad);
            VerifyResult result = await _shop.VerifyAsync("bad.backup.zip", VerifyLevel.Full);
            Assert.False(result.Passed, $"A flipped byte at {position} of {good.Length} was not found.");
        }
    }

    [Fact]
    public async Task Every_damaged_chunk_is_named()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        byte[] bytes = [.. _shop.Storage[backup.Name]];
        IReadOnlyList<ArchiveChunk> chunks = (await _shop.ReadManifestAsync(backup)).Chunks;
        foreach (ArchiveChunk chunk in chunks)
            bytes[chunk.Offset + chunk.Size / 2] ^= 0xFF;
        await PutAsync("bad.backup.zip", bytes);
        VerifyResult result = await _shop.VerifyAsync("bad.backup.zip", VerifyLevel.Full);
        Assert.True(chunks.Count > 3);
        Assert.Equal(chunks.Count, result.Findings.Count);
        Assert.Equal(backup.Id, result.Id);
    }

    [Fact]
    public async Task A_restore_that_loses_or_changes_rows_is_found_and_the_scratch_place_is_gone()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        _shop.Engine.Corrupt = row => row == "order 17 of customer 527" ? "order 17 of customer 528" : row;
        VerifyResult result = await _shop.VerifyAsync(backup.Name, VerifyLevel.Restore);
        Assert.Contains("main.order", Assert.Single(result.Findings), StringComparison.Ordinal);
        Assert.Equal(0, _shop.Engine.Open);
        Assert.Single(_shop.Engine.Databases);
    }

    [Fact]
    public async Task Stopping_removes_the_scratch_place()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(JobFixture.Token);
        _shop.Engine.Corrupt = row =>
        {
            stop.Cancel();
            return row;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => VerifyJob.RunAsync(
            _shop.Components,
            new VerifyJobOptions { Archive = new(_shop.Storage, backup.Name), Level = VerifyLevel.Restore }, stop.Token));
        Assert.Equal(0, _shop.Engine.Open);
        Assert.Single(_shop.Engine.Databases);
    }

    [Fact]
    public async Task A_backup_that_is_not_there_is_an_error_and_no_result()
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => _shop.VerifyAsync("none.backup.zip", VerifyLevel.Quick));
        Assert.Equal(ErrorCode.ArchiveNotFound, error.Code);
    }

    [Fact]
    public async Task Something_that_is_no_archive_does_not_pass()
    {
        await PutAsync("x.backup.zip", "This is a text."u8.ToArray());
        Assert.False((await _shop.VerifyAsync("x.backup.zip", VerifyLevel.Quick)).Passed);
    }

    private async Task PutAsync(string name, byte[] content)
    {
        await using IStorageWriter writer = await _shop.Storage.CreateAsync(name, JobFixture.Token);
        await writer.WriteAsync(content, JobFixture.Token);
        await writer.CommitAsync(name, JobFixture.Token);
    }
}
