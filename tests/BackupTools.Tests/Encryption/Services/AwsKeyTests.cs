using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using BackupTools.Archive;
using BackupTools.Encryption.Services;
using BackupTools.Tests.Archive;
using BackupTools.Tests.Archive.Sealing;
using BackupTools.Tests.Servers.Clouds;

namespace BackupTools.Tests.Encryption.Services;

/// <summary>Keys of AWS KMS, on moto, with the maker's own library as the judge.</summary>
public sealed class AwsKeyTests : IAsyncLifetime
{
    private MotoServer _server = null!;
    private AmazonKeyManagementServiceClient _client = null!;
    private KeyMetadata _key = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await MotoServer.GetAsync();
        _client = new AmazonKeyManagementServiceClient(
            _server.Keys["writer"][0], _server.Keys["writer"][1],
            new AmazonKeyManagementServiceConfig { ServiceURL = _server.Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" });
        _key = (await _client.CreateKeyAsync(new CreateKeyRequest(), Token)).KeyMetadata;
    }

    [Fact]
    public async Task An_archive_opens_by_arn_id_and_alias_and_the_service_agrees()
    {
        string alias = "alias/backups-" + Guid.NewGuid().ToString("n");
        await _client.CreateAliasAsync(new CreateAliasRequest { AliasName = alias, TargetKeyId = _key.KeyId }, Token);
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey with { Recipients = [Key(alias)] });
        foreach (string name in new[] { alias, _key.KeyId, _key.Arn })
            await SealedSample.ReadAsync(bytes, By(name));

        ArchiveHead head = await ArchiveHead.ReadAsync(new Fakes.MemoryStorageReader(bytes), "x", Token);
        RecipientEntry entry = Assert.Single(head.Header.Recipients!);
        Assert.Equal(("aws-kms", _key.Arn), (entry.Kind, entry.KeyId));
        DecryptResponse there = await _client.DecryptAsync(
            new DecryptRequest
            {
                CiphertextBlob = new MemoryStream(Convert.FromBase64String(entry.WrappedKey)), EncryptionContext = new() { ["backup"] = head.Header.Id },
            },
            Token);
        using DataKey key = DataKey.Of(there.Plaintext.ToArray(), head.Header.Id);
        Assert.Equal(head.Header.Encryption!.KeyCommitment, key.Commitment);
    }

    [Fact]
    public async Task What_was_wrapped_for_another_archive_or_by_another_key_opens_nothing()
    {
        RecipientEntry entry = await Key(_key.Arn).WrapAsync(new byte[32], SampleArchive.Id, Token);
        Assert.Null(await Key(_key.Arn).UnwrapAsync(entry, SampleArchive.OtherId, Token));
        KeyMetadata other = (await _client.CreateKeyAsync(new CreateKeyRequest(), Token)).KeyMetadata;
        Assert.False(Key(other.Arn).Fits(entry));
        Assert.False(Key(_key.Arn).Fits(entry with { Kind = "google-kms" }));
    }

    [Fact]
    public async Task A_key_that_is_not_there_or_may_not_be_used_is_an_error_that_says_so()
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => Key("alias/nowhere").WrapAsync(new byte[32], SampleArchive.Id, Token));
        Assert.Equal(ErrorCode.KeyServiceFailed, error.Code);
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey with { Recipients = [Key(_key.Arn)] });
        error = await Assert.ThrowsAsync<BackupException>(() => SealedSample.ReadAsync(bytes, By(_key.Arn, "reader")));
        Assert.Equal(ErrorCode.KeyRefused, error.Code);
        Assert.DoesNotContain(_server.Keys["reader"][1], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_a_passing_error()
    {
        int port = Servers.LoopbackPort.FindFree();
        AwsKey key = AwsKey.TryParse($"{_key.Arn}?endpoint=http://127.0.0.1:{port}", ("id", "secret"))!;
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => key.WrapAsync(new byte[32], SampleArchive.Id, Token));
        Assert.Equal((ErrorCode.KeyServiceFailed, true), (error.Code, error.IsTransient));
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }

    private AwsKey Key(string name, string user = "writer") => AwsKey.TryParse(
        $"{name}?region=us-east-1&endpoint={_server.Endpoint.AbsoluteUri}", (_server.Keys[user][0], _server.Keys[user][1]))!;

    private ArchiveKeys By(string name, string user = "writer") => new() { Openers = [Key(name, user)] };
}
