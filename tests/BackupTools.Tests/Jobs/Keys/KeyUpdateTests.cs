using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Common;
using BackupTools.Encryption;
using BackupTools.Jobs;
using BackupTools.Tests.Archive;
using BackupTools.Tests.Archive.Sealing;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Storages;

namespace BackupTools.Tests.Jobs.Keys;

/// <summary>Recipients are added beside an archive, which stays as it is; what lies beside it is never trusted.</summary>
public sealed class KeyUpdateTests
{
    private const string Name = "shop_20261121_060000.backup.zip";
    private const string First = "shop_20261121_060000.backup.keys-0001.json";
    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static RsaRecipient Lena { get; } = new(SealedSample.OtherKey, "lena");

    private static ArchiveKeys LenasKeys { get; } = new() { Openers = [new RsaOpener(SealedSample.OtherKey, "lena")] };

    [Fact]
    public async Task Who_was_added_can_open_it_and_not_a_byte_of_the_archive_differs()
    {
        RsaSigner signer = new(SealedSample.Key, "ops");
        byte[] before = await PutAsync(SealedSample.ForKey with { Signers = [signer] });
        Assert.Equal(ErrorCode.KeyMissing, await OpenErrorAsync(LenasKeys));

        Assert.Equal(["lena"], await AddAsync(SealedSample.ByKey, Lena));

        Assert.Equal(before, _storage[Name]);
        ArchiveKeys strict = LenasKeys with { Signers = [new RsaSignatureCheck(SealedSample.Key, "ops")], RequireSignature = true };
        await ReadAsync(strict);
        await ReadAsync(SealedSample.ByKey);
        Assert.Equal(["ops", "lena"], Assert.Single(await ListAsync(_storage)).Recipients!);
        Assert.Equal(["ops", "lena"], (await BackupCatalog.FindAsync(BuiltIn.Components, _storage, Name, Token)).Recipients!);
    }

    [Fact]
    public async Task Who_can_open_it_already_is_not_added_again()
    {
        await PutAsync(SealedSample.ForBoth);
        Assert.Empty(await AddAsync(ArchiveKeys.None, new RsaRecipient(SealedSample.Key, "by another name"), SealedSample.Phrase));
        await AddAsync(SealedSample.ByPhrase, Lena);
        Assert.Empty(await AddAsync(ArchiveKeys.None, Lena));
        Assert.Single(_storage.Names, n => n.Contains("keys-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_who_was_added_adds_the_next_one()
    {
        await PutAsync(SealedSample.ForKey);
        await AddAsync(SealedSample.ByKey, Lena);
        Passphrase phrase = new(SecureText.Of("another one"));
        Assert.Equal(["the passphrase"], await AddAsync(LenasKeys, phrase));
        await ReadAsync(new ArchiveKeys { Openers = [phrase] });
        Assert.Contains("shop_20261121_060000.backup.keys-0002.json", _storage.Names);
    }

    [Fact]
    public async Task Without_a_key_that_opens_it_nothing_is_written()
    {
        await PutAsync(SealedSample.ForKey);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => AddAsync(LenasKeys, Lena));
        Assert.Equal(ErrorCode.KeyMissing, error.Code);
        Assert.Equal([Name], _storage.Names);
    }

    [Fact]
    public async Task An_archive_that_is_not_encrypted_needs_nobody()
    {
        await _storage.PutAsync(Name, await SampleArchive.CreateAsync("none"));
        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<BackupException>(() => AddAsync(SealedSample.ByKey, Lena))).Code);
    }

