using System.Diagnostics;
using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Local;

/// <summary>What needs a file system of its own: it is full, or cannot be written.</summary>
public sealed class MountTests : IDisposable
{
    private const int Size = 1024 * 1024;
    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _storage;
    private readonly bool _isMounted;

    public MountTests()
    {
        _storage = new LocalStorage(_folder["mount"]);
        Directory.CreateDirectory(_storage.Location);
        _isMounted = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            && Run("mount", "-t", "tmpfs", "-o", $"size={Size}", "tmpfs", _storage.Location);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (_isMounted)
            Run("umount", _storage.Location);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_is_named_and_nothing_is_left()
    {
        SkipUnlessMounted();
        await _storage.PutAsync("before", Bytes(1000));
        await using (var writer = await _storage.CreateAsync("x", Token))
        {
            var error = await FailsAsync(ErrorCode.StorageFull, async () =>
            {
                for (var i = 0; i < 100; i++)
                    await writer.WriteAsync(Bytes(65_536), Token);
            });
            Assert.NotEmpty(error.Remedy);
            await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CommitAsync("x", Token));
        }

        Assert.Equal(["before"], Directory.GetFileSystemEntries(_storage.Location).Select(Path.GetFileName));
        await _storage.PutAsync("after", Bytes(500_000));
        Assert.Equal(Bytes(500_000), await _storage.GetAsync("after"));
    }

    [Fact]
    public async Task Free_space_is_that_of_the_mount()
    {
        SkipUnlessMounted();
        Assert.Equal(Size, await _storage.GetFreeSpaceAsync(Token));
        Assert.Equal(Size, await new LocalStorage(Path.Combine(_storage.Location, "not", "there")).GetFreeSpaceAsync(Token));

        await _storage.PutAsync("x", Bytes(Size / 2));

        Assert.Equal(Size / 2, await _storage.GetFreeSpaceAsync(Token));
    }

    [Fact]
    public async Task A_mount_that_is_read_only_denies_access()
    {
        SkipUnlessMounted();
        await _storage.PutAsync("x", Bytes(10));
        Assert.True(Run("mount", "-o", "remount,ro", _storage.Location));

        await FailsAsync(ErrorCode.StorageAccessDenied, () => _storage.CreateAsync("y", Token));
        await FailsAsync(ErrorCode.StorageAccessDenied, () => _storage.DeleteAsync("x", Token));
        await FailsAsync(ErrorCode.StorageAccessDenied,
            () => new LocalStorage(Path.Combine(_storage.Location, "new")).CreateAsync("y", Token));
        Assert.Equal(0, await _storage.RemoveAbandonedAsync(Token));
        Assert.Equal(Bytes(10), await _storage.GetAsync("x"));
    }

    private void SkipUnlessMounted()
    {
        if (!_isMounted)
            Assert.Skip("Needs Linux and the right to mount.");
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
