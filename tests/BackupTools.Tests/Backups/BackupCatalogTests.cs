using BackupTools.Backups;
using BackupTools.Storages.Decorators;
using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Storages;
using static BackupTools.Tests.Backups.CatalogTesting;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Backups;

public sealed class BackupCatalogTests
{
    private const string A = "a.backup.zip";
    private const string B = "b.backup.zip";
    private readonly MemoryStorage _storage = new();
    private readonly CatalogTesting _archives = new();
    private readonly List<BackupException> _unreadable = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_from_summaries_without_opening_an_archive()
    {
        await _archives.PutWithSummaryAsync(_storage, B, Manifest("2", hour: 1));
        await _archives.PutWithSummaryAsync(_storage, A, Manifest("1", hour: 2));

        IReadOnlyList<BackupInfo> backups = await ListAsync(_storage);

        Assert.Equal([B, A], backups.Select(b => b.Name));
        Assert.All(backups, b => Assert.Equal(_storage.Location, b.Storage));
        Assert.Equal(0, _archives.ManifestsRead);
    }

    [Fact]
    public async Task A_missing_summary_is_read_from_the_archive_and_written_anew()
    {
        await _archives.PutAsync(_storage, A, Manifest());

        BackupInfo first = Assert.Single(await ListAsync(_storage));
        BackupInfo second = Assert.Single(await ListAsync(_storage));

        Assert.Equal(12, first.Rows);
        Assert.Equal(first with { References = second.References }, second);
        Assert.Equal(1, _archives.ManifestsRead);
        Assert.Equal(["a.backup.json", A], _storage.Names);
    }

    [Fact]
    public async Task A_stale_or_broken_summary_is_replaced()
    {
        await _archives.PutWithSummaryAsync(_storage, A, Manifest(database: "old"), size: 99);
        await _storage.DeleteAsync(A, Token);
        await _archives.PutAsync(_storage, A, Manifest(database: "new"), size: 100);
        await _archives.PutAsync(_storage, B, Manifest(database: "broken"));
        _storage["b.backup.json"] = "{"u8.ToArray();

        Assert.Equal(["new", "broken"], (await ListAsync(_storage)).Select(b => b.Database));
        Assert.Equal(["new", "broken"], (await ListAsync(_storage)).Select(b => b.Database));
        Assert.Equal(2, _archives.ManifestsRead);
    }

    [Theory]
    [InlineData(StorageOperations.Create)]
    [InlineData(StorageOperations.Write)]
    [InlineData(StorageOperations.Commit)]
    public async Task A_summary_that_cannot_be_written_is_no_error(StorageOperations operation)
    {
        await _archives.PutAsync(_storage, A, Manifest());

        Assert.Single(await ListAsync(new FailingStorage(_storage, operation, _ => true)));
        Assert.Single(await ListAsync(new ReadOnlyStorage(_storage)));

        Assert.Empty(_unreadable);
        Assert.Equal([A], _storage.Names);
    }

    [Fact]
    public async Task An_archive_that_cannot_be_read_is_reported_and_the_others_are_listed()
    {
        await _archives.PutAsync(_storage, A, Manifest());
        await _storage.PutAsync("broken1.backup.zip", Bytes(10));
        await _storage.PutAsync("broken2.backup.zip", Bytes(0));

        Assert.Equal([A], (await ListAsync(_storage)).Select(b => b.Name));

        Assert.Equal(["broken1.backup.zip", "broken2.backup.zip"], _unreadable.Select(e => e.Target).Order());
        Assert.All(_unreadable, e => Assert.Equal(ErrorCode.ArchiveInvalid, e.Code));
        Assert.Single(await BackupCatalog.ListAsync(_archives.ReadAsync, _storage, new BackupFilter(), null, Token));
    }

    [Fact]
    public async Task What_is_no_archive_is_ignored()
    {
        await _storage.PutAsync("orphan.backup.json", SummaryFile.ToJson(BackupInfo.FromManifest(Manifest(), 1, new MemoryStorage(), "")));
        await _storage.PutAsync("notes.txt", Bytes(10));
        await _storage.PutAsync("shop.zip", Bytes(10));
        await _storage.PutAsync("x.backup.zip.old", Bytes(10));

        Assert.Empty(await ListAsync(_storage));
        Assert.Empty(_unreadable);
    }

    [Fact]
    public async Task An_archive_that_is_gone_since_the_listing_is_left_out()
    {
        await _archives.PutAsync(_storage, A, Manifest());
        await _archives.PutAsync(_storage, B, Manifest());
        var stale = new StaleListStorage(_storage, await _storage.ItemsAsync());
        await BackupCatalog.DeleteAsync(_storage, A, Token);

        Assert.Equal([B], (await ListAsync(stale)).Select(b => b.Name));
        Assert.Empty(_unreadable);
    }

