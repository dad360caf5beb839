using System.Security.Cryptography;
using BackupTools.Abstractions;

namespace BackupTools.Encryption;

/// <summary>An RSA private key.</summary>
/// <param name="key">The key; it belongs to the caller.</param>
/// <param name="name">What people call it.</param>
internal sealed class RsaOpener(RSA key, string name) : IKeyOpener
{
    private readonly string _keyId = RsaKeyId.Of(key);

    /// <inheritdoc/>
    public string Display => $"the key '{ShownText.Clean(name)}'";

    /// <inheritdoc/>
    public bool Fits(RecipientEntry entry) => entry.Kind == RsaRecipient.Kind && entry.KeyId == _keyId;

    /// <inheritdoc/>
    public Task<byte[]?> UnwrapAsync(RecipientEntry entry, string archiveId, CancellationToken cancellationToken)
    {
        if (EntryBytes.Decode(entry.WrappedKey) is not { } wrapped)
            return Task.FromResult<byte[]?>(null);
        try
        {
            return Task.FromResult<byte[]?>(key.Decrypt(wrapped, RSAEncryptionPadding.OaepSHA256));
        }
        catch (CryptographicException)
        {
            return Task.FromResult<byte[]?>(null);
        }
    }
}
