using System.Security.Cryptography;
using BackupTools.Abstractions;

namespace BackupTools.Encryption;

/// <summary>Signs with an RSA private key.</summary>
/// <param name="key">The key; it belongs to the caller.</param>
/// <param name="name">What people call it; null for nothing.</param>
internal sealed class RsaSigner(RSA key, string? name) : IArchiveSigner
{
    /// <summary>RSA-PSS with SHA-256, and a salt as long as the hash.</summary>
    public const string Kind = "rsa-pss-sha256";

    private readonly string _keyId = RsaKeyId.Of(key);

    /// <inheritdoc/>
    public string Display => name ?? $"key {_keyId[..16]}";

    /// <inheritdoc/>
    public Task<SignatureEntry> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => Task.FromResult(new SignatureEntry
    {
        Kind = Kind, KeyId = _keyId, Name = name,
        Value = Convert.ToBase64String(key.SignData(message.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
    });
}

/// <summary>Checks signatures by an RSA public key.</summary>
/// <param name="key">The key; it belongs to the caller.</param>
/// <param name="name">What the caller calls it; null for nothing.</param>
internal sealed class RsaSignatureCheck(RSA key, string? name) : ISignatureCheck
{
    private readonly string _keyId = RsaKeyId.Of(key);

    /// <inheritdoc/>
    public string Display => name ?? $"key {_keyId[..16]}";

    /// <inheritdoc/>
    public bool Fits(SignatureEntry entry) => entry.Kind == RsaSigner.Kind && entry.KeyId == _keyId;

    /// <inheritdoc/>
    public bool Verify(SignatureEntry entry, ReadOnlySpan<byte> message) =>
        EntryBytes.Decode(entry.Value) is { } signature && key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
}
