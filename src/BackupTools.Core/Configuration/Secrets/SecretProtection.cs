using System.Security;
using System.Security.Cryptography;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Configuration.Secrets;

/// <summary>
/// Protects secrets at rest: on Windows by DPAPI for this user, elsewhere by AES-256-GCM under the key of the folder. What a
/// secret is for is bound to it, so that it opens nowhere else.
/// </summary>
/// <param name="folder">The folder of the configuration.</param>
internal sealed class SecretProtection(ConfigurationFolder folder)
{
    public const string Aes = "aes-256-gcm";
    public const string Dpapi = "dpapi";
    public const string Reference = "reference";

    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly SecretKey _key = new(folder);

    /// <summary>Protects a secret.</summary>
    /// <param name="purpose">What it is for, such as <c>connection/shop</c>; case does not count.</param>
    /// <param name="secret">The secret.</param>
    public SavedSecret Protect(string purpose, SecureString secret)
    {
        byte[] plain = SecureText.ToBytes(secret);
        try
        {
            return OperatingSystem.IsWindows()
                ? new SavedSecret(Dpapi, Convert.ToBase64String(ProtectedData.Protect(plain, Bytes(purpose), DataProtectionScope.CurrentUser)))
                : new SavedSecret(Aes, Convert.ToBase64String(Encrypt(Bytes(purpose), plain)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The secret that was protected for the same purpose.</summary>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.SecretDamaged"/>; <see cref="ErrorCode.ConfigurationTooNew"/> for a protection of a newer version; what <see cref="SecretKey"/> says.
    /// </exception>
    public SecureString Unprotect(string purpose, SavedSecret saved)
    {
        byte[] plain = saved.Protection switch
        {
            Aes => Decrypt(purpose, Decode(purpose, saved.Value)),
            Dpapi => OperatingSystem.IsWindows() ? Unseal(purpose, Decode(purpose, saved.Value)) : throw OtherMachine(purpose),
            _ => throw new BackupException(
                ErrorCode.ConfigurationTooNew, $"The password of '{purpose}' is protected in a way that this version does not know.",
                "Update BackupTools, or register it again.", purpose),
        };
        try
        {
            return plain.Length % sizeof(char) == 0 ? SecureText.Of(plain) : throw Damaged(purpose);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private byte[] Encrypt(byte[] purpose, byte[] plain)
    {
        byte[] key = _key.GetOrMake();
        try
        {
            byte[] result = new byte[NonceLength + TagLength + plain.Length];
            Span<byte> nonce = result.AsSpan(0, NonceLength);
            RandomNumberGenerator.Fill(nonce);
            using AesGcm cipher = new(key, TagLength);
            cipher.Encrypt(nonce, plain, result.AsSpan(NonceLength + TagLength), result.AsSpan(NonceLength, TagLength), purpose);
            return result;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private byte[] Decrypt(string purpose, byte[] sealedBytes)
    {
        if (sealedBytes.Length < NonceLength + TagLength)
            throw Damaged(purpose);
        byte[] key = _key.Get();
        try
        {
            byte[] plain = GC.AllocateArray<byte>(sealedBytes.Length - NonceLength - TagLength, pinned: true);
            using AesGcm cipher = new(key, TagLength);
            cipher.Decrypt(
                sealedBytes.AsSpan(0, NonceLength), sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength), plain, Bytes(purpose));
            return plain;
        }
        catch (CryptographicException e)
        {
            throw Damaged(purpose, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
    private static byte[] Unseal(string purpose, byte[] sealedBytes)
    {
        try
        {
            return ProtectedData.Unprotect(sealedBytes, Bytes(purpose), DataProtectionScope.CurrentUser);
        }
        catch (CryptographicException e)
        {
            throw Damaged(purpose, e);
        }
    }

    private static byte[] Decode(string purpose, string value)
    {
        try
        {
            return Convert.FromBase64String(value);
        }
        catch (FormatException e)
        {
            throw Damaged(purpose, e);
        }
    }

    private static byte[] Bytes(string purpose) => Encoding.UTF8.GetBytes("BackupTools/" + purpose.ToLowerInvariant());

    private static BackupException Damaged(string purpose, Exception? cause = null) => new(
        ErrorCode.SecretDamaged, $"The saved password of '{purpose}' cannot be decrypted: it was altered, belongs to another name, or was saved with another key or by another user.",
        "Register it again with its password.", purpose, cause);

    private static BackupException OtherMachine(string purpose) => new(
        ErrorCode.SecretDamaged, $"The saved password of '{purpose}' was saved on Windows, and opens only there.",
        "Register it again with its password.", purpose);
}
