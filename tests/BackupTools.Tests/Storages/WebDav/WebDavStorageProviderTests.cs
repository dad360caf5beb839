using BackupTools.Storages.WebDav;

namespace BackupTools.Tests.Storages.WebDav;

public sealed class WebDavStorageProviderTests
{
    private readonly WebDavStorageProvider _provider = new();

    [Theory]
    [InlineData("webdavs://host/backups", "webdavs://host/backups", "https://host/backups/")]
    [InlineData("WebDAV://me@host:8080/a%20b/", "webdav://me@host:8080/a%20b", "http://host:8080/a%20b/")]
    [InlineData("webdavs://host", "webdavs://host/", "https://host/")]
    [InlineData("webdav://[::1]:80/%25/~/x", "webdav://[::1]:80/%25/~/x", "http://[::1]/%25/~/x/")]
    [InlineData("webdavs://do%40main@host/remote.php/dav/files/me", "webdavs://do%40main@host/remote.php/dav/files/me", "https://host/remote.php/dav/files/me/")]
    public void Is_understood_and_written_always_alike(string text, string expected, string address)
    {
        Assert.True(_provider.Recognizes(text));
        Assert.Equal(expected, _provider.Parse(text).Location);
        Assert.Equal(expected, _provider.Parse(expected).Location);
        Assert.Equal(address, WebDavLocation.Parse(text).Address.AbsoluteUri);
        (StorageInfo storage, string name) = _provider.ParseArchive(_provider.Open(_provider.Parse(expected)).GetPath("x y.backup.zip"));
        Assert.Equal((expected, "x y.backup.zip"), (storage.Location, name));
    }

    [Theory]
    [InlineData("webdav://")]
    [InlineData("webdavs:///backups")]
    [InlineData("webdavs://host:0/x")]
    [InlineData("webdavs://host:65536/x")]
    [InlineData("webdavs://host:x/x")]
    [InlineData("webdavs://host/a/../b")]
    [InlineData("webdavs://host/a%2Fb")]
    [InlineData("webdavs://host/a%0Ab")]
    [InlineData("webdavs://host/a%zz")]
    [InlineData("webdavs://host/a?x=1")]
    [InlineData("webdavs://host/a#x")]
    public void What_is_no_folder_is_refused(string text)
    {
        BackupException error = Assert.Throws<BackupException>(() => _provider.Parse(text));
        Assert.Equal(ErrorCode.StorageNotUnderstood, error.Code);
        Assert.NotEmpty(error.Remedy);
    }

    [Theory]
    [InlineData("webdavs://me:s3cret@host/x")]
    [InlineData("webdav://:s3cret@host/x")]
    public void A_password_has_no_place_in_it(string text)
    {
        foreach (Action act in (Action[])[() => _provider.Parse(text), () => _provider.ParseArchive(text), () => BuiltIn.Components.OpenStorage(text)])
        {
            BackupException error = Assert.Throws<BackupException>(act);
            Assert.Equal(ErrorCode.StorageNotUnderstood, error.Code);
            Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("webdavs://host/a", "Authentication", "Digest")]
    [InlineData("webdavs://host/a", "Authentication", "Bearer")]
    [InlineData("webdavs://host/a", "CaFile", "relative.pem")]
    [InlineData("webdav://host/a", "CaFile", "/ca.pem")]
    [InlineData("webdav://host/a", "AllowPlainText", "maybe")]
    [InlineData("webdavs://host/a", "AllowPlainText", "true")]
    [InlineData("webdavs://host/a", "Colour", "red")]
    public void Options_that_mean_nothing_are_refused(string text, string name, string value)
    {
        StorageInfo info = _provider.Parse(text) with { Options = new Dictionary<string, string> { [name] = value } };
        BackupException error = Assert.Throws<BackupException>(() => BuiltIn.Components.OpenStorage(info));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void A_user_is_named_once_and_has_no_colon()
    {
        Assert.Throws<BackupException>(() => _provider.Open(With("webdavs://me@host/a", "you")));
        Assert.Throws<BackupException>(() => _provider.Open(With("webdavs://host/a", "you:me")));
        Assert.Throws<BackupException>(() => _provider.Open(With("webdavs://host/a", null)));
        _provider.Open(With("webdavs://me@host/a", "me"));
        _provider.Open(With("webdavs://me@host/a", null));
    }

    [Theory]
    [InlineData("webdav://nas/a", null, false)]
    [InlineData("webdav://192.168.1.2:8080/a", null, false)]
    [InlineData("webdav://nas/a", "false", false)]
    [InlineData("webdav://nas/a", "true", true)]
    [InlineData("webdav://localhost/a", null, true)]
    [InlineData("webdav://127.0.0.1:8080/a", null, true)]
    [InlineData("webdav://[::1]/a", null, true)]
    [InlineData("webdavs://nas/a", null, true)]
    public void A_password_goes_over_no_network_in_plain_text_unless_asked_for(string location, string? allowed, bool isGood)
    {
        StorageInfo info = With(location, "me");
        if (allowed is not null)
            info = info with { Options = new Dictionary<string, string> { ["AllowPlainText"] = allowed } };
        if (isGood)
            _provider.Open(info);
        else
            Assert.Equal(ErrorCode.PasswordNotSent, Assert.Throws<BackupException>(() => _provider.Open(info)).Code);
        _provider.Open(info.WithSecret(null));
    }

    private StorageInfo With(string location, string? user) => (_provider.Parse(location) with { UserName = user }).WithSecret(SecureText.Of("s3cret"));
}