    [Fact]
    public async Task Two_at_the_same_time_both_succeed()
    {
        await PutAsync(SealedSample.ForKey);
        using RSA other = RSA.Create(2048);
        RsaRecipient second = new(other, "max");
        await Task.WhenAll(AddAsync(SealedSample.ByKey, Lena), AddAsync(SealedSample.ByKey, second));
        await ReadAsync(LenasKeys);
        await ReadAsync(new ArchiveKeys { Openers = [new RsaOpener(other, "max")] });
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\":1,\"minReader\":1,\"id\":null,\"recipients\":null}")]
    [InlineData("{\"format\":1,\"minReader\":1,\"id\":\"ID\",\"recipients\":[null]}")]
    [InlineData("{\"format\":1,\"minReader\":1,\"id\":\"ID\",\"recipients\":[{\"kind\":\"rsa-oaep-sha256\",\"keyId\":\"KEY\",\"wrappedKey\":\"!\"}]}")]
    [InlineData("{\"format\":1,\"minReader\":1,\"id\":\"ID\",\"recipients\":[{\"kind\":\"pbkdf2-sha256\",\"iterations\":2000000000,\"salt\":\"AAAA\",\"wrappedKey\":\"AAAA\"}]}")]
    public async Task A_hostile_file_is_passed_over_and_a_good_one_behind_it_still_counts(string content)
    {
        await PutAsync(SealedSample.ForKey);
        string bad = content.Replace("ID", SampleArchive.Id, StringComparison.Ordinal).Replace("KEY", Lena.KeyId, StringComparison.Ordinal);
        await _storage.PutAsync(First, Encoding.UTF8.GetBytes(bad));
        Assert.NotNull(await OpenErrorAsync(LenasKeys));
        await AddAsync(SealedSample.ByKey, new NamelessRecipient(Lena));
        await ReadAsync(LenasKeys);
        Assert.Single(await ListAsync(_storage));
    }

    [Fact]
    public async Task The_file_of_another_archive_adds_nobody()
    {
        MemoryStorage other = new();
        await other.PutAsync(Name, await SealedSample.CreateAsync(SealedSample.ForKey, SampleArchive.OtherId));
        await AddAsync(other, SealedSample.ByKey, Lena);
        await PutAsync(SealedSample.ForKey);
        await _storage.PutAsync(First, other[First]);
        Assert.Equal(ErrorCode.KeyMissing, await OpenErrorAsync(LenasKeys));

        JsonNode lying = JsonNode.Parse(other[First])!;
        lying["id"] = SampleArchive.Id;
        _storage[First] = Encoding.UTF8.GetBytes(lying.ToJsonString());
        Assert.Equal(ErrorCode.KeyRefused, await OpenErrorAsync(LenasKeys));
    }

    [Fact]
    public async Task A_newer_file_is_passed_over()
    {
        await PutAsync(SealedSample.ForKey);
        await AddAsync(SealedSample.ByKey, Lena);
        JsonNode newer = JsonNode.Parse(_storage[First])!;
        newer["minReader"] = 2;
        _storage[First] = Encoding.UTF8.GetBytes(newer.ToJsonString());
        Assert.Equal(ErrorCode.KeyMissing, await OpenErrorAsync(LenasKeys));
    }

    [Fact]
    public async Task However_many_files_there_are_the_work_is_bounded()
    {
        await PutAsync(SealedSample.ForKey);
        for (int number = 1; number <= 300; number++)
        {
            await _storage.PutAsync(
                $"shop_20261121_060000.backup.keys-{number:D4}.json",
                Encoding.UTF8.GetBytes(
                    $$"""{"format":1,"minReader":1,"id":"{{SampleArchive.Id}}","recipients":[{"kind":"pbkdf2-sha256","iterations":9000000,"salt":"AAAA","wrappedKey":"AAAA"}]}"""));
        }

        int asked = 0;
        CountingOpener counting = new(() => asked++);
        Assert.Equal(ErrorCode.KeyRefused, await OpenErrorAsync(new ArchiveKeys { Openers = [counting] }));
        Assert.Equal(2, asked);
        Assert.Equal(ErrorCode.CapabilityMissing, (await Assert.ThrowsAsync<BackupException>(() => AddAsync(SealedSample.ByKey, Lena))).Code);
    }

    [Fact]
    public async Task A_copy_takes_them_along_and_copying_again_only_what_is_new()
    {
        await PutAsync(SealedSample.ForKey);
        await AddAsync(SealedSample.ByKey, Lena);
        MemoryStorage other = new();
        Assert.Equal(["ops", "lena"], (await CopyAsync(other)).Recipients!);
        Assert.Equal(_storage[First], other[First]);

        await AddAsync(other, SealedSample.ByKey, new Passphrase(SecureText.Of("only there")));
        await AddAsync(SealedSample.ByKey, SealedSample.Phrase);
        Assert.Equal(Name, Assert.Single((await PlanAsync(other)).Behind).Name);
        await CopyAsync(other);
        Assert.Empty((await PlanAsync(other)).Behind);
        await CopyAsync(other);
        Assert.Equal(3, other.Names.Count(n => n.Contains("keys-", StringComparison.Ordinal)));
        await ReadAsync(SealedSample.ByPhrase, other);
    }

    [Fact]
    public async Task They_go_with_the_archive()
    {
        await PutAsync(SealedSample.ForKey);
        await AddAsync(SealedSample.ByKey, Lena);
        BackupInfo backup = Assert.Single(await ListAsync(_storage));
        List<BackupException> failures = [];
        await RemoveJob.RunAsync(BuiltIn.Components, [(new ArchiveLocation(_storage, Name), backup)], failures.Add, Token);
        Assert.Empty(failures);
        Assert.Empty(_storage.Names);
    }

    [Fact]
    public async Task An_archive_that_others_need_is_opened_by_who_was_added_to_it()
    {
        byte[] other = await SealedSample.CreateAsync(SealedSample.ForKey, SampleArchive.OtherId);
        await _storage.PutAsync(Name, other);
        await AddAsync(SealedSample.ByKey, Lena);
        await using IStorageReader reader = await _storage.OpenReadAsync(Name, Token);
        ArchiveHead head = await ArchiveHead.ReadAsync(reader, Name, Token);
        ArchivePlace place = new(new ArchiveLocation(_storage, "another.backup.zip"));
        Assert.Single(await place.FindRecipientsAsync(new ArchiveReference(SampleArchive.OtherId, Name), head.Header, Token), Lena.Has);
        Assert.Empty(await place.FindRecipientsAsync(null, head.Header, Token));
    }

    [Theory]
    [InlineData(StorageOperations.List)]
    [InlineData(StorageOperations.Open)]
    [InlineData(StorageOperations.Read)]
    [InlineData(StorageOperations.Create)]
    [InlineData(StorageOperations.Write)]
    [InlineData(StorageOperations.Commit)]
    public async Task A_storage_that_fails_at_any_call_leaves_all_or_nothing(StorageOperations operation)
    {
        for (int call = 1; ; call++)
        {
            MemoryStorage inner = new();
            await inner.PutAsync(Name, await SealedSample.CreateAsync(SealedSample.ForKey));
            int at = call;
            bool failed = false;
            FailingStorage storage = new(inner, operation, n => failed |= n == at);
            BackupException? error = null;
            try
            {
                await AddAsync(storage, SealedSample.ByKey, Lena);
            }
            catch (BackupException e)
            {
                error = e;
            }

            if (!failed)
            {
                Assert.True(call > 1 && error is null);
                return;
            }

            Assert.NotNull(error);
            Assert.Equal(0, inner.OpenWriters);
            if (inner.Names.Contains(First))
                await ReadAsync(LenasKeys, inner);
        }
    }

    private static async Task<IReadOnlyList<string>> AddAsync(IBackupStorage storage, ArchiveKeys keys, params IKeyRecipient[] recipients)
    {
        using KeyUpdateJob job = await KeyUpdateJob.OpenAsync(new ArchiveLocation(storage, Name) { Keys = keys }, recipients, Token);
        return await job.AddAsync(Token);
    }

    private static async Task<IReadOnlyList<BackupInfo>> ListAsync(IBackupStorage storage) =>
        await BackupCatalog.ListAsync(BuiltIn.Components, storage, new BackupFilter(), e => Assert.Fail(e.Message), Token);

    private Task<IReadOnlyList<string>> AddAsync(ArchiveKeys keys, params IKeyRecipient[] recipients) => AddAsync(_storage, keys, recipients);

    private async Task<byte[]> PutAsync(ArchiveProtection protection)
    {
        byte[] bytes = await SealedSample.CreateAsync(protection);
        await _storage.PutAsync(Name, bytes);
        return bytes;
    }

    private async Task ReadAsync(ArchiveKeys keys, IBackupStorage? storage = null)
    {
        await using ArchiveReader reader = await ArchiveOpener.OpenAsync(
            BuiltIn.Components, new ArchiveLocation(storage ?? _storage, Name) { Keys = keys }, Token);
        Assert.Contains(SealedSample.Secret, await reader.ReadScriptAsync(reader.Manifest.Scripts[0], Token), StringComparison.Ordinal);
    }

    private async Task<ErrorCode?> OpenErrorAsync(ArchiveKeys keys) =>
        (await Record.ExceptionAsync(() => ReadAsync(keys)) as BackupException)?.Code;

    private Task<BackupInfo> CopyAsync(MemoryStorage other) =>
        CopyJob.RunAsync(BuiltIn.Components, new ArchiveLocation(_storage, Name), other, null, Token);

    private Task<SyncPlan> PlanAsync(MemoryStorage other) => SyncPlan.MakeAsync(BuiltIn.Components, _storage, other, new BackupFilter(), Token);

    /// <summary>Says of no entry that it is its own, as a passphrase does.</summary>
    private sealed class NamelessRecipient(IKeyRecipient inner) : IKeyRecipient
    {
        public string Display => inner.Display;

        public bool Has(RecipientEntry entry) => false;

        public Task<RecipientEntry> WrapAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken) =>
            inner.WrapAsync(dataKey, archiveId, cancellationToken);
    }

    private sealed class CountingOpener(Action onAsked) : IKeyOpener
    {
        public string Display => "a passphrase";

        public bool Fits(RecipientEntry entry) => entry.Kind == Passphrase.Kind;

        public Task<byte[]?> UnwrapAsync(RecipientEntry entry, string archiveId, CancellationToken cancellationToken)
        {
            onAsked();
            return Task.FromResult<byte[]?>(null);
        }
    }
}
