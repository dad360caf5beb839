using BackupTools.Storages.Sftp;

namespace BackupTools.Tests.Storages.Sftp;

public sealed class SftpLocationTests
{
    private readonly SftpStorageProvider _provider = new();

    [Theory]
    [InlineData("sftp://host/backups", "sftp://host/backups", "/backups")]
    [InlineData("SFTP://me@host:2222/backups/", "sftp://me@host:2222/backups", "/backups")]
    [InlineData("sftp://me@host/~/backups", "sftp://me@host/~/backups", "backups")]
    [InlineData("sftp://host/~", "sftp://host/~", ".")]
    [InlineData("sftp://host/", "sftp://host/", "/")]
    [InlineData("sftp://[::1]:22/a%20b/%25", "sftp://[::1]:22/a%20b/%25", "/a b/%")]
    [InlineData("sftp://do%40main@host/a", "sftp://do%40main@host/a", "/a")]
    [InlineData("sftp://host/a/%7E/b", "sftp://host/a/~/b", "/a/~/b")]
    public void Is_understood_and_written_always_alike(string text, string expected, string folder)
    {
        Assert.True(_provider.Recognizes(text));
        Assert.Equal(expected, _provider.Parse(text).Location);
        Assert.Equal(folder, SftpLocation.Parse(expected).Folder);
    }

    [Theory]
    [InlineData("/~")]
    [InlineData("/~/x")]
    public void A_folder_that_is_named_like_ones_own_is_another(string folder) =>
        Assert.Equal(folder, SftpLocation.Parse(new SftpLocation(null, "host", 0, folder).ToString()).Folder);

    [Theory]
    [InlineData("sftp://host")]
    [InlineData("sftp:///backups")]
    [InlineData("sftp://host:0/x")]
    [InlineData("sftp://host:65536/x")]
    [InlineData("sftp://host:x/x")]
    [InlineData("sftp://host/a/../b")]
    [InlineData("sftp://host/a%2Fb")]
    [InlineData("sftp://host/a%0Ab")]
    [InlineData("sftp://host/a%zz")]
    [InlineData("sftp://host/a?x=1")]
    [InlineData("sftp://host/a#x")]
    public void What_is_no_folder_is_refused(string text)
    {
        BackupException error = Assert.Throws<BackupException>(() => _provider.Parse(text));
        Assert.Equal(ErrorCode.StorageNotUnderstood, error.Code);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void A_password_has_no_place_in_it()
    {
        BackupException error = Assert.Throws<BackupException>(() => _provider.Parse("sftp://me:s3cret@host/x"));
        Assert.Equal(ErrorCode.StorageNotUnderstood, error.Code);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sftp://host/a/x.zip", "sftp://host/a", "x.zip")]
    [InlineData("sftp://host/x%20y.zip", "sftp://host/", "x y.zip")]
    [InlineData("sftp://host/~/x.zip", "sftp://host/~", "x.zip")]
    [InlineData("sftp://host/a/", "sftp://host/a", "")]
    public void Tells_an_archive_from_its_folder(string path, string folder, string name)
    {
        (StorageInfo storage, string found) = _provider.ParseArchive(path);
        Assert.Equal((folder, name), (storage.Location, found));
        if (name.Length > 0)
            Assert.Equal(path, _provider.Open(storage).GetPath(name));
    }

    [Theory]
    [InlineData("HostKey", "SHA256:short")]
    [InlineData("KeyFile", "relative")]
    [InlineData("KnownHosts", "relative")]
    [InlineData("Port", "22")]
    public void Options_that_are_wrong_or_unknown_are_refused(string name, string value)
    {
        StorageInfo storage = _provider.Parse("sftp://host/a") with { Options = new Dictionary<string, string> { [name] = value } };
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<BackupException>(() => BuiltIn.Components.OpenStorage(storage)).Code);
    }

    [Fact]
    public void Contradictions_are_refused()
    {
        StorageInfo both = _provider.Parse("sftp://host/a") with
        {
            Options = new Dictionary<string, string> { ["HostKey"] = "SHA256:" + new string('A', 43), ["KnownHosts"] = "/x" },
        };
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<BackupException>(() => _provider.Open(both)).Code);
        StorageInfo users = _provider.Parse("sftp://me@host/a") with { UserName = "you" };
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<BackupException>(() => _provider.Open(users)).Code);
    }
}