    [Fact]
    public async Task A_summary_that_a_stale_listing_names_is_not_needed()
    {
        await _archives.PutWithSummaryAsync(_storage, A, Manifest());
        var stale = new StaleListStorage(_storage, await _storage.ItemsAsync());
        await _storage.DeleteAsync("a.backup.json", Token);

        Assert.Single(await ListAsync(stale));
    }

    [Fact]
    public async Task A_summary_that_a_stale_listing_does_not_name_survives()
    {
        await _archives.PutAsync(_storage, A, Manifest());
        var stale = new StaleListStorage(_storage, await _storage.ItemsAsync());
        await ListAsync(_storage);
        byte[] summary = _storage["a.backup.json"];

        Assert.Single(await ListAsync(stale));
        Assert.Same(summary, _storage["a.backup.json"]);
    }

    [Fact]
    public async Task A_listing_that_fails_is_an_error()
    {
        await _archives.PutAsync(_storage, A, Manifest());

        await FailsAsync(
            ErrorCode.StorageFailed, () => ListAsync(new FailingStorage(_storage, StorageOperations.List, failingCall: 2)));
    }

    [Fact]
    public async Task Asks_the_storage_for_one_listing()
    {
        for (int i = 0; i < 50; i++)
            await _archives.PutWithSummaryAsync(_storage, $"x{i}.backup.zip", Manifest($"{i}"));
        var counting = new FailingStorage(_storage, StorageOperations.Open | StorageOperations.Create, _ => false);

        Assert.Equal(50, (await ListAsync(counting)).Count);
        Assert.Equal(50, counting.Calls);
    }

    [Fact]
    public async Task Stops_when_told()
    {
        for (int i = 0; i < 50; i++)
            await _archives.PutAsync(_storage, $"x{i}.backup.zip", Manifest($"{i}"));
        using var stop = new CancellationTokenSource();

        Task<IReadOnlyList<BackupInfo>> listing = BackupCatalog.ListAsync(
            async (storage, name, size, token) =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
                return BackupInfo.FromManifest(Manifest(), size, storage, name);
            },
            _storage, new BackupFilter(), _unreadable.Add, stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing);
        Assert.Empty(_unreadable);
    }

    [Fact]
    public async Task Finds_one_by_name()
    {
        await _archives.PutWithSummaryAsync(_storage, A, Manifest(database: "known"));
        await _archives.PutAsync(_storage, B, Manifest(database: "unknown"));

        Assert.Equal("known", (await FindAsync(A)).Database);
        Assert.Equal(0, _archives.ManifestsRead);
        BackupInfo found = await FindAsync(B);
        Assert.Equal(("unknown", 100L, B), (found.Database, found.SizeBytes, found.Name));
        await FailsAsync(ErrorCode.ArchiveNotFound, () => FindAsync("c.backup.zip"));
    }

    [Fact]
    public async Task Deletes_the_archive_before_the_summary()
    {
        await _archives.PutWithSummaryAsync(_storage, A, Manifest());

        await FailsAsync(ErrorCode.StorageFailed, () => BackupCatalog.DeleteAsync(
            new FailingStorage(_storage, StorageOperations.Delete, failingCall: 2), A, Token));
        Assert.Equal(["a.backup.json"], _storage.Names);

        await BackupCatalog.DeleteAsync(_storage, A, Token);
        Assert.Empty(_storage.Names);
    }

    [Fact]
    public void Finds_who_needs_a_backup()
    {
        var full = BackupInfo.FromManifest(Manifest("f0"), 1, new MemoryStorage(), "full");
        var next = BackupInfo.FromManifest(Manifest("a1") with { References = [new("F0", "full")] }, 1, new MemoryStorage(), "next");
        var last = BackupInfo.FromManifest(Manifest("a2") with { References = [new("a1", "next"), new("f0", "full")] }, 1, new MemoryStorage(), "last");

        Assert.Equal([next, last], BackupCatalog.FindDependents([full, next, last], "f0"));
        Assert.Equal([last], BackupCatalog.FindDependents([full, next, last], "a1"));
        Assert.Empty(BackupCatalog.FindDependents([full, next, last], "a2"));
    }

    [Fact]
    public async Task Works_in_a_folder()
    {
        using var folder = new TemporaryFolder();
        var storage = new LocalStorage(folder.Path);
        await _archives.PutAsync(storage, A, Manifest());
        await using IStorageWriter unfinished = await storage.CreateAsync(B, Token);

        BackupInfo backup = Assert.Single(await ListAsync(storage));

        Assert.Equal(folder[A], backup.Path);
        Assert.Equal(["a.backup.json", A], await storage.NamesAsync());
        await BackupCatalog.DeleteAsync(storage, A, Token);
        Assert.Empty(await storage.NamesAsync());
    }

    private Task<IReadOnlyList<BackupInfo>> ListAsync(IBackupStorage storage) =>
        BackupCatalog.ListAsync(_archives.ReadAsync, storage, new BackupFilter(), _unreadable.Add, Token);

    private Task<BackupInfo> FindAsync(string name) =>
        BackupCatalog.FindAsync(_archives.ReadAsync, _storage, name, Token);
}
