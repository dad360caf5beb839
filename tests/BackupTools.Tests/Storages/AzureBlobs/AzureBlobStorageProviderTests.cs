using System.Net;
using BackupTools.Storages.AzureBlobs;

namespace BackupTools.Tests.Storages.AzureBlobs;

public sealed class AzureBlobStorageProviderTests
{
    private const string Key = "dG9wc2VjcmV0dmFsdWV0b3BzZWNyZXR2YWx1ZXRvcHNlY3JldHZhbHVldG9wc2VjcmV0dmFsdWV0b3BzZWNyZXR2YWx1ZQ==";
    private const string Sas = "sv=2024-11-04&ss=b&sig=dG9wc2VjcmV0dmFsdWU%3D";

    private readonly AzureBlobStorageProvider _provider = new();

    [Theory]
    [InlineData("azblob://acme/backups", "azblob://acme/backups")]
    [InlineData("AzBlob://Acme/backups/", "azblob://acme/backups")]
    [InlineData("azblob://acme1/my-backups/a/b/", "azblob://acme1/my-backups/a/b")]
    [InlineData("azblob://acme/backups/größe 1", "azblob://acme/backups/größe 1")]
    public void A_location_is_understood(string text, string location)
    {
        Assert.True(_provider.Recognizes(text));
        Assert.Equal(location, _provider.Parse(text).Location);
        Assert.Equal(location + "/x.backup.zip", _provider.Open(_provider.Parse(text)).GetPath("x.backup.zip"));
        (StorageInfo storage, string name) = _provider.ParseArchive(location + "/x.backup.zip");
        Assert.Equal((location, "x.backup.zip"), (storage.Location, name));
    }

    [Fact]
    public void A_container_alone_names_no_archive() =>
        Assert.Equal(("azblob://acme/backups", ""), (_provider.ParseArchive("azblob://acme/backups").Storage.Location, _provider.ParseArchive("azblob://acme/backups").Name));

    [Theory]
    [InlineData("azblob://")]
    [InlineData("azblob://acme")]
    [InlineData("azblob://acme/")]
    [InlineData("azblob:///backups")]
    [InlineData("azblob://acme.blob.core.windows.net/backups")]
    [InlineData("azblob://ac/backups")]
    [InlineData("azblob://acme-1/backups")]
    [InlineData("azblob://acme/Backups")]
    [InlineData("azblob://acme/$root")]
    [InlineData("azblob://acme/back--ups")]
    [InlineData("azblob://acme/-backups")]
    [InlineData("azblob://acme/backups//x")]
    [InlineData("azblob://acme/backups/../other")]
    [InlineData("azblob://acme/backups/a\\b")]
    [InlineData("azblob://acme/backups/a\u0007b")]
    public void What_is_no_location_is_refused(string text) =>
        Assert.Equal(ErrorCode.StorageNotUnderstood, Assert.Throws<BackupException>(() => _provider.Parse(text)).Code);

    [Theory]
    [InlineData("azblob://acme:topsecretvalue@acme/backups")]
    [InlineData("azblob://acme/backups?sv=1&sig=topsecretvalue")]
    [InlineData("azblob://acme/backups/x?topsecretvalue")]
    [InlineData("azblob://acme/backups/AccountKey=topsecretvalue")]
    public void A_location_with_a_secret_is_refused_and_not_repeated(string text) => StorageTesting.RefusesSecret(_provider, text, "topsecretvalue");

