using System.IO.Compression;
using System.Text;
using BackupTools.Archive;
using BackupTools.Common;
using BackupTools.Encryption;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Archive.Sealing;

/// <summary>An encrypted archive opens for those it was made for, in whole, and for nobody else.</summary>
public sealed class SealedArchiveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("none")]
    [InlineData("zstd")]
    public async Task Each_recipient_alone_opens_it(string codec)
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForBoth, codec: codec, isSmall: false);
        foreach (ArchiveKeys keys in new[] { SealedSample.ByKey, SealedSample.ByPhrase })
        {
            IReadOnlyList<byte[]> chunks = await SealedSample.ReadAsync(bytes, keys);
            Assert.Equal([(3 * EncryptionHeader.LargestSegment) + 5, 0, EncryptionHeader.LargestSegment], chunks.Select(c => c.Length));
            Assert.All(chunks.Select((chunk, index) => (chunk, index)), c => Assert.Equal(SealedSample.Raw(c.index, c.chunk.Length), c.chunk));
        }
    }

    [Fact]
    public async Task Without_a_key_it_says_for_whom_it_is()
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForBoth);
        BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(bytes, null));
        Assert.Equal(ErrorCode.KeyMissing, e.Code);
        Assert.Contains("encrypted for ops and a passphrase", e.Message, StringComparison.Ordinal);
        e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(bytes, new ArchiveKeys { Openers = [new RsaOpener(SealedSample.OtherKey, "other")] }));
        Assert.Equal(ErrorCode.KeyMissing, e.Code);
    }

    [Theory]
    [InlineData("correct horse battery stapl")]
    [InlineData("correct horse battery staplf")]
    [InlineData("Correct horse battery staple")]
    [InlineData("correct horse battery staple ")]
    public async Task A_passphrase_that_is_off_by_a_letter_is_refused(string text)
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForBoth);
        ArchiveKeys keys = new() { Openers = [new Passphrase(SecureText.Of(text))] };
        BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(bytes, keys));
        Assert.Equal(ErrorCode.KeyRefused, e.Code);
        Assert.DoesNotContain(text, e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Nothing_in_clear_tells_what_is_in_it()
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey);
        string text = Encoding.UTF8.GetString(bytes);
        foreach (string secret in new[] { SealedSample.Secret, "payroll", "schema", "CREATE", "pageSize", "3.40.1" })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        using ZipArchive zip = new(new MemoryStream(bytes));
        Assert.Equal(["backup.json", "m/00000001.enc", "m/00000002.enc", "m/00000003.enc", "m/00000004.enc", "manifest.enc"], zip.Entries.Select(e => e.FullName));
    }

    [Fact]
    public async Task The_same_content_is_never_the_same_bytes()
    {
        byte[] one = await SealedSample.CreateAsync(SealedSample.ForKey), two = await SealedSample.CreateAsync(SealedSample.ForKey);
        Assert.Equal(one.Length, two.Length);
        Assert.NotEqual(Commitment(one), Commitment(two));

        static string Commitment(byte[] bytes) => ArchiveHead.ReadAsync(new MemoryStorageReader(bytes), "x", Token).Result.Header.Encryption!.KeyCommitment;
    }

    [Fact]
    public async Task A_chunk_of_another_archive_is_read_with_that_archives_own_key()
    {
        ArchiveProtection elsewhere = new() { Recipients = [new RsaRecipient(SealedSample.OtherKey, "other")] };
        byte[] other = await SealedSample.CreateAsync(elsewhere, SampleArchive.OtherId, seed: 9);
        ArchiveKeys both = new() { Openers = [new RsaOpener(SealedSample.Key, "mine"), new RsaOpener(SealedSample.OtherKey, "other")] };
        ArchiveChunk borrowed;
        await using (ArchiveReader reader = await SealedSample.OpenAsync(other, both))
            borrowed = reader.Manifest.Chunks[0];

        using MemoryStream file = new();
        ArchiveReference reference = new(SampleArchive.OtherId, "other.backup.zip");
        ArchiveHeader header = SampleArchive.MakeHeader() with { Facts = new ClearFacts { Type = BackupType.Incremental, References = [reference] } };
        using (ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, (bytes, token) => file.WriteAsync(bytes, token), Token, SealedSample.ForKey))
        {
            await writer.CompleteAsync(
                SampleArchive.MakeManifest(header) with
                {
                    Type = BackupType.Incremental, References = [reference], Objects = [new ArchiveObject { Kind = "table", Schema = "main", Name = "t" }],
                    Chunks = [borrowed with { Archive = SampleArchive.OtherId }],
                },
                Token);
        }

        Assert.Equal(SealedSample.Raw(0, 300, 9), Assert.Single(await SealedSample.ReadAsync(file.ToArray(), both, other)));
        BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.ReadAsync(file.ToArray(), SealedSample.ByKey, other));
        Assert.Equal(ErrorCode.KeyMissing, e.Code);
        Assert.Contains("other.backup.zip", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_that_was_not_encrypted_is_never_written_into_an_encrypted_archive()
    {
        ArchiveHeader header = SampleArchive.MakeHeader() with { Facts = new ClearFacts { Type = BackupType.Full } };
        using ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, (_, _) => default, Token, SealedSample.ForKey);
        PreparedChunk plain = PreparedChunk.Create(
            new ChunkInfo(0, 0, ".sql", null, null, 1), new ArchiveObject { Kind = "table", Schema = "main", Name = "t" }, "1\n"u8,
            BuiltIn.Components.GetCompressor("none"), SampleArchive.AnyWriter, new ChunkBuffer());
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.WriteChunkAsync(plain, Token));
    }
}
