using System.Net;
using BackupTools.Archive;
using BackupTools.Encryption.Services;
using BackupTools.Tests.Archive;
using BackupTools.Tests.Archive.Sealing;

namespace BackupTools.Tests.Encryption.Services;

/// <summary>Keys that services keep, on a stub of three of them. AWS is tested on moto (<see cref="AwsKeyTests"/>).</summary>
public sealed class ServiceKeyTests : IDisposable
{
    private readonly KeyServiceStub _stub = new();

    public static TheoryData<string> Services => ["azure", "google", "vault"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_was_wrapped_there_opens_an_archive(string service)
    {
        ServiceKey key = Key(service);
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey with { Recipients = [key] });
        await SealedSample.ReadAsync(bytes, new ArchiveKeys { Openers = [Key(service)] });
        ArchiveHead head = await ArchiveHead.ReadAsync(new Fakes.MemoryStorageReader(bytes), "x", Token);
        RecipientEntry entry = Assert.Single(head.Header.Recipients!);
        Assert.True(key.Has(entry));
        Assert.Equal(key.Display, entry.ToString());
        Assert.DoesNotContain(KeyServiceStub.Token, System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_was_wrapped_for_another_archive_or_altered_opens_nothing(string service)
    {
        ServiceKey key = Key(service);
        RecipientEntry entry = await key.WrapAsync(new byte[32], SampleArchive.Id, Token);
        Assert.NotNull(await key.UnwrapAsync(entry, SampleArchive.Id, Token));
        if (service == "google") // The others bind nothing; the commitment in the header does.
            Assert.Null(await key.UnwrapAsync(entry, SampleArchive.OtherId, Token));
        byte[] wrapped = Convert.FromBase64String(entry.WrappedKey);
        wrapped[^2] = (byte)(wrapped[^2] == 'A' ? 'B' : 'A');
        Assert.Null(await key.UnwrapAsync(entry with { WrappedKey = Convert.ToBase64String(wrapped) }, SampleArchive.Id, Token));
        Assert.Null(await key.UnwrapAsync(entry with { WrappedKey = "!" }, SampleArchive.Id, Token));
    }

    /// <summary>A hostile archive could else have this user's token sent to a service of its choice, or another key of this user's used.</summary>
    [Theory]
    [InlineData("azure", "azure-key-vault", "https://evil.vault.azure.net/keys/backups/0123456789abcdef0123456789abcdef")]
    [InlineData("azure", "azure-key-vault", "https://myvault.vault.azure.net/keys/other/0123456789abcdef0123456789abcdef")]
    [InlineData("azure", "azure-key-vault", "https://myvault.vault.azure.net/keys/backups/../../secrets/x")]
    [InlineData("azure", "azure-key-vault", "https://myvault.vault.azure.net/keys/backups/0123456789abcdef0123456789abcdef?x=")]
    [InlineData("azure", "google-kms", "https://myvault.vault.azure.net/keys/backups/0123456789abcdef0123456789abcdef")]
    [InlineData("google", "google-kms", "projects/p/locations/europe-west3/keyRings/r/cryptoKeys/other")]
    [InlineData("google", "google-kms", null)]
    [InlineData("vault", "vault-transit", "transit/other")]
    [InlineData("vault", "vault-transit", "other/backups")]
    [InlineData("vault", "rsa-oaep-sha256", "transit/backups")]
    public void What_an_archive_says_of_another_key_is_not_asked_for(string service, string kind, string? keyId)
    {
        RecipientEntry entry = new() { Kind = kind, KeyId = keyId, WrappedKey = "AAAA" };
        Assert.False(Key(service).Fits(entry));
        Assert.False(Key(service).Has(entry));
    }

    [Theory]
    [InlineData("azure", 403, """{"error":{"code":"Forbidden","innererror":{"code":"KeyDisabled"},"message":"Operation unwrapKey is not allowed on a disabled key."}}""")]
    [InlineData("azure", 404, """{"error":{"code":"KeyNotFound","message":"A key with (name/id) backups was not found."}}""")]
    [InlineData("google", 403, """{"error":{"code":403,"status":"PERMISSION_DENIED","message":"Permission denied."}}""")]
    [InlineData("google", 400, """{"error":{"code":400,"status":"FAILED_PRECONDITION","message":"The key version is not enabled: DESTROYED."}}""")]
    [InlineData("vault", 403, """{"errors":["permission denied"]}""")]
    [InlineData("vault", 400, """{"errors":["ciphertext or signature version is disallowed by policy (too old)"]}""")]
    public async Task A_key_that_was_revoked_is_refused(string service, int status, string body)
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey with { Recipients = [Key(service)] });
        _stub.Instead = _ => KeyServiceStub.Answer(status, body);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => SealedSample.ReadAsync(bytes, new ArchiveKeys { Openers = [Key(service)] }));
        Assert.Equal(ErrorCode.KeyRefused, error.Code);
        Assert.False(error.IsTransient);
        Assert.Contains(service == "azure" ? "azurekeyvault://" : service == "google" ? "gcpkms://" : "hashivault://", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_is_passing_is_tried_again(string service)
    {
        _stub.Instead = n => n < 4 ? KeyServiceStub.Answer(n == 1 ? 429 : 503, "busy") : null;
        await Key(service).WrapAsync(new byte[32], SampleArchive.Id, Token);
        Assert.Equal(4, _stub.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_stays_is_an_error_that_says_so_and_repeats_no_secret(string service)
    {
        foreach ((Func<int, HttpResponseMessage?> instead, bool isPassing, int most) in new (Func<int, HttpResponseMessage?>, bool, int)[]
        {
            (_ => KeyServiceStub.Answer(500, "\u001b[31mno JSON " + KeyServiceStub.Token), true, 4),
            (_ => throw new HttpRequestException("Connection refused"), true, 4),
            (_ => KeyServiceStub.Answer(200, "not json"), false, 1),
            (_ => KeyServiceStub.Answer(200, "[]"), false, 1),
            (_ => KeyServiceStub.Answer(200, "{}"), false, 1),
            (_ => KeyServiceStub.Answer(200, """{"kid":7,"value":"!","ciphertext":"!","data":"x"}"""), false, 1),
            (_ => KeyServiceStub.Answer(401, """{"errors":[]}"""), false, 1),
            (_ => new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri("https://evil.example/") }, Content = new StringContent("") }, false, 1),
            (_ => KeyServiceStub.Answer(200, new string('x', 100_000)), true, 4),
        })
        {
            _stub.Requests.Clear();
            _stub.Instead = instead;
            BackupException error = await Assert.ThrowsAsync<BackupException>(() => Key(service).WrapAsync(new byte[32], SampleArchive.Id, Token));
            Assert.Equal((ErrorCode.KeyServiceFailed, isPassing), (error.Code, error.IsTransient));
            Assert.InRange(_stub.Requests.Count, 1, most);
            Assert.DoesNotContain(KeyServiceStub.Token, error.Message + error.Remedy, StringComparison.Ordinal);
            Assert.DoesNotContain(error.Message, char.IsControl);
        }
    }

    /// <summary>Some servers repeat the whole request in their error: who asks, and the data key itself.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_a_service_repeats_of_the_request_is_not_shown(string service)
    {
        byte[] dataKey = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        string[] forms = [Convert.ToBase64String(dataKey), Convert.ToBase64String(dataKey).TrimEnd('=').Replace('+', '-').Replace('/', '_'), KeyServiceStub.Token];
        RecipientEntry entry = await Key(service).WrapAsync(dataKey, SampleArchive.Id, Token);
        foreach (int status in new[] { 400, 403, 404, 418, 500 })
        {
            _stub.Instead = _ => KeyServiceStub.Answer(status, new System.Text.Json.Nodes.JsonObject
            {
                ["errors"] = new System.Text.Json.Nodes.JsonArray($"bad request {string.Join(' ', forms)} of you"),
                ["error"] = new System.Text.Json.Nodes.JsonObject { ["message"] = $"bad request {string.Join(' ', forms)} of you" },
            }.ToJsonString());
            foreach (Func<Task> act in new Func<Task>[] { () => Key(service).WrapAsync(dataKey, SampleArchive.Id, Token), () => Key(service).UnwrapAsync(entry, SampleArchive.Id, Token) })
            {
                BackupException error = await Assert.ThrowsAsync<BackupException>(act);
                Assert.Contains("bad request", error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(KeyServiceStub.Token, error.ToString(), StringComparison.Ordinal);
            }

            BackupException wrapping = await Assert.ThrowsAsync<BackupException>(() => Key(service).WrapAsync(dataKey, SampleArchive.Id, Token));
            Assert.DoesNotContain(forms[service == "azure" ? 1 : 0], wrapping.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("azure")]
    [InlineData("google")]
    public async Task Who_is_not_logged_in_is_told_how(string service)
    {
        ServiceKey key = service == "azure"
            ? AzureKey.TryParse("myvault.vault.azure.net/keys/backups", Http(), (_, _) => throw new InvalidOperationException("No login.\nSecond line."))!
            : GoogleKey.TryParse("projects/p/locations/europe-west3/keyRings/r/cryptoKeys/backups", Http(), _ => throw new InvalidOperationException("No login."))!;
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => key.WrapAsync(new byte[32], SampleArchive.Id, Token));
        Assert.Equal(ErrorCode.KeyServiceFailed, error.Code);
        Assert.Contains("No login.", error.Message, StringComparison.Ordinal);
        Assert.Contains("log in", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(_stub.Requests);
    }

    [Theory]
    [InlineData("VAULT_ADDR", null)]
    [InlineData("VAULT_ADDR", "vault.example.com")]
    [InlineData("VAULT_ADDR", "file:///etc/passwd")]
    [InlineData("VAULT_ADDR", "http://vault.example.com:8200")]
    [InlineData("VAULT_ADDR", "https://user:hunter2@vault.example.com")]
    [InlineData("VAULT_TOKEN", null)]
    [InlineData("VAULT_TOKEN", "two words")]
    public async Task Vault_is_not_asked_where_its_variables_are_wrong(string name, string? value)
    {
        ServiceKey key = TransitKey.TryParse("backups", Http(), n => n == name ? value : Variable(n))!;
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => key.WrapAsync(new byte[32], SampleArchive.Id, Token));
        Assert.Equal(ErrorCode.KeyServiceFailed, error.Code);
        Assert.DoesNotContain("hunter2", error.Message + error.Remedy, StringComparison.Ordinal);
        Assert.Empty(_stub.Requests);
    }

    [Theory]
    [InlineData("awskms://alias/backups")]
    [InlineData("awskms:///arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("awskms://1234abcd-12ab-34cd-56ef-1234567890ab?region=eu-central-1")]
    [InlineData("awskms://alias/x?region=us-east-1&endpoint=http://127.0.0.1:4566")]
    [InlineData("azurekeyvault://myvault.vault.azure.net/keys/backups")]
    [InlineData("AzureKeyVault://MyVault.vault.azure.net/keys/backups/0123456789abcdef0123456789abcdef")]
    [InlineData("azurekeyvault://my-hsm.managedhsm.azure.net/keys/backups")]
    [InlineData("gcpkms://projects/p/locations/global/keyRings/r/cryptoKeys/k")]
    [InlineData("hashivault://backups?mount=secret/transit")]
    public void Keys_are_written_as_others_write_them(string text)
    {
        Assert.True(ServiceKeys.IsOne(text));
        Assert.NotNull(ServiceKeys.Parse(text));
    }

    [Theory]
    [InlineData("awskms://")]
    [InlineData("awskms://alias/x?region=eu central")]
    [InlineData("awskms://alias/x?secret=y")]
    [InlineData("awskms://alias/x?region=a&region=b")]
    [InlineData("awskms://alias/x?endpoint=http://user:hunter2@host")]
    [InlineData("azurekeyvault://evil.example.com/keys/backups")]
    [InlineData("azurekeyvault://vault.azure.net.evil.com/keys/backups")]
    [InlineData("azurekeyvault://evil.com/x.vault.azure.net/keys/backups")]
    [InlineData("azurekeyvault://myvault.vault.azure.net/secrets/backups")]
    [InlineData("azurekeyvault://myvault.vault.azure.net/keys/backups/latest")]
    [InlineData("gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/../x")]
    [InlineData("gcpkms://projects/p")]
    [InlineData("hashivault://../sys/seal")]
    [InlineData("hashivault://a/b")]
    [InlineData("hashivault://a?mount=../sys")]
    [InlineData("hashivault://a?token=hunter2")]
    public void What_is_none_is_refused(string text)
    {
        BackupException error = Assert.Throws<BackupException>(() => ServiceKeys.Parse(text));
        Assert.Equal(ErrorCode.KeyNotFound, error.Code);
        Assert.DoesNotContain("hunter2", error.Message + error.Remedy, StringComparison.Ordinal);
    }

    public void Dispose() => _stub.Dispose();

    private static string? Variable(string name) => name switch { "VAULT_ADDR" => "https://vault.example.com:8200", "VAULT_TOKEN" => KeyServiceStub.Token + "\n", _ => null };

    private ServiceHttp Http() => new(_stub, TimeSpan.FromMilliseconds(1));

    private ServiceKey Key(string service) => service switch
    {
        "azure" => AzureKey.TryParse("myvault.vault.azure.net/keys/backups", Http(), (scope, _) => Task.FromResult(scope == "https://vault.azure.net/.default" ? KeyServiceStub.Token : "wrong"))!,
        "google" => GoogleKey.TryParse("projects/p/locations/europe-west3/keyRings/r/cryptoKeys/backups", Http(), _ => Task.FromResult(KeyServiceStub.Token))!,
        _ => TransitKey.TryParse("backups", Http(), Variable)!,
    };
}