    [Theory]
    [InlineData("Endpoint", "ftp://host")]
    [InlineData("Endpoint", "https://id:topsecretvalue@host")]
    [InlineData("Endpoint", "https://acme.blob.core.windows.net/?sig=topsecretvalue")]
    [InlineData("Endpoint", "host:9000")]
    [InlineData("Endpoint", "nodots")]
    [InlineData("Endpoint", "")]
    [InlineData("AccessTier", "Lukewarm")]
    [InlineData("AccessTier", "archive")]
    [InlineData("RetainDays", "0")]
    [InlineData("RetainUntil", "2001-01-01")]
    [InlineData("RetentionMode", "Locked")]
    [InlineData("RetentionMode;RetainDays", "COMPLIANCE;1")]
    [InlineData("RetainDays;RetainUntil", "1;2999-01-01")]
    [InlineData("Colour", "red")]
    public void Options_that_mean_nothing_are_refused(string names, string values)
    {
        StorageInfo info = _provider.Parse("azblob://acme/backups") with
        {
            Options = names.Split(';').Zip(values.Split(';')).ToDictionary(p => p.First, p => p.Second),
        };
        BackupException error = Assert.Throws<BackupException>(() => BuiltIn.Components.OpenStorage(info));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains(names.Split(';')[0], error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Key, null, true, "https://acme.blob.core.windows.net/")]
    [InlineData(Sas, null, false, "https://acme.blob.core.windows.net/")]
    [InlineData("?" + Sas, null, false, "https://acme.blob.core.windows.net/")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=" + Key + ";EndpointSuffix=core.chinacloudapi.cn", null, true, "https://acme.blob.core.chinacloudapi.cn/")]
    [InlineData("BlobEndpoint=https://acme.blob.core.windows.net/;SharedAccessSignature=" + Sas, null, false, "https://acme.blob.core.windows.net/")]
    [InlineData("AccountName=acme;AccountKey=" + Key + ";BlobEndpoint=http://127.0.0.1:10000/acme", null, true, "http://127.0.0.1:10000/acme")]
    [InlineData(Key, "core.usgovcloudapi.net", true, "https://acme.blob.core.usgovcloudapi.net/")]
    [InlineData(Key, "https://blobs.example.com", true, "https://blobs.example.com/")]
    [InlineData(Key, "http://127.0.0.1:10000/acme", true, "http://127.0.0.1:10000/acme")]
    [InlineData(Sas, "http://127.0.0.1:10000/acme", false, "http://127.0.0.1:10000/acme")]
    public void A_secret_is_told_by_its_shape(string secret, string? endpoint, bool isKey, string address)
    {
        StorageInfo info = Given(secret, endpoint);
        AzureBlobAccess access = AzureBlobAccess.Of(info, AzureBlobSettings.Of(info));
        Assert.Equal(isKey, access.Key!.AccountKey == Key);
        Assert.Equal(!isKey, access.Key.SasToken == Sas);
        Assert.Equal(address, access.Endpoint.AbsoluteUri);
        Assert.DoesNotContain("dG9w", $"{access} {AzureBlobSettings.Of(info)} {info}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("topsecretvalue", null)]
    [InlineData("dG9wc2VjcmV0dmFsdWU=", null)]
    [InlineData("sv=2024-11-04&topsecretvalue", null)]
    [InlineData("sig=topsecretvalue with blanks", null)]
    [InlineData("https://acme.blob.core.windows.net/backups?sv=1&sig=topsecretvalue", null)]
    [InlineData("AccountName=other;AccountKey=" + Key, null)]
    [InlineData("BlobEndpoint=https://other.blob.core.windows.net;SharedAccessSignature=" + Sas, null)]
    [InlineData("AccountName=acme;AccountKey=topsecretvalue", null)]
    [InlineData("AccountName=acme;AccountKey=" + Key + ";AccountKey=" + Key, null)]
    [InlineData("UseDevelopmentStorage=true", null)]
    [InlineData(Sas, "http://blobs.example.com")]
    [InlineData(Key, "https://other.blob.core.windows.net")]
    [InlineData(Key, "http://127.0.0.1:10000")]
    public void A_secret_that_is_none_of_this_account_is_refused_and_not_shown(string secret, string? endpoint)
    {
        BackupException error = Assert.Throws<BackupException>(() => _provider.Open(Given(secret, endpoint)));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("dG9w", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_user_is_the_account_and_has_a_secret()
    {
        Assert.Contains("acme", Assert.Throws<BackupException>(() => _provider.Open(Given(Key, null) with { UserName = "other" })).Remedy, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<BackupException>(() => _provider.Open(_provider.Parse("azblob://acme/backups") with { UserName = "acme" })).Code);
    }

    private StorageInfo Given(string secret, string? endpoint) => (_provider.Parse("azblob://acme/backups") with
    {
        UserName = "acme", Options = endpoint is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Endpoint"] = endpoint },
    }).WithSecret(new NetworkCredential("", secret).SecurePassword);
}
