using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Misc;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto.Generators;

namespace BackupTools.Encryption;

/// <summary>A PKCS#8 key under AES-CBC with a key by scrypt (RFC 7914), as <c>openssl pkcs8 -scrypt</c> writes it.</summary>
internal static class ScryptKey
{
    /// <summary>The most memory that a key file may ask for, in bytes.</summary>
    private const long MostMemory = 512L * 1024 * 1024;

    /// <summary>True where a key is under scrypt.</summary>
    public static bool IsUsedBy(EncryptedPrivateKeyInfo info) =>
        PkcsObjectIdentifiers.IdPbeS2.Equals(info.EncryptionAlgorithm.Algorithm)
        && MiscObjectIdentifiers.id_scrypt.Equals(Parameters(info).KeyDerivationFunc.Algorithm);

    /// <summary>Decrypts it.</summary>
    /// <exception cref="CryptographicException">Where the passphrase does not open it, or it asks for too much.</exception>
    public static byte[] Decrypt(EncryptedPrivateKeyInfo info, char[] passphrase)
    {
        ScryptParams scrypt = ScryptParams.GetInstance(Parameters(info).KeyDerivationFunc.Parameters);
        (long cost, long block, long parallel) = (scrypt.CostParameter.LongValueExact, scrypt.BlockSize.LongValueExact, scrypt.ParallelizationParameter.LongValueExact);
        if (cost is < 2 or > int.MaxValue || block is < 1 or > 1024 || parallel is < 1 or > 64 || cost * block * 128 > MostMemory)
            throw new CryptographicException("The key asks for more memory than a key may.");
        EncryptionScheme scheme = Parameters(info).EncryptionScheme;
        using Aes aes = Aes.Create();
        byte[] secret = Encoding.UTF8.GetBytes(passphrase);
        aes.Key = SCrypt.Generate(secret, scrypt.Salt.GetOctets(), (int)cost, (int)block, (int)parallel, KeyLength(scheme.Algorithm));
        CryptographicOperations.ZeroMemory(secret);
        return aes.DecryptCbc(info.GetEncryptedData(), Asn1OctetString.GetInstance(scheme.Asn1Object).GetOctets());
    }

    private static PbeS2Parameters Parameters(EncryptedPrivateKeyInfo info) => PbeS2Parameters.GetInstance(info.EncryptionAlgorithm.Parameters);

    private static int KeyLength(DerObjectIdentifier cipher) => cipher.Id switch
    {
        "2.16.840.1.101.3.4.1.2" => 16,
        "2.16.840.1.101.3.4.1.22" => 24,
        "2.16.840.1.101.3.4.1.42" => 32,
        _ => throw new CryptographicException("The key is under a cipher that is not known."),
    };
}
