using System.Security;
using System.Security.Cryptography;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Encryption;

/// <summary>
/// A passphrase, both ways: whoever knows it opens the archive. The key that wraps follows from its UTF-8 by PBKDF2 with HMAC-SHA-256
/// and a random salt, so it wraps but once, and the nonce of AES-256-GCM can be all zeros.
/// </summary>
/// <param name="passphrase">The passphrase.</param>
internal sealed class Passphrase(SecureString passphrase) : IKeyRecipient, IKeyOpener
{
    /// <summary>The kind's permanent name.</summary>
    public const string Kind = "pbkdf2-sha256";

    /// <summary>How often it is hashed: what OWASP recommends for PBKDF2 with HMAC-SHA-256.</summary>
    public const int Iterations = 600_000;

    /// <summary>The most that an archive may ask for: some ten seconds.</summary>
    public const int MostIterations = 10_000_000;

    private const int KeyLength = 32, SaltLength = 16, NonceLength = 12, TagLength = 16;

    /// <inheritdoc cref="IKeyRecipient.Display"/>
    public string Display => "the passphrase";

    /// <inheritdoc/>
    public bool Has(RecipientEntry entry) => false;

    /// <inheritdoc/>
    public Task<RecipientEntry> WrapAsync(ReadOnlyMemory<byte> dataKey, string archiveId, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
            byte[] wrapped = new byte[KeyLength + TagLength];
            using AesGcm cipher = Cipher(salt, Iterations);
            cipher.Encrypt(new byte[NonceLength], dataKey.Span, wrapped.AsSpan(0, KeyLength), wrapped.AsSpan(KeyLength), Bound(archiveId));
            return new RecipientEntry { Kind = Kind, Salt = Convert.ToBase64String(salt), Iterations = Iterations, WrappedKey = Convert.ToBase64String(wrapped) };
        },
        cancellationToken);

    /// <inheritdoc/>
    public bool Fits(RecipientEntry entry) => entry.Kind == Kind;

    /// <inheritdoc/>
    public Task<byte[]?> UnwrapAsync(RecipientEntry entry, string archiveId, CancellationToken cancellationToken)
    {
        if (entry.Iterations > MostIterations)
        {
            throw new BackupException(
                ErrorCode.ArchiveDamaged, $"The archive {archiveId} asks to hash its passphrase {entry.Iterations:N0} times; {MostIterations:N0} is the most that is done.",
                "Use an archive that this product wrote.", archiveId);
        }

        byte[]? salt = EntryBytes.Decode(entry.Salt), wrapped = EntryBytes.Decode(entry.WrappedKey);
        if (salt is not { Length: > 0 and <= 64 } || wrapped is not { Length: KeyLength + TagLength } || entry.Iterations is not > 0)
            return Task.FromResult<byte[]?>(null);
        return Task.Run(
            () =>
            {
                byte[] key = new byte[KeyLength];
                using AesGcm cipher = Cipher(salt, entry.Iterations.Value);
                try
                {
                    cipher.Decrypt(new byte[NonceLength], wrapped.AsSpan(0, KeyLength), wrapped.AsSpan(KeyLength), key, Bound(archiveId));
                    return key;
                }
                catch (AuthenticationTagMismatchException)
                {
                    return null;
                }
            },
            cancellationToken);
    }

    private static byte[] Bound(string archiveId) => Encoding.ASCII.GetBytes("BackupTools passphrase 1\0" + archiveId);

    private AesGcm Cipher(byte[] salt, int iterations)
    {
        byte[] text = SecureText.ToUtf8(passphrase);
        byte[] key = new byte[KeyLength];
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(text, salt, key, iterations, HashAlgorithmName.SHA256);
            return new AesGcm(key, TagLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
