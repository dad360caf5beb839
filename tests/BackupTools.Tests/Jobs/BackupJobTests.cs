using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

public sealed class BackupJobTests
{
    private readonly JobFixture _shop = new();

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("brotli")]
    public async Task What_is_backed_up_comes_back(string codec)
    {
        BackupJobResult result = await BackupJob.RunAsync(_shop.Components, _shop.Options() with { Compression = codec }, JobFixture.Token);
        BackupInfo backup = Assert.Single(result.Backups);
        Assert.Equal(("shop", 3, 12000L, codec), (backup.Database, backup.Tables, backup.Rows!.Value, backup.Compression));
        Assert.Equal(_shop.Storage[backup.Name].Length, backup.SizeBytes);

        await RestoreJob.RunAsync(_shop.Components, _shop.RestoreOptions(backup, "copy"), JobFixture.Token);
        Assert.Equal(_shop.Engine.Databases["shop"], _shop.Engine.Databases["copy"]);
        Assert.Equal(0, _shop.Engine.Open);
    }

    [Fact]
    public async Task A_stop_after_the_backup_is_published_does_not_deny_it()
    {
        using CancellationTokenSource stop = new();
        BackupJobResult result = await BackupJob.RunAsync(
            _shop.Components, _shop.Options(new StoppingStorage(_shop.Storage, stop)), stop.Token);
        Assert.True(stop.IsCancellationRequested);
        Assert.Contains(Assert.Single(result.Backups).Name, _shop.Storage.Names);
    }

    [Fact]
    public async Task Many_workers_share_one_part()
    {
        _shop.Engine.Databases["shop"] = new() { ["only"] = [.. Enumerable.Range(0, 50_000).Select(i => $"row {i}")] };
        int reads = 0;
        _shop.Engine.OnRead = async (_, _, stop) =>
        {
            Interlocked.Increment(ref reads);
            await Task.Delay(1, stop);
        };
        BackupJobResult result = await BackupJob.RunAsync(
            _shop.Components, _shop.Options() with { Parallelism = 8 }, JobFixture.Token);
        await RestoreJob.RunAsync(_shop.Components, _shop.RestoreOptions(result.Backups[0], "copy"), JobFixture.Token);
        Assert.True(reads > 10);
        Assert.Equal(_shop.Engine.Databases["shop"]["only"], _shop.Engine.Databases["copy"]["only"]);
    }

    [Fact]
    public async Task Every_destination_gets_the_same_archive_from_one_reading()
    {
        int reads = 0;
        _shop.Engine.OnRead = (_, _, _) =>
        {
            Interlocked.Increment(ref reads);
            return ValueTask.CompletedTask;
        };
        MemoryStorage second = new();
        BackupJobResult result = await BackupJob.RunAsync(_shop.Components, _shop.Options(_shop.Storage, second), JobFixture.Token);
        Assert.Equal(2, result.Backups.Count);
        Assert.Equal(_shop.Storage[result.Backups[0].Name], second[result.Backups[1].Name]);
        int chunks = reads;
        reads = 0;
        await _shop.BackUpAsync();
        Assert.Equal(chunks, reads);
    }

    [Theory]
    [InlineData(StorageOperations.Create, 1)]
    [InlineData(StorageOperations.Write, 1)]
    [InlineData(StorageOperations.Write, 5)]
    [InlineData(StorageOperations.Commit, 1)]
    public async Task A_failing_destination_does_not_spoil_the_others(StorageOperations operation, int call)
    {
        MemoryStorage inner = new();
        FailingStorage broken = new(inner, operation, call) { Code = ErrorCode.StorageFull };
        BackupJobResult result = await BackupJob.RunAsync(_shop.Components, _shop.Options(broken, _shop.Storage), JobFixture.Token);
        Assert.Equal(_shop.Storage.Location, Assert.Single(result.Backups).Storage);
        Assert.Equal(ErrorCode.StorageFull, Assert.Single(result.Failures).Error.Code);
        Assert.True((await _shop.VerifyAsync(result.Backups[0].Name, VerifyLevel.Restore)).Passed);
        Assert.Empty(inner.Names);
        Assert.Equal(0, inner.OpenWriters);
    }

    [Fact]
    public async Task When_every_destination_fails_the_backup_fails_and_nothing_is_left()
    {
        MemoryStorage one = new(), two = new();
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => BackupJob.RunAsync(
            _shop.Components,
            _shop.Options(new DiskFullStorage(one, 3000), new FailingStorage(two, StorageOperations.Write, 3)), JobFixture.Token));
        Assert.Equal(ErrorCode.DestinationFailed, error.Code);
        Assert.Empty(one.Names.Concat(two.Names));
        Assert.Equal(0, one.OpenWriters + two.OpenWriters + _shop.Engine.Open);
    }

    [Fact]
    public async Task A_storage_that_stores_less_than_it_was_given_fails_the_backup()
    {
        await Assert.ThrowsAsync<BackupException>(() => BackupJob.RunAsync(
            _shop.Components, _shop.Options(new ShortWritingStorage(_shop.Storage, honestBytes: 2000)), JobFixture.Token));
        Assert.Empty(_shop.Storage.Names);
    }

    [Fact]
    public async Task A_table_that_cannot_be_read_fails_the_backup_and_nothing_is_left()
    {
        _shop.Engine.OnRead = (table, index, _) => table == "order" && index == 3
            ? throw new BackupException(ErrorCode.DatabaseCorrupt, "Page 17 is damaged.")
            : ValueTask.CompletedTask;
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => _shop.BackUpAsync());
        Assert.Equal(ErrorCode.DatabaseCorrupt, error.Code);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_view_that_was_lost_at_the_end_fails_the_backup_and_nothing_is_left()
    {
        _shop.Engine.CompletionError = new BackupException(ErrorCode.DatabaseChanged, "The view was lost.");
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => _shop.BackUpAsync());
        Assert.Equal(ErrorCode.DatabaseChanged, error.Code);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Stopping_at_any_chunk_leaves_nothing(int chunk)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(JobFixture.Token);
        int reads = 0;
        _shop.Engine.OnRead = async (_, _, _) =>
        {
            if (Interlocked.Increment(ref reads) > chunk)
                await stop.CancelAsync();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BackupJob.RunAsync(_shop.Components, _shop.Options(), stop.Token));
        AssertNothingLeft();
    }

    [Fact]
    public async Task Stopping_while_one_destination_commits_removes_what_the_other_has_published()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(JobFixture.Token);
        MemoryStorage inner = new();
        CancellingStorage second = new(inner, stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BackupJob.RunAsync(_shop.Components, _shop.Options(_shop.Storage, second), stop.Token));
        Assert.Empty(inner.Names);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Many_backups_within_a_second_all_get_names()
    {
        BackupInfo[] backups = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _shop.BackUpAsync()));
        Assert.Equal(12, backups.Select(b => b.Name).Distinct().Count());
        IReadOnlyList<BackupInfo> listed = await BackupCatalog.ListAsync(
            _shop.Components, _shop.Storage, new BackupFilter(), null, JobFixture.Token);
        Assert.Equal(backups.Select(b => b.Id).Order(), listed.Select(b => b.Id).Order());
    }

    [Fact]
    public async Task A_backup_that_surely_does_not_fit_is_refused_before_it_begins()
    {
        _shop.Engine.EstimatedRawBytes = 1_000_000;
        _shop.Storage.FreeSpace = 10_000;
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => _shop.BackUpAsync());
        Assert.Equal(ErrorCode.StorageFull, error.Code);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Chosen_tables_make_a_table_backup()
    {
        BackupInfo backup = await _shop.BackUpAsync("order");
        Assert.Equal(("Table", 1, 9000L), (backup.Type, backup.Tables, backup.Rows!.Value));
    }

    [Fact]
    public async Task Impossible_options_are_refused()
    {
        await RefusedAsync(_shop.Options() with { Storages = [] }, ErrorCode.InvalidArgument);
        await RefusedAsync(_shop.Options(_shop.Storage, _shop.Storage), ErrorCode.InvalidArgument);
        await RefusedAsync(_shop.Options() with { Parallelism = -1 }, ErrorCode.InvalidArgument);
        await RefusedAsync(_shop.Options() with { ChunkSize = 1 }, ErrorCode.InvalidArgument);
        await RefusedAsync(_shop.Options() with { Compression = "lzma" }, ErrorCode.CodecUnknown);
        await RefusedAsync(_shop.Options() with { Selection = new() { Tables = ["nope"] } }, ErrorCode.TableNotFound);
    }

    private async Task RefusedAsync(BackupJobOptions options, ErrorCode code)
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(
            () => BackupJob.RunAsync(_shop.Components, options, JobFixture.Token));
        Assert.Equal(code, error.Code);
        AssertNothingLeft();
    }

    private void AssertNothingLeft()
    {
        Assert.Empty(_shop.Storage.Names);
        Assert.Equal(0, _shop.Storage.OpenWriters);
        Assert.Equal(0, _shop.Engine.Open);
    }

    /// <summary>Lets the user stop everything at the very moment at which this storage is to publish.</summary>
    private sealed class CancellingStorage(IBackupStorage inner, CancellationTokenSource stop) : StorageDecorator(inner)
    {
        public override async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken) =>
            new CancellingWriter(await base.CreateAsync(name, cancellationToken), stop);

        private sealed class CancellingWriter(IStorageWriter inner, CancellationTokenSource stop) : IStorageWriter
        {
            public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
                inner.WriteAsync(buffer, cancellationToken);

            public async Task CommitAsync(string name, CancellationToken cancellationToken)
            {
                await stop.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            }

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }

    /// <summary>Somebody presses Ctrl+C while the summary is written.</summary>
    private sealed class StoppingStorage(IBackupStorage inner, CancellationTokenSource stop) : StorageDecorator(inner)
    {
        public override async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken)
        {
            if (name.EndsWith(".backup.json", StringComparison.Ordinal))
                await stop.CancelAsync();
            return await base.CreateAsync(name, cancellationToken);
        }
    }
}
