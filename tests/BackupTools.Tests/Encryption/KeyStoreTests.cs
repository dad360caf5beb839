using System.Security.Cryptography;
using BackupTools.Common;
using BackupTools.Configuration;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Encryption;

/// <summary>The store keeps private keys closed, and tells its owner what it has.</summary>
public sealed class KeyStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly KeyStore _store;

    public KeyStoreTests() => _store = new KeyStore(new ConfigurationFolder(_folder.Path));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_key_is_made_found_and_removed()
    {
        BackupKey made = _store.Create("Ops", 2048, null);
        Assert.Equal(("Ops", 2048, true, false), (made.Name, made.Bits, made.HasPrivateKey, made.NeedsPassphrase));
        Assert.Equal(made, _store.Get("ops"));
        Assert.Equal(ErrorCode.KeyExists, Assert.Throws<BackupException>(() => _store.Create("OPS", 2048, null)).Code);
        using RSA own = _store.OpenPrivate("ops", null), open = _store.OpenPublic("ops");
        Assert.Equal([7], own.Decrypt(open.Encrypt([7], RSAEncryptionPadding.OaepSHA256), RSAEncryptionPadding.OaepSHA256));
        _store.Remove("ops");
        Assert.Empty(_store.GetNames());
        BackupException e = Assert.Throws<BackupException>(() => _store.Get("ops"));
        Assert.Equal(ErrorCode.KeyNotFound, e.Code);
    }

    [Fact]
    public void Nothing_of_a_private_key_lies_in_clear_and_nobody_else_can_read_its_file()
    {
        _store.Create("ops", 2048, null);
        _store.Create("mine", 2048, SecureText.Of("correct horse"));
        foreach (string path in Directory.EnumerateFiles(Path.Combine(_folder.Path, "keys")))
        {
            string text = File.ReadAllText(path);
            Assert.DoesNotContain("BEGIN PRIVATE", text, StringComparison.Ordinal);
            Assert.DoesNotContain("correct horse", text, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void A_key_under_a_passphrase_opens_with_that_alone()
    {
        _store.Create("mine", 2048, SecureText.Of("correct horse"));
        Assert.True(_store.Get("mine").NeedsPassphrase);
        Assert.Equal(ErrorCode.KeyRefused, Assert.Throws<BackupException>(() => _store.OpenPrivate("mine", null)).Code);
        Assert.Equal(ErrorCode.KeyRefused, Assert.Throws<BackupException>(() => _store.OpenPrivate("mine", SecureText.Of("correct hors"))).Code);
        _store.OpenPrivate("mine", SecureText.Of("correct horse")).Dispose();
    }

    [Fact]
    public void What_is_exported_can_be_imported_elsewhere()
    {
        BackupKey made = _store.Create("ops", 2048, null);
        File.WriteAllText(_folder["private"], _store.ExportPrivate("ops", null, SecureText.Of("for the safe")));
        File.WriteAllText(_folder["public"], made.PublicKey);
        Assert.Equal(made.KeyId, _store.Import("back", _folder["private"], isPrivate: true, SecureText.Of("for the safe")).KeyId);
        BackupKey other = _store.Import("other", _folder["public"], isPrivate: false, null);
        Assert.Equal((made.KeyId, false), (other.KeyId, other.HasPrivateKey));
        Assert.Equal(ErrorCode.KeyRefused, Assert.Throws<BackupException>(() => _store.OpenPrivate("other", null)).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"format\":1,\"publicKey\":\"x\",\"createdAtUtc\":\"2026-11-21T06:00:00Z\"}")]
    [InlineData("{\"format\":2,\"publicKey\":\"x\",\"createdAtUtc\":\"2026-11-21T06:00:00Z\"}")]
    public void A_damaged_file_is_called_so_and_keeps_nobody_from_the_others(string content)
    {
        _store.Create("good", 2048, null);
        File.WriteAllText(Path.Combine(_folder.Path, "keys", "bad.json"), content);
        BackupException e = Assert.Throws<BackupException>(() => _store.Get("bad"));
        Assert.Contains(e.Code, new[] { ErrorCode.ConfigurationInvalid, ErrorCode.ConfigurationTooNew });
        Assert.Single(new KeyChoice(_store).ToKeys([], null, [], null, false).Openers);
    }

    [Fact]
    public async Task Keys_of_the_store_open_what_is_encrypted_for_them_and_a_host_with_the_public_key_alone_does_not()
    {
        BackupKey key = _store.Create("ops", 2048, null);
        File.WriteAllText(_folder["ops.pem"], key.PublicKey);
        using TemporaryFolder elsewhere = new();
        KeyStore host = new(new ConfigurationFolder(elsewhere.Path));
        host.Import("ops", _folder["ops.pem"], isPrivate: false, null);
        byte[] bytes = await Archive.Sealing.SealedSample.CreateAsync(new KeyChoice(host).ToProtection(["ops"], null, null, null, null));
        await Archive.Sealing.SealedSample.ReadAsync(bytes, new KeyChoice(_store).ToKeys([], null, [], null, false));
        BackupException e = await Assert.ThrowsAsync<BackupException>(
            () => Archive.Sealing.SealedSample.ReadAsync(bytes, new KeyChoice(host).ToKeys([], null, [], null, false)));
        Assert.Equal(ErrorCode.KeyMissing, e.Code);
    }

    [Fact]
    public async Task A_sheet_from_the_safe_brings_the_data_back_without_the_product()
    {
        BackupKey key = _store.Create("ops", 2048, null);
        KeyExport sheet = await KeyExportJob.RunAsync(_store, key, _folder["sheet.txt"], SecureText.Of("for the safe"), null, isRecoverySheet: true, Token);
        string text = await File.ReadAllTextAsync(sheet.Path, Token);
        int begin = text.IndexOf("-----BEGIN ENC", StringComparison.Ordinal), end = text.IndexOf("-----END ENC", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder["key.pem"], text[begin..text.IndexOf('\n', end)], Token);
        await File.WriteAllTextAsync(_folder["decrypt.py"], text[text.IndexOf("#!/usr/bin/env python3", StringComparison.Ordinal)..], Token);
        await DecryptorTests.DecryptAsync(_folder, _folder["decrypt.py"], new KeyChoice(_store).ToProtection(["ops"], null, null, null, null), "for the safe", "--key", _folder["key.pem"]);
    }

    public void Dispose() => _folder.Dispose();
}
