using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Common;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void One_at_a_time_has_a_lock()
    {
        string path = _folder["a/lock"];
        using (FileLock? first = FileLock.TryTake(path))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryTake(path));
        }

        using FileLock? second = FileLock.TryTake(path);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Who_waits_gets_the_lock_or_the_time_ends()
    {
        CancellationToken stopping = TestContext.Current.CancellationToken;
        string path = _folder["lock"];
        FileLock first = FileLock.TryTake(path)!;
        Assert.Null(await FileLock.TakeAsync(path, TimeSpan.FromMilliseconds(60), stopping));
        Task<FileLock?> waiting = FileLock.TakeAsync(path, TimeSpan.FromSeconds(30), stopping);
        first.Dispose();
        using FileLock? second = await waiting;
        Assert.NotNull(second);
    }

    [Fact]
    public void A_lock_that_cannot_be_is_no_lock_that_is_held()
    {
        File.WriteAllText(_folder["file"], "");
        Assert.ThrowsAny<IOException>(() => FileLock.TryTake(_folder["file/lock"]));
    }

    [Fact]
    public void A_replaced_file_is_whole_private_and_leaves_nothing_beside_it()
    {
        string path = _folder["new/file"];
        ReplacedFile.Write(path, "one"u8);
        ReplacedFile.Write(path, "two"u8);
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder["new"]));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_file_that_cannot_be_replaced_leaves_nothing_beside_it()
    {
        string path = _folder["taken"];
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => ReplacedFile.Write(path, "one"u8));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();
}
