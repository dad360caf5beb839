using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>What proves to a server that the password is known.</summary>
internal static class PasswordAnswer
{
    /// <summary><c>mysql_native_password</c>.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "It is what the servers' oldest authentication is made of.")]
    public static byte[] Native(ReadOnlySpan<byte> password, ReadOnlySpan<byte> challenge)
    {
        if (password.Length == 0)
            return [];
        byte[] once = SHA1.HashData(password);
        return Xor(once, SHA1.HashData([.. challenge, .. SHA1.HashData(once)]));
    }

    /// <summary>The first answer of <c>caching_sha2_password</c>, which suffices where the server remembers the password.</summary>
    public static byte[] CachingSha2(ReadOnlySpan<byte> password, ReadOnlySpan<byte> challenge)
    {
        if (password.Length == 0)
            return [];
        byte[] once = SHA256.HashData(password);
        return Xor(once, SHA256.HashData([.. SHA256.HashData(once), .. challenge]));
    }

    /// <summary>The password itself, with the zero byte that ends it: only for a connection on which nobody can read along.</summary>
    public static byte[] Clear(ReadOnlySpan<byte> password) => [.. password, 0];

    /// <summary>The password encrypted with the server's public key; null where that is none, or too short for the password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="challenge">The server's challenge.</param>
    /// <param name="pem">The key.</param>
    public static byte[]? Encrypted(ReadOnlySpan<byte> password, ReadOnlySpan<byte> challenge, string pem)
    {
        byte[] mixed = Clear(password);
        for (int i = 0; i < mixed.Length; i++)
            mixed[i] ^= challenge[i % challenge.Length];
        using RSA rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.Encrypt(mixed, RSAEncryptionPadding.OaepSHA1);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(mixed);
        }
    }

    private static byte[] Xor(byte[] left, byte[] right)
    {
        for (int i = 0; i < left.Length; i++)
            left[i] ^= right[i];
        return left;
    }
}
