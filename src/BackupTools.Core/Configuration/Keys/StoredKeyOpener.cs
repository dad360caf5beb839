using System.Security;
using System.Security.Cryptography;
using BackupTools.Abstractions;
using BackupTools.Encryption;

namespace BackupTools.Configuration.Keys;

/// <summary>A private key of the store, which is opened when an archive turns out to be for it.</summary>
/// <param name="store">The store.</param>
/// <param name="key">The key.</param>
/// <param name="passphrase">What it is under, where the store does not know that.</param>
internal sealed class StoredKeyOpener(KeyStore store, BackupKey key, SecureString? passphrase) : IKeyOpener
{
    /// <inheritdoc/>
    public string Display => $"the key '{key.Name}'";

    /// <inheritdoc/>
    public bool Fits(RecipientEntry entry) => entry.Kind == RsaRecipient.Kind && entry.KeyId == key.KeyId;

    /// <inheritdoc/>
    public async Task<byte[]?> UnwrapAsync(RecipientEntry entry, string archiveId, CancellationToken cancellationToken)
    {
        using RSA own = store.OpenPrivate(key.Name, passphrase);
        return await new RsaOpener(own, key.Name).UnwrapAsync(entry, archiveId, cancellationToken);
    }
}
