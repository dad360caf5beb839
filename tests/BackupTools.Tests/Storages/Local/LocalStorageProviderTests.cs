using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Storages.Local;

public sealed class LocalStorageProviderTests
{
    private readonly LocalStorageProvider _provider = new();

    [Theory]
    [InlineData("/backups", true)]
    [InlineData("backups", true)]
    [InlineData(@"C:\backups", true)]
    [InlineData(@"\\server\share", true)]
    [InlineData("file:///backups", true)]
    [InlineData("FILE:///backups", true)]
    [InlineData("s3://bucket/folder", false)]
    [InlineData("https://host/x", false)]
    [InlineData("", false)]
    [InlineData("  ", false)]
    public void Recognizes_paths_and_file_uris(string location, bool expected) =>
        Assert.Equal(expected, _provider.Recognizes(location));

    [Theory]
    [InlineData("/backups/daily", "/backups/daily")]
    [InlineData("/backups/daily/", "/backups/daily")]
    [InlineData("/backups/../daily", "/daily")]
    [InlineData("/with space/50%25#x", "/with space/50%25#x")]
    [InlineData("file:///backups/daily", "/backups/daily")]
    [InlineData("file:///with%20space/50%25%23x", "/with space/50%#x")]
    [InlineData("file://localhost/backups", "/backups")]
    [InlineData("file:///gr%C3%B6%C3%9Fe", "/größe")]
    public void Understands_where_the_folder_is(string location, string expected)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The paths are those of Unix.");
        Assert.Equal(expected, _provider.Parse(location).Location);
    }

    [Theory]
    [InlineData("file://server/share")]
    [InlineData("file:///backups?x=1")]
    [InlineData("file:///backups#x")]
    [InlineData("s3://bucket")]
    [InlineData("/back\0ups")]
    public void Refuses_what_is_no_folder(string location)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The paths are those of Unix.");
        BackupException error = Assert.Throws<BackupException>(() => _provider.Parse(location));
        Assert.Equal(ErrorCode.StorageNotUnderstood, error.Code);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void Refuses_a_file_and_says_so()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["shop.db"], "");

        BackupException error = Assert.Throws<BackupException>(() => _provider.Parse(folder["shop.db"]));

        Assert.Equal(ErrorCode.StorageNotUnderstood, error.Code);
        Assert.Contains("is a file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/backups/daily/x.backup.zip", "/backups/daily", "x.backup.zip")]
    [InlineData("/x.backup.zip", "/", "x.backup.zip")]
    [InlineData("/with %20/50%#x.zip", "/with %20", "50%#x.zip")]
    [InlineData("file:///with%20space/50%25%23x.zip", "/with space", "50%#x.zip")]
    [InlineData("/", "/", "")]
    public void Tells_an_archive_from_its_folder(string path, string folder, string name)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The paths are those of Unix.");
        (StorageInfo storage, string found) = _provider.ParseArchive(path);
        Assert.Equal((folder, name), (storage.Location, found));
        if (name.Length > 0)
            Assert.Equal(Path.Combine(folder, name), _provider.Open(storage).GetPath(name));
    }

    [Fact]
    public void Opening_creates_nothing()
    {
        using var folder = new TemporaryFolder();

        _provider.Open(_provider.Parse(folder["new"]));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
