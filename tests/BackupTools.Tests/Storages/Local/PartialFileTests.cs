using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Storages.Local;

public sealed class PartialFileTests : IDisposable
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

        Assert.Equal(expected, PartialFile.RemoveAbandoned(_folder.Path, Token));
        Assert.Equal(expected == 0, File.Exists(path));
    }

    [Fact]
    public void Old_files_are_kept_while_somebody_writes_them()
    {
        using FileStream file = PartialFile.Create(_folder.Path, "x");
        File.SetLastWriteTimeUtc(file.Name, DateTime.UtcNow.AddDays(-30));

        Assert.Equal(0, PartialFile.RemoveAbandoned(_folder.Path, Token));
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

        Assert.Equal(0, PartialFile.RemoveAbandoned(_folder.Path, Token));
        Assert.True(File.Exists(_folder[name]));
    }

    [Fact]
    public async Task Creating_and_cleaning_at_once_never_loses_a_file_that_is_held()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cleaning = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    PartialFile.RemoveAbandoned(_folder.Path, Token);
            },
            Token);

        for (int i = 0; i < 2000; i++)
        {
            using FileStream file = PartialFile.Create(_folder.Path, "x");
            Assert.True(File.Exists(file.Name));
            File.Delete(file.Name);
        }

        await stop.CancelAsync();
        await cleaning;
    }
}
