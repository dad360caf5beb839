using System.Security;
using System.Security.Cryptography;
using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Encryption;

/// <summary>Signs, and checks signatures, by a secret that both sides have: HMAC-SHA-256 under the secret's bytes in UTF-8.</summary>
/// <param name="secret">The secret.</param>
internal sealed class SharedSecret(SecureString secret) : IArchiveSigner, ISignatureCheck
{
    /// <summary>The kind's permanent name.</summary>
    public const string Kind = "hmac-sha256";

    /// <inheritdoc cref="IArchiveSigner.Display"/>
    public string Display => "the shared secret";

    /// <inheritdoc/>
    public Task<SignatureEntry> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        Task.FromResult(new SignatureEntry { Kind = Kind, Value = Convert.ToBase64String(Hash(message.Span)) });

    /// <inheritdoc/>
    public bool Fits(SignatureEntry entry) => entry.Kind == Kind;

    /// <inheritdoc/>
    public bool Verify(SignatureEntry entry, ReadOnlySpan<byte> message) =>
        EntryBytes.Decode(entry.Value) is { } value && CryptographicOperations.FixedTimeEquals(value, Hash(message));

    private byte[] Hash(ReadOnlySpan<byte> message)
    {
        byte[] key = SecureText.ToUtf8(secret);
        try
        {
            return HMACSHA256.HashData(key, message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
