using BackupTools.Archive;
using BackupTools.Common;
using BackupTools.Encryption;

namespace BackupTools.Tests.Archive.Sealing;

/// <summary>
/// An encrypted and signed archive that was once written stays readable, by its key and by its passphrase. No two writings of one are the
/// same bytes, so there is no comparison with what is written today.
/// </summary>
public sealed class SealedGoldenTests
{
    private static string Archive { get; } = Path.Combine(GoldenArchives.Folder, "sealed-3.backup.zip");

    private static string Key { get; } = Path.Combine(GoldenArchives.Folder, "sealed-3.key.pem");

    private static Passphrase Phrase { get; } = new(SecureText.Of("golden passphrase"));

    [Fact]
    public async Task It_opens_with_its_key_and_with_its_passphrase_and_its_signatures_are_genuine()
    {
        await MakeWhereItIsMissingAsync();
        using System.Security.Cryptography.RSA key = KeyFile.ReadPrivate(KeyFile.Read(Key), "golden", null);
        foreach (IKeyOpener opener in new IKeyOpener[] { new RsaOpener(key, "golden"), Phrase })
        {
            ArchiveKeys keys = new()
            {
                Openers = [opener], RequireSignature = true, Signers = [new RsaSignatureCheck(key, "golden"), new SharedSecret(SecureText.Of("golden secret"))],
            };
            byte[] bytes = await File.ReadAllBytesAsync(Archive, TestContext.Current.CancellationToken);
            IReadOnlyList<byte[]> chunks = await SealedSample.ReadAsync(bytes, keys);
            Assert.Equal([300, 0, 77], chunks.Select(c => c.Length));
            Assert.All(chunks.Select((chunk, index) => (chunk, index)), c => Assert.Equal(SealedSample.Raw(c.index, c.chunk.Length), c.chunk));
            await using ArchiveReader reader = await SealedSample.OpenAsync(bytes, keys);
            Assert.Equal(["golden", "the shared secret"], reader.Signatures.Select(s => s.SignedBy));
            Assert.Equal(["schema/main.sql.zst"], reader.Manifest.Scripts.Select(s => s.PlainName));
        }
    }

    private static async Task MakeWhereItIsMissingAsync()
    {
        if (File.Exists(Archive) || Environment.GetEnvironmentVariable("BACKUPTOOLS_NEW_GOLDEN") != "1")
            return;
        using System.Security.Cryptography.RSA key = System.Security.Cryptography.RSA.Create(2048);
        await File.WriteAllTextAsync(Key, key.ExportPkcs8PrivateKeyPem() + "\n", TestContext.Current.CancellationToken);
        ArchiveProtection protection = new()
        {
            Recipients = [new RsaRecipient(key, "golden"), Phrase], Signers = [new RsaSigner(key, "golden"), new SharedSecret(SecureText.Of("golden secret"))],
        };
        await File.WriteAllBytesAsync(Archive, await SealedSample.CreateAsync(protection, codec: "zstd"), TestContext.Current.CancellationToken);
    }
}
