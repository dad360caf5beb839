using BackupTools.Storages.S3;

namespace BackupTools.Tests.Storages.S3;

public sealed class S3StorageProviderTests
{
    private readonly S3StorageProvider _provider = new();

    [Theory]
    [InlineData("s3://bucket", "s3://bucket")]
    [InlineData("S3://bucket/", "s3://bucket")]
    [InlineData("s3://bucket/a/b/", "s3://bucket/a/b")]
    [InlineData("s3://My.old_Bucket-1/größe 1", "s3://My.old_Bucket-1/größe 1")]
    public void A_location_is_understood(string text, string location)
    {
        Assert.True(_provider.Recognizes(text));
        Assert.Equal(location, _provider.Parse(text).Location);
        Assert.Equal(location + "/x.backup.zip", _provider.Open(_provider.Parse(text)).GetPath("x.backup.zip"));
        (StorageInfo storage, string name) = _provider.ParseArchive(location + "/x.backup.zip");
        Assert.Equal((location, "x.backup.zip"), (storage.Location, name));
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3:///prefix")]
    [InlineData("s3://bucket//prefix")]
    [InlineData("s3://bucket/../other")]
    [InlineData("s3://bucket/a\\b")]
    [InlineData("s3://bucket/a\u0007b")]
    [InlineData("s3://bu cket/a")]
    [InlineData("s3://bucket/a#b")]
    public void What_is_no_location_is_refused(string text) =>
        Assert.Equal(ErrorCode.StorageNotUnderstood, Assert.Throws<BackupException>(() => _provider.Parse(text)).Code);

    [Theory]
    [InlineData("s3://AKIAID:topsecretvalue@bucket/prefix")]
    [InlineData("s3://bucket/prefix?X-Amz-Signature=topsecretvalue")]
    [InlineData("s3://bucket/prefix?topsecretvalue")]
    public void A_location_with_a_secret_is_refused_and_not_repeated(string text) => StorageTesting.RefusesSecret(_provider, text, "topsecretvalue");

    [Theory]
    [InlineData("Endpoint", "ftp://host")]
    [InlineData("Endpoint", "https://id:topsecretvalue@host")]
    [InlineData("Endpoint", "host:9000")]
    [InlineData("Endpoint", "")]
    [InlineData("PathStyle", "maybe")]
    [InlineData("Encryption", "rot13")]
    [InlineData("KmsKeyId", "alias/x")]
    [InlineData("StorageClass", "DEEP_ARCHIVE")]
    [InlineData("StorageClass", "glacier")]
    [InlineData("RetainDays", "0")]
    [InlineData("RetainDays", "a week")]
    [InlineData("RetainUntil", "2001-01-01")]
    [InlineData("RetainUntil", "some day")]
    [InlineData("RetentionMode", "COMPLIANCE")]
    [InlineData("RetainDays;RetainUntil", "1;2999-01-01")]
    [InlineData("Checksum;RetainDays", "None;1")]
    [InlineData("Checksum", "SHA")]
    [InlineData("Colour", "red")]
    public void Options_that_mean_nothing_are_refused(string names, string values)
    {
        StorageInfo info = _provider.Parse("s3://bucket") with
        {
            Options = names.Split(';').Zip(values.Split(';')).ToDictionary(p => p.First, p => p.Second),
        };
        BackupException error = Assert.Throws<BackupException>(() => BuiltIn.Components.OpenStorage(info));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains(names.Split(';')[0], error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("topsecretvalue", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_key_and_a_key_beside_a_profile_are_refused()
    {
        StorageInfo bucket = _provider.Parse("s3://bucket");
        StorageInfo whole = (bucket with { UserName = "id" }).WithSecret(new System.Net.NetworkCredential("", "s").SecurePassword);
        _provider.Open(whole);
        foreach (StorageInfo wrong in (StorageInfo[])
            [bucket with { UserName = "id" }, whole with { UserName = null }, whole with { Options = new Dictionary<string, string> { ["Profile"] = "p" } }])
            Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<BackupException>(() => _provider.Open(wrong)).Code);
    }
}
