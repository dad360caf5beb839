using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BackupTools.Abstractions;
using Renci.SshNet;
using Renci.SshNet.Security;

namespace BackupTools.Encryption;

/// <summary>
/// A private key of OpenSSH under a passphrase (<c>PROTOCOL.key</c> of OpenSSH): bcrypt makes the key of a cipher. The library of SFTP undoes both; apart, so that it is loaded
/// only for such a key.
/// </summary>
internal static class OpenSshKey
{
    /// <summary>The most rounds of bcrypt: some ten seconds. <c>ssh-keygen</c> takes 16 or 24.</summary>
    private const uint MostRounds = 2000;

    /// <summary>Reads it.</summary>
    /// <param name="blob">What is between the lines of the PEM.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="display">How errors name it.</param>
    /// <exception cref="CryptographicException">Where it is none, or the passphrase is another one.</exception>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyInvalid"/> where it asks for too much.</exception>
    public static RSA Read(byte[] blob, char[] passphrase, string display)
    {
        if (FindRounds(blob) is not { } rounds)
            throw new CryptographicException("It is no key of OpenSSH.");
        if (rounds > MostRounds)
            throw KeyFile.Invalid(display, $"asks for {rounds:N0} rounds of bcrypt, and {MostRounds:N0} are the most that are done", "Write it anew with fewer: ssh-keygen -p -a 100 -f COPY.");
        byte[] pem = Encoding.ASCII.GetBytes($"-----BEGIN OPENSSH PRIVATE KEY-----\n{Convert.ToBase64String(blob, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n")}\n-----END OPENSSH PRIVATE KEY-----\n");
        try
        {
            using MemoryStream stream = new(pem);
            using PrivateKeyFile file = new(stream, new string(passphrase));
            return file.Key is RsaKey key ? RSA.Create(Parameters(key)) : throw new CryptographicException("It is no RSA key.");
        }
        catch (Exception e) when (e is not (CryptographicException or OutOfMemoryException))
        {
            throw new CryptographicException("The key cannot be read.", e);
        }
    }

    /// <summary>The rounds that its options ask for; null where it is not under a passphrase in the one way that there is.</summary>
    private static uint? FindRounds(ReadOnlySpan<byte> blob)
    {
        if (!blob.StartsWith("openssh-key-v1\0"u8))
            return null;
        blob = blob["openssh-key-v1\0".Length..];
        if (!TryTake(ref blob, out _) || !TryTake(ref blob, out ReadOnlySpan<byte> derivation) || !derivation.SequenceEqual("bcrypt"u8) || !TryTake(ref blob, out ReadOnlySpan<byte> options))
            return null;
        return TryTake(ref options, out _) && options.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(options) : null;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (rest.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length > rest.Length - sizeof(uint))
            return false;
        text = rest.Slice(sizeof(uint), (int)length);
        rest = rest[(sizeof(uint) + (int)length)..];
        return true;
    }

    private static RSAParameters Parameters(RsaKey key)
    {
        int size = key.Modulus.ToByteArray(isUnsigned: true).Length, half = (size + 1) / 2;
        return new RSAParameters
        {
            Modulus = Bytes(key.Modulus, size), Exponent = key.Exponent.ToByteArray(isUnsigned: true, isBigEndian: true), D = Bytes(key.D, size),
            P = Bytes(key.P, half), Q = Bytes(key.Q, half), DP = Bytes(key.DP, half), DQ = Bytes(key.DQ, half), InverseQ = Bytes(key.InverseQ, half),
        };
    }

    private static byte[] Bytes(System.Numerics.BigInteger number, int length)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true), padded = new byte[length];
        bytes.CopyTo(padded, length - bytes.Length);
        return padded;
    }
}
