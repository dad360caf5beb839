using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Local;

public sealed class LocalStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _storage;

    public LocalStorageTests() => _storage = new LocalStorage(_folder["a/b"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_folder_cannot_be_listed()
    {
        BackupException error = await FailsAsync(ErrorCode.StorageNotFound, () => _storage.NamesAsync());

        Assert.Contains(_storage.Location, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_storage.Location));
    }

    [Fact]
    public async Task A_missing_folder_is_no_obstacle_otherwise()
    {
        await _storage.DeleteAsync("x", Token);
        Assert.Equal(0, await _storage.RemoveAbandonedAsync(Token));
        Assert.Equal(
            await new LocalStorage(_folder.Path).GetFreeSpaceAsync(Token) > 0, await _storage.GetFreeSpaceAsync(Token) > 0);
        await FailsAsync(ErrorCode.StorageNotFound, () => _storage.OpenReadAsync("x", Token));
        Assert.False(Directory.Exists(_storage.Location));

        await _storage.PutAsync("x", Bytes(10));
        Assert.Equal(["x"], await _storage.NamesAsync());
    }

    [Fact]
    public async Task Files_and_new_folders_are_private()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        await using IStorageWriter writer = await _storage.CreateAsync("x", Token);
        await writer.WriteAsync(Bytes(10), Token);

        const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(OwnerReadsAndWrites, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(_storage.Location))));
        await writer.CommitAsync("x", Token);

        Assert.Equal(OwnerReadsAndWrites, File.GetUnixFileMode(Path.Combine(_storage.Location, "x")));
        Assert.Equal(OwnerReadsAndWrites | UnixFileMode.UserExecute, File.GetUnixFileMode(_storage.Location));
    }

    [Fact]
    public async Task The_mode_of_an_existing_folder_stays()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        UnixFileMode before = File.GetUnixFileMode(Directory.CreateDirectory(_storage.Location).FullName);

        await _storage.PutAsync("x", Bytes(10));

        Assert.Equal(before, File.GetUnixFileMode(_storage.Location));
    }

    [Fact]
    public async Task What_is_no_file_is_not_listed()
    {
        await _storage.PutAsync("x", Bytes(10));
        Directory.CreateDirectory(Path.Combine(_storage.Location, "folder.backup.zip"));
        File.CreateSymbolicLink(Path.Combine(_storage.Location, "broken"), _folder["nowhere"]);

        Assert.Equal(["x"], await _storage.NamesAsync());
        await FailsAsync(ErrorCode.ArchiveNotFound, () => _storage.OpenReadAsync("folder.backup.zip", Token));
    }

    [Fact]
    public async Task A_link_has_the_size_of_what_it_leads_to()
    {
        await _storage.PutAsync("x", Bytes(12_345));
        File.CreateSymbolicLink(Path.Combine(_storage.Location, "y"), Path.Combine(_storage.Location, "x"));

        Assert.Equal([12_345, 12_345], (await _storage.ItemsAsync()).Select(i => i.SizeBytes));
        Assert.Equal(Bytes(12_345), await _storage.GetAsync("y"));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_object_counts_as_taken()
    {
        Directory.CreateDirectory(Path.Combine(_storage.Location, "x"));

        await FailsAsync(ErrorCode.StorageNameTaken, () => _storage.PutAsync("x", Bytes(10)));
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_an_error()
    {
        File.WriteAllText(_folder["a"], "");

        BackupException error = await FailsAsync(ErrorCode.StorageFailed, () => _storage.CreateAsync("x", Token));
        Assert.Contains($"'{_folder["a"]}' is a file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_as_long_as_the_file_system_takes_can_be_written()
    {
        string name = string.Concat(Enumerable.Repeat("ö", 122)) + ".backup.zip";

        await _storage.PutAsync(name, Bytes(10));

        Assert.Equal([name], await _storage.NamesAsync());
        await FailsAsync(ErrorCode.InvalidArgument, () => _storage.CreateAsync("x" + name, Token));
    }

    [Fact]
    public async Task A_temporary_file_cannot_be_named_as_an_object()
    {
        await using IStorageWriter writer = await _storage.CreateAsync("x", Token);
        string partial = Path.GetFileName(Assert.Single(Directory.GetFiles(_storage.Location)));

        Assert.True(UnfinishedName.Is(partial));
        await FailsAsync(ErrorCode.InvalidArgument, () => _storage.OpenReadAsync(partial, Token));
        await FailsAsync(ErrorCode.InvalidArgument, () => _storage.DeleteAsync(partial, Token));
    }

    [Fact]
    public async Task A_temporary_file_that_lost_bytes_is_not_published()
    {
        await using (IStorageWriter writer = await _storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(1000), Token);
            await using (var other = new FileStream(
                Assert.Single(Directory.GetFiles(_storage.Location)), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                other.SetLength(999);
            }

            await FailsAsync(ErrorCode.StorageVerificationFailed, () => writer.CommitAsync("x", Token));
            await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CommitAsync("x", Token));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_storage.Location));
    }

    [Fact]
    public async Task A_temporary_file_that_was_removed_is_an_error()
    {
        await using IStorageWriter writer = await _storage.CreateAsync("x", Token);
        await writer.WriteAsync(Bytes(1000), Token);
        File.Delete(Assert.Single(Directory.GetFiles(_storage.Location)));

        await FailsAsync(ErrorCode.StorageFailed, () => writer.CommitAsync("x", Token));

        Assert.Empty(await _storage.NamesAsync());
    }

    [Fact]
    public async Task A_stopped_write_can_never_be_committed()
    {
        using var stop = new CancellationTokenSource();
        await using IStorageWriter writer = await _storage.CreateAsync("x", Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.WriteAsync(Bytes(10), stop.Token));

        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CommitAsync("x", Token));
    }

    [Fact]
    public void Publishing_by_link_never_replaces_either()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows moves files without replacing.");
            return;
        }

        File.WriteAllText(_folder["from"], "new");
        File.WriteAllText(_folder["taken"], "old");

        Assert.Equal(LibC.Exists, DurableFolder.LinkAndUnlink(_folder["from"], _folder["taken"]));
        Assert.Equal("old", File.ReadAllText(_folder["taken"]));

        Assert.Equal(0, DurableFolder.LinkAndUnlink(_folder["from"], _folder["free"]));
        Assert.Equal("new", File.ReadAllText(_folder["free"]));
        Assert.False(File.Exists(_folder["from"]));
    }
}
