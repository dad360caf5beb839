using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

public sealed class CopyAndRemoveTests
{
    private static readonly HashSet<string> Nothing = [];
    private readonly JobFixture _shop = new();
    private readonly MemoryStorage _other = new();

    [Fact]
    public async Task A_copy_is_the_same_and_is_listed()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        BackupInfo copy = await CopyAsync(backup.Name, _other);
        Assert.Equal(_shop.Storage[backup.Name], _other[backup.Name]);
        Assert.Equal(backup.Id, copy.Id);
        Assert.Equal(_other.Location, copy.Storage);
        Assert.Single(await ListAsync(_other));
    }

    [Fact]
    public async Task Copying_again_is_no_error_and_another_archive_of_that_name_is()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        await CopyAsync(backup.Name, _other);
        await CopyAsync(backup.Name, _other);

        MemoryStorage taken = new();
        await PutAsync(taken, backup.Name, [1, 2, 3]);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => CopyAsync(backup.Name, taken));
        Assert.Equal(ErrorCode.StorageNameTaken, error.Code);
        Assert.Equal([1, 2, 3], taken[backup.Name]);
    }

    [Fact]
    public async Task A_copy_that_differs_is_removed_and_reported()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => CopyAsync(backup.Name, new BitFlippingStorage(_other)));
        Assert.Equal(ErrorCode.StorageVerificationFailed, error.Code);
        Assert.Empty(_other.Names);
    }

    [Fact]
    public async Task A_copy_that_was_stopped_before_it_was_proved_is_removed()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        using CancellationTokenSource stop = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CopyJob.RunAsync(
            _shop.Components, new(_shop.Storage, backup.Name), new StoppingStorage(_other, stop), null, stop.Token));
        Assert.Empty(_other.Names);
    }

    [Fact]
    public async Task What_a_killed_copy_left_goes_with_the_next_one()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        await _other.CreateAsync(backup.Name, JobFixture.Token);
        _other.KillWriters();
        await CopyAsync(backup.Name, _other);
        Assert.Equal(0, _other.OpenWriters);
    }

    [Fact]
    public async Task A_failing_destination_is_left_empty()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        await Assert.ThrowsAsync<BackupException>(() => CopyAsync(backup.Name, new DiskFullStorage(_other, 1000)));
        Assert.Empty(_other.Names);
        Assert.Equal(0, _other.OpenWriters);
    }

    [Fact]
    public async Task An_archive_goes_only_where_what_it_needs_is()
    {
        BackupInfo full = await _shop.BackUpAsync();
        string incremental = await MakeIncrementalAsync(full);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => CopyAsync(incremental, _other));
        Assert.Equal(ErrorCode.ArchiveReferenceMissing, error.Code);
        await CopyAsync(full.Name, _other);
        await CopyAsync(incremental, _other);
        Assert.Equal(2, (await ListAsync(_other)).Count);
    }

    [Fact]
    public async Task Removing_takes_the_archive_and_its_summary()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        Assert.Equal(2, _shop.Storage.Names.Count);
        await RemoveAsync(backup.Name, Nothing);
        Assert.Empty(_shop.Storage.Names);
    }

    [Fact]
    public async Task A_backup_that_another_needs_stays_unless_both_go()
    {
        BackupInfo full = await _shop.BackUpAsync();
        string incremental = await MakeIncrementalAsync(full);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RemoveAsync(full.Name, Nothing));
        Assert.Equal(ErrorCode.BackupNeeded, error.Code);
        Assert.Contains(incremental, error.Message, StringComparison.Ordinal);
        Assert.Contains(full.Name, _shop.Storage.Names);

        string id = (await ListAsync(_shop.Storage)).Single(b => b.Name == incremental).Id;
        await RemoveAsync(full.Name, new HashSet<string> { id });
        await RemoveAsync(incremental, Nothing);
        Assert.Empty(_shop.Storage.Names);
    }

    [Fact]
    public async Task Something_that_is_no_backup_is_never_removed()
    {
        await PutAsync(_shop.Storage, "notes.txt", [1]);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RemoveAsync("notes.txt", Nothing));
        Assert.Equal(ErrorCode.ArchiveNotFound, error.Code);
        Assert.Contains("notes.txt", _shop.Storage.Names);
    }

    [Fact]
    public async Task What_cannot_be_read_is_removed_by_its_name_and_what_can_is_not()
    {
        BackupInfo good = await _shop.BackUpAsync();
        await PutAsync(_shop.Storage, "cut.backup.zip", _shop.Storage[good.Name][..^10]);
        await PutAsync(_shop.Storage, "notes.zip", [1]);
        await Assert.ThrowsAsync<BackupException>(() => RemoveAsync("cut.backup.zip", Nothing));

        BackupException reason = await RemoveUnreadableAsync("cut.backup.zip");
        Assert.True(RemoveJob.IsUnreadable(reason.Code));
        Assert.DoesNotContain("cut.backup.zip", _shop.Storage.Names);
        foreach ((string name, ErrorCode code) in new[]
        {
            (good.Name, ErrorCode.InvalidArgument), ("notes.zip", ErrorCode.InvalidArgument), ("none.backup.zip", ErrorCode.ArchiveNotFound),
        })
        {
            Assert.Equal(code, (await Assert.ThrowsAsync<BackupException>(() => RemoveUnreadableAsync(name))).Code);
        }

        Assert.Contains(good.Name, _shop.Storage.Names);
        Assert.Contains("notes.zip", _shop.Storage.Names);
    }

    private Task<BackupException> RemoveUnreadableAsync(string name) =>
        RemoveJob.RemoveUnreadableAsync(_shop.Components, _shop.Storage, name, JobFixture.Token);

    private Task<BackupInfo> CopyAsync(string name, IBackupStorage destination) =>
        CopyJob.RunAsync(_shop.Components, new(_shop.Storage, name), destination, null, JobFixture.Token);

    private async Task RemoveAsync(string name, IReadOnlySet<string> alsoRemoving)
    {
        RemoveJob job = await RemoveJob.OpenAsync(_shop.Components, _shop.Storage, JobFixture.Token);
        await job.RemoveAsync(name, alsoRemoving, JobFixture.Token);
    }

    private Task<IReadOnlyList<BackupInfo>> ListAsync(IBackupStorage storage) =>
        BackupCatalog.ListAsync(_shop.Components, storage, new BackupFilter(), e => throw e, JobFixture.Token);

    /// <summary>An archive without chunks of its own: all of them are the full backup's.</summary>
    private async Task<string> MakeIncrementalAsync(BackupInfo full)
    {
        ArchiveManifest manifest = await _shop.ReadManifestAsync(full);

        const string name = "shop_later.backup.zip";
        await using IStorageWriter storage = await _shop.Storage.CreateAsync(name, JobFixture.Token);
        ArchiveHeader header = new()
        {
            Id = Guid.NewGuid().ToString("n"),
            Engine = manifest.Engine,
            Database = manifest.Database,
            CreatedAt = manifest.CreatedAt.AddHours(1),
            Tool = manifest.Tool,
        };
        ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, storage.WriteAsync, JobFixture.Token);
        await writer.CompleteAsync(
            manifest with
            {
                Id = header.Id,
                CreatedAt = header.CreatedAt,
                Type = BackupType.Incremental,
                References = [new ArchiveReference(full.Id, full.Name)],
                Scripts = [],
                Chunks = [.. manifest.Chunks.Select(c => c with { Archive = full.Id })],
            },
            JobFixture.Token);
        await storage.CommitAsync(name, JobFixture.Token);
        return name;
    }

    private static async Task PutAsync(MemoryStorage storage, string name, byte[] content)
    {
        await using IStorageWriter writer = await storage.CreateAsync(name, JobFixture.Token);
        await writer.WriteAsync(content, JobFixture.Token);
        await writer.CommitAsync(name, JobFixture.Token);
    }

    /// <summary>Somebody presses Ctrl+C when the first object is read back.</summary>
    private sealed class StoppingStorage(IBackupStorage inner, CancellationTokenSource stop) : StorageDecorator(inner)
    {
        public override async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken)
        {
            await stop.CancelAsync();
            return await base.OpenReadAsync(name, cancellationToken);
        }
    }

    /// <summary>A disk that changes a bit of what it is given.</summary>
    private sealed class BitFlippingStorage(IBackupStorage inner) : StorageDecorator(inner)
    {
        public override async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken) =>
            new FlippingWriter(await base.CreateAsync(name, cancellationToken));

        private sealed class FlippingWriter(IStorageWriter inner) : IStorageWriter
        {
            public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
            {
                byte[] changed = buffer.ToArray();
                changed[^1] ^= 1;
                return inner.WriteAsync(changed, cancellationToken);
            }

            public Task CommitAsync(string name, CancellationToken cancellationToken) => inner.CommitAsync(name, cancellationToken);

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
