using System.Security.Cryptography;
using System.Text;
using BackupTools.Abstractions;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Utilities;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace BackupTools.Encryption;

/// <summary>The forms of keys that .NET does not read. Apart, so that their library is loaded only for them.</summary>
internal static class OtherKeyForms
{
    /// <summary>A line <c>ssh-rsa AAAA… comment</c>.</summary>
    public static RSA ReadOpenSshPublic(string text)
    {
        string[] parts = text.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return parts is ["ssh-rsa", var blob, ..]
            ? Of(Guarded(() => OpenSshPublicKeyUtilities.ParsePublicKey(Convert.FromBase64String(blob))))
            : throw new CryptographicException("It is no RSA key.");
    }

    /// <summary>What ssh-keygen writes without a passphrase.</summary>
    public static RSA ReadOpenSshPrivate(byte[] blob) => Of(Guarded(() => OpenSshPrivateKeyUtilities.ParsePrivateKeyBlob(blob)));

    /// <summary>A <c>RSA PRIVATE KEY</c> under a passphrase, as OpenSSL once wrote them (Proc-Type: 4,ENCRYPTED).</summary>
    public static RSA ReadTraditional(string text, char[] passphrase) => Of(Guarded(() =>
    {
        using StringReader reader = new(text);
        using PemReader pem = new(reader, new Secret(passphrase));
        return pem.ReadObject() switch
        {
            AsymmetricCipherKeyPair pair => pair.Private,
            AsymmetricKeyParameter key => key,
            _ => throw new CryptographicException("There is no key in it."),
        };
    }));

    /// <summary>A PKCS#8 key under an older encryption, or scrypt.</summary>
    public static RSA ReadEncryptedPkcs8(byte[] blob, char[] passphrase)
    {
        EncryptedPrivateKeyInfo info = Guarded(() => EncryptedPrivateKeyInfo.GetInstance(blob));
        return Of(Guarded(() => ScryptKey.IsUsedBy(info) ? PrivateKeyFactory.CreateKey(ScryptKey.Decrypt(info, passphrase))
            // What .NET knows, it has tried with this passphrase.
            : PkcsObjectIdentifiers.IdPbeS2.Equals(info.EncryptionAlgorithm.Algorithm) ? throw new CryptographicException("The passphrase is another one.")
            : PrivateKeyFactory.DecryptKey(passphrase, info)));
    }

    private static RSA Of(AsymmetricKeyParameter key) => key switch
    {
        RsaPrivateCrtKeyParameters own => RSA.Create(DotNetUtilities.ToRSAParameters(own)),
        RsaKeyParameters { IsPrivate: false } other => RSA.Create(DotNetUtilities.ToRSAParameters(other)),
        _ => throw new CryptographicException("It is no RSA key."),
    };

    /// <summary>Whatever a hostile file makes the library throw, it is a key that cannot be read.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (BackupException or OutOfMemoryException))
        {
            throw new CryptographicException("The key cannot be read.", e);
        }
    }

    /// <summary>The library takes a byte of each character, and OpenSSL those of UTF-8.</summary>
    private sealed class Secret(char[] passphrase) : IPasswordFinder
    {
        public char[] GetPassword() => Encoding.Latin1.GetChars(Encoding.UTF8.GetBytes(passphrase));
    }
}
