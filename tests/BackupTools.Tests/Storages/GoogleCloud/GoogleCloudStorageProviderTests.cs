using System.Net;
using System.Text.Json.Nodes;
using BackupTools.Storages.GoogleCloud;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.Clouds;

namespace BackupTools.Tests.Storages.GoogleCloud;

public sealed class GoogleCloudStorageProviderTests : IDisposable
{
    private readonly GoogleCloudStorageProvider _provider = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gs://bucket", "gs://bucket")]
    [InlineData("GS://bucket/", "gs://bucket")]
    [InlineData("gs://bucket/a/b/", "gs://bucket/a/b")]
    [InlineData("gs://my.old_bucket-1/größe 1", "gs://my.old_bucket-1/größe 1")]
    public void A_location_is_understood(string text, string location)
    {
        Assert.True(_provider.Recognizes(text));
        Assert.Equal(location, _provider.Parse(text).Location);
        Assert.Equal(location + "/x.backup.zip", _provider.Open(_provider.Parse(text)).GetPath("x.backup.zip"));
        (StorageInfo storage, string name) = _provider.ParseArchive(location + "/x.backup.zip");
        Assert.Equal((location, "x.backup.zip"), (storage.Location, name));
    }

    [Theory]
    [InlineData("gs://")]
    [InlineData("gs:///prefix")]
    [InlineData("gs://bucket//prefix")]
    [InlineData("gs://bucket/../other")]
    [InlineData("gs://bucket/a\\b")]
    [InlineData("gs://bucket/a\u0007b")]
    [InlineData("gs://bu cket/a")]
    [InlineData("gs://bucket/a#b")]
    public void What_is_no_location_is_refused(string text) =>
        Assert.Equal(ErrorCode.StorageNotUnderstood, Assert.Throws<BackupException>(() => _provider.Parse(text)).Code);

    [Theory]
    [InlineData("gs://keeper:topsecretvalue@bucket/prefix")]
    [InlineData("gs://bucket/prefix?access_token=topsecretvalue")]
    [InlineData("gs://bucket/prefix?topsecretvalue")]
    [InlineData("gs://bucket/private_key_secret=topsecretvalue")]
    public void A_location_with_a_secret_is_refused_and_not_repeated(string text) => StorageTesting.RefusesSecret(_provider, text, "topsecretvalue");

    [Theory]
    [InlineData("Endpoint", "ftp://host")]
    [InlineData("Endpoint", "https://id:topsecretvalue@host")]
    [InlineData("Endpoint", "https://storage.googleapis.com/storage/v1")]
    [InlineData("Endpoint", "host:9000")]
    [InlineData("Endpoint", "")]
    [InlineData("KeyFile", "key.json")]
    [InlineData("KeyFile", "")]
    [InlineData("StorageClass", "near line")]
    [InlineData("KmsKeyName", "backups")]
    [InlineData("KmsKeyName", "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1")]
    [InlineData("KmsKeyName", "projects/p/locations/l/keyRings/r/cryptoKeys/../k")]
    [InlineData("RetainDays", "0")]
    [InlineData("RetainDays", "a week")]
    [InlineData("RetainUntil", "2001-01-01")]
    [InlineData("RetentionMode", "Locked")]
    [InlineData("RetentionMode;RetainDays", "COMPLIANCE;1")]
    [InlineData("RetainDays;RetainUntil", "1;2999-01-01")]
    [InlineData("Colour", "red")]
    public void Options_that_mean_nothing_are_refused(string names, string values)
    {
        StorageInfo info = Bucket(names.Split(';').Zip(values.Split(';')).ToDictionary(p => p.First, p => p.Second));
        BackupException error = Assert.Throws<BackupException>(() => BuiltIn.Components.OpenStorage(info));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains(names.Split(';')[0], error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("topsecretvalue")]
    [InlineData("[\"topsecretvalue\"]")]
    [InlineData("{\"type\":\"authorized_user\",\"refresh_token\":\"topsecretvalue\"}")]
    [InlineData("{\"type\":\"service_account\",\"private_key\":\"topsecretvalue\"}")]
    [InlineData("{\"type\":\"service_account\",\"client_email\":\"a@b\"}")]
    [InlineData("{\"type\":\"service_account\",\"client_email\":\"a\\u0007@b\",\"private_key\":\"topsecretvalue\"}")]
    [InlineData("{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"topsecretvalue\",\"token_uri\":\"http://evil.example.com/token\"}")]
    [InlineData("{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"topsecretvalue\",\"token_uri\":\"file:///etc/passwd\"}")]
    [InlineData("{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"topsecretvalue\"")]
    [InlineData("[[[[[[[[[[[[[[[[\"topsecretvalue\"]]]]]]]]]]]]]]]]")]
    public void A_secret_that_is_no_key_is_refused_and_not_shown(string secret)
    {
        BackupException error = Assert.Throws<BackupException>(() => _provider.Open(With(secret)));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_key_that_is_none_is_refused_and_not_shown()
    {
        IBackupStorage storage = _provider.Open(With("{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\ntopsecretvalue\\n-----END PRIVATE KEY-----\"}"));
        BackupException error = await StorageTesting.FailsAsync(ErrorCode.InvalidArgument, () => storage.ItemsAsync());
        Assert.Contains("private_key", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_shown_nowhere()
    {
        StorageInfo info = With(GoogleStub.Get().WriterKey);
        string key = (string)JsonNode.Parse(GoogleStub.Get().WriterKey)!["private_key"]!;
        GoogleCloudSettings settings = GoogleCloudSettings.Of(info);
        Assert.Equal(key, settings.Key!.PrivateKey);
        Assert.DoesNotContain(key.Split('\n')[3], $"{info} {settings} {settings.Key}", StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_named_must_be_who_the_key_is_of()
    {
        StorageInfo whole = With(GoogleStub.Get().WriterKey) with { UserName = "Writer@acme.iam.gserviceaccount.com" };
        _provider.Open(whole);
        foreach (StorageInfo wrong in (StorageInfo[])[whole with { UserName = "other@acme.iam.gserviceaccount.com" }, Bucket([]) with { UserName = "writer" },
            whole with { Options = new Dictionary<string, string> { ["KeyFile"] = _folder["key.json"] } }])
            Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<BackupException>(() => _provider.Open(wrong)).Code);
    }

    [Fact]
    public void A_key_is_not_proven_over_a_connection_that_anybody_can_read()
    {
        StorageInfo info = With(GoogleStub.Get().WriterKey) with { Options = new Dictionary<string, string> { ["Endpoint"] = "http://storage.example.com" } };
        Assert.Contains("https", Assert.Throws<BackupException>(() => _provider.Open(info)).Remedy, StringComparison.Ordinal);
        _provider.Open(info with { Options = new Dictionary<string, string> { ["Endpoint"] = "https://storage.example.com" } });
    }

    private StorageInfo Bucket(Dictionary<string, string> options) => _provider.Parse("gs://bucket") with { Options = options };

    private StorageInfo With(string secret) => Bucket([]).WithSecret(new NetworkCredential("", secret).SecurePassword);
}
