using System.Security.Cryptography;
using BackupTools.Common;

namespace BackupTools.Encryption;

/// <summary>What tells RSA keys apart.</summary>
internal static class RsaKeyId
{
    /// <summary>The fewest bits that are still safe.</summary>
    public const int FewestBits = 2048;

    /// <summary>The SHA-256 of the public key as a SubjectPublicKeyInfo in DER.</summary>
    public static string Of(RSA key) => HashText.Sha256Of(key.ExportSubjectPublicKeyInfo());
}
