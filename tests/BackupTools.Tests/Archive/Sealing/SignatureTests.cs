using BackupTools.Archive;
using BackupTools.Common;
using BackupTools.Encryption;

namespace BackupTools.Tests.Archive.Sealing;

/// <summary>A signature is checked by keys that the caller has, before anything is decrypted, and holds the whole archive.</summary>
public sealed class SignatureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly SharedSecret Shared = new(SecureText.Of("s5 secret"));

    private static ArchiveKeys Trusting(params ISignatureCheck[] signers) => new() { Signers = signers, RequireSignature = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_says_who_has_signed(bool isEncrypted)
    {
        byte[] bytes = await SignAsync(isEncrypted);
        foreach (ISignatureCheck trusted in new ISignatureCheck[] { new RsaSignatureCheck(SealedSample.OtherKey, "the office"), Shared })
        {
            await using ArchiveReader reader = await SealedSample.OpenAsync(bytes, Trusting(trusted) with { Openers = SealedSample.ByKey.Openers });
            Assert.Equal(2, reader.Signatures.Count);
            Assert.Equal(trusted.Display, Assert.Single(reader.Signatures, s => s.SignedBy is not null).SignedBy);
            await reader.VerifyLayoutAsync(Token);
        }

        await SealedSample.ReadAsync(bytes, SealedSample.ByKey);
    }

    [Fact]
    public async Task Who_is_not_trusted_has_not_signed()
    {
        byte[] bytes = await SignAsync(isEncrypted: true);
        BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(bytes, Trusting(new RsaSignatureCheck(SealedSample.Key, "mine"))));
        Assert.Equal(ErrorCode.SignatureMissing, e.Code);
        e = await Assert.ThrowsAsync<BackupException>(async () => await SealedSample.OpenAsync(await SealedSample.CreateAsync(ArchiveProtection.None), Trusting(Shared)));
        Assert.Equal(ErrorCode.SignatureMissing, e.Code);
        Assert.Contains("is not signed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_shared_secret_refuses()
    {
        byte[] bytes = await SignAsync(isEncrypted: false);
        BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(bytes, Trusting(new SharedSecret(SecureText.Of("s5 secret ")))));
        Assert.Equal(ErrorCode.SignatureRefused, e.Code);
    }

    /// <summary>Of an archive that is not encrypted anybody can make every hash fit.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_signed_cannot_be_exchanged(bool isEncrypted)
    {
        byte[] bytes = await SignAsync(isEncrypted), other = await SignAsync(isEncrypted, SampleArchive.OtherId);
        ArchiveKeys keys = Trusting(new RsaSignatureCheck(SealedSample.OtherKey, "the office")) with { Openers = SealedSample.ByKey.Openers };
        int count = new RepackedArchive(bytes).Members.Count;
        for (int member = 0; member < count; member++)
        {
            RepackedArchive archive = new(bytes);
            archive.Members[member].Bytes = new RepackedArchive(other).Members[member].Bytes;
            if (archive.Members[member].Bytes.AsSpan().SequenceEqual(new RepackedArchive(bytes).Members[member].Bytes))
                continue; // The same content is the same bytes where nothing is encrypted.
            BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.ReadAsync(archive.Assemble(), keys));
            Assert.Contains(e.Code, new[] { ErrorCode.SignatureRefused, ErrorCode.ArchiveDamaged });
        }

        RepackedArchive whole = new(bytes);
        whole.Members[^1].Bytes = new RepackedArchive(other).Members[^1].Bytes;
        Assert.Equal(ErrorCode.SignatureRefused, (await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(whole.Assemble(), keys))).Code);
    }

    [Fact]
    public async Task A_signature_taken_away_is_missed_by_whoever_requires_it()
    {
        RepackedArchive archive = new(await SignAsync(isEncrypted: true));
        archive.Members.RemoveAt(archive.Members.Count - 1);
        byte[] bytes = archive.Assemble();
        await SealedSample.ReadAsync(bytes, SealedSample.ByKey);
        Assert.Equal(ErrorCode.SignatureMissing, (await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(bytes, Trusting(Shared)))).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"signatures\":null}")]
    [InlineData("{\"signatures\":[]}")]
    [InlineData("{\"signatures\":[null]}")]
    [InlineData("{\"signatures\":[{\"kind\":null,\"value\":\"\"}]}")]
    public async Task Signatures_that_are_none_are_damage(string json)
    {
        RepackedArchive archive = new(await SignAsync(isEncrypted: true));
        archive.Members[^1].Bytes = System.Text.Encoding.ASCII.GetBytes(json);
        Assert.Equal(ErrorCode.ArchiveDamaged, (await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(archive.Assemble(), SealedSample.ByKey))).Code);
    }

    private static Task<byte[]> SignAsync(bool isEncrypted, string id = SampleArchive.Id) => SealedSample.CreateAsync(
        new ArchiveProtection { Recipients = isEncrypted ? SealedSample.ForKey.Recipients : [], Signers = [new RsaSigner(SealedSample.OtherKey, "office"), Shared] }, id,
        seed: id == SampleArchive.Id ? (byte)1 : (byte)2);
}
