using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Common;

public sealed class UnfinishedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(23, 0)]
    [InlineData(25, 1)]
    public void Of_another_host_only_what_is_old_is_removed(int hours, int expected)
    {
        string path = _folder[".shop.backup.zip.partial-some_other.host-123-0123456789abcdef"];
        File.WriteAllText(path, "x");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-hours));

        Assert.Equal(expected, Unfinished.RemoveAbandonedFiles(_folder.Path, null, Token));
        Assert.Equal(expected == 0, File.Exists(path));
    }

    [Fact]
    public void Old_files_are_kept_while_somebody_writes_them()
    {
        using FileStream file = Unfinished.CreateFile(_folder["x"]);
        File.SetLastWriteTimeUtc(file.Name, DateTime.UtcNow.AddDays(-30));

        Assert.Equal(0, Unfinished.RemoveAbandonedFiles(_folder.Path, null, Token));
        Assert.True(File.Exists(file.Name));
    }

    [Theory]
    [InlineData(".hidden")]
    [InlineData("shop.backup.zip")]
    [InlineData("shop.backup.zip.partial-host-1-0123456789abcdef")]
    [InlineData(".shop.backup.zip.partial-host-1-0123")]
    [InlineData(".shop.partial-notes.txt")]
    public void Files_of_other_people_are_never_touched(string name)
    {
        File.WriteAllText(_folder[name], "x");
        File.SetLastWriteTimeUtc(_folder[name], DateTime.UtcNow.AddDays(-30));

        Assert.Equal(0, Unfinished.RemoveAbandonedFiles(_folder.Path, null, Token));
        Assert.True(File.Exists(_folder[name]));
    }

    [Fact]
    public void A_folder_is_abandoned_when_nobody_holds_its_lock()
    {
        string path = _folder["shop"];
        using (FileStream held = Unfinished.CreateFolder(path))
        {
            Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(held.Name)!, DateTime.UtcNow.AddDays(-30));
            Assert.Empty(Unfinished.FindAbandonedFolders(_folder.Path, "shop"));
        }

        string left = Assert.Single(Unfinished.FindAbandonedFolders(_folder.Path, "shop"));
        Assert.Equal([Path.Combine(left, Unfinished.LockName)], Directory.GetFileSystemEntries(left));
        Assert.Empty(Unfinished.FindAbandonedFolders(_folder.Path, "other"));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    public void A_folder_without_its_lock_may_still_be_in_the_making(int hours, bool isAbandoned)
    {
        string path = UnfinishedName.NewPath(_folder["shop"]);
        Directory.CreateDirectory(path);
        Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-hours));
        Assert.Equal(isAbandoned, Unfinished.FindAbandonedFolders(_folder.Path, "shop").Any());
    }

    [Fact]
    public void Files_of_one_name_are_removed_and_others_stay()
    {
        string mine = UnfinishedName.NewPath(_folder["shop.sql"]), other = UnfinishedName.NewPath(_folder["sales.sql"]);
        File.WriteAllText(mine, "x");
        File.WriteAllText(other, "x");
        Assert.Equal(1, Unfinished.RemoveAbandonedFiles(_folder.Path, "shop.sql", Token));
        Assert.Equal([other], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Creating_and_cleaning_at_once_never_loses_a_file_that_is_held()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cleaning = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    Unfinished.RemoveAbandonedFiles(_folder.Path, null, Token);
            },
            Token);

        for (int i = 0; i < 2000; i++)
        {
            using FileStream file = Unfinished.CreateFile(_folder["x"]);
            Assert.True(File.Exists(file.Name));
            File.Delete(file.Name);
        }

        await stop.CancelAsync();
        await cleaning;
    }
}
