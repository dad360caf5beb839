using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BackupTools.Tests.Archive.Sealing;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace BackupTools.Tests.Encryption;

/// <summary>A member is what ARCHIVE-FORMAT.md says, by another library than the one that wrote it.</summary>
public sealed class SecondImplementationTests
{
    [Fact]
    public async Task BouncyCastle_unwraps_derives_and_decrypts_the_same()
    {
        RepackedArchive archive = new(await SealedSample.CreateAsync(SealedSample.ForKey));
        JsonElement header = JsonDocument.Parse(archive.Header).RootElement;
        OaepEncoding oaep = new(new RsaEngine(), new Sha256Digest(), new Sha256Digest(), null);
        oaep.Init(false, DotNetUtilities.GetRsaKeyPair(SealedSample.Key).Private);
        byte[] wrapped = header.GetProperty("recipients")[0].GetProperty("wrappedKey").GetBytesFromBase64();
        byte[] key = oaep.ProcessBlock(wrapped, 0, wrapped.Length);
        byte[] id = Convert.FromHexString(header.GetProperty("id").GetString()!);

        Assert.Equal(header.GetProperty("encryption").GetProperty("keyCommitment").GetString(), Convert.ToHexString(Hkdf(key, [], [.. "BackupTools commitment 1\0"u8, .. id])).ToLowerInvariant());
        RepackedArchive.Member manifest = archive.Members[^1];
        byte[] info = [.. "BackupTools member 1\0"u8, .. id, 0, 0x10, 0, 0, .. Encoding.UTF8.GetBytes(manifest.Name)];
        GcmBlockCipher gcm = new(new AesEngine());
        gcm.Init(false, new AeadParameters(new KeyParameter(Hkdf(key, manifest.Bytes[..16], info)), 128, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
        byte[] plain = new byte[gcm.GetOutputSize(manifest.Bytes.Length - 16)];
        int length = gcm.ProcessBytes(manifest.Bytes, 16, manifest.Bytes.Length - 16, plain, 0);
        length += gcm.DoFinal(plain, length);
        JsonElement json = JsonDocument.Parse(plain.AsMemory(0, length)).RootElement;
        Assert.Equal("payroll", json.GetProperty("objects")[0].GetProperty("name").GetString());
        Assert.Equal(Convert.ToHexString(SHA256.HashData(archive.Members[0].Bytes)).ToLowerInvariant(), json.GetProperty("headerSha256").GetString());
    }

    private static byte[] Hkdf(byte[] key, byte[] salt, byte[] info)
    {
        HkdfBytesGenerator generator = new(new Sha256Digest());
        generator.Init(new HkdfParameters(key, salt, info));
        byte[] derived = new byte[32];
        generator.GenerateBytes(derived, 0, derived.Length);
        return derived;
    }
}
