using System.Security.Cryptography;
using BackupTools.Abstractions;

namespace BackupTools.Encryption;

/// <summary>The owner of an RSA key. The public key alone is needed.</summary>
/// <param name="key">The public key; it belongs to the caller.</param>
/// <param name="name">What people call it; null for nothing.</param>
internal sealed class RsaRecipient(RSA key, string? name) : IKeyRecipient
{
    /// <summary>RSA-OAEP with SHA-256 for both of its hashes, and an empty label.</summary>
    public const string Kind = "rsa-oaep-sha256";

    /// <summary>The key's id.</summary>
    public string KeyId { get; } = RsaKeyId.Of(key);

    /// <inheritdoc/>
    public string Display => name ?? $"key {KeyId[..16]}";

    /// <inheritdoc/>
    public bool Has(RecipientEntry entry) => entry.Kind == Kind && entry.KeyId == KeyId;

    /// <inheritdoc/>
    public Task<RecipientEntry> WrapAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken) => Task.FromResult(
        new RecipientEntry { Kind = Kind, KeyId = KeyId, Name = name, WrappedKey = Convert.ToBase64String(key.Encrypt(dataKey.Span, RSAEncryptionPadding.OaepSHA256)) });
}
