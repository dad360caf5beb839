using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Encryption;

/// <summary>
/// Reads RSA keys as people have them: PEM of PKCS#8 (also under a passphrase), PKCS#1 and certificates, PKCS#12, OpenSSH. What .NET does not
/// read, <see cref="OtherKeyForms"/> does.
/// </summary>
internal static class KeyFile
{
    /// <summary>The largest file that can hold a key.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Reads a file that may hold a key.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="BackupException"><see cref="Abstractions.ErrorCode.KeyNotFound"/>, or <see cref="Abstractions.ErrorCode.KeyInvalid"/> where it cannot hold one.</exception>
    public static byte[] Read(string path)
    {
        if (!File.Exists(path))
            throw new BackupException(ErrorCode.KeyNotFound, $"There is no file '{path}'.", "Give the path of a key, or the name of one that is in the store.", path);
        if (!OrdinaryFile.Exists(path))
            throw Invalid(path, "is no file", "Give the path of a file.");
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            byte[] content = new byte[MaxBytes + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return length <= MaxBytes ? content[..length] : throw Invalid(path, $"has more than {MaxBytes:N0} bytes", "Give the path of a key.");
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Invalid(path, $"cannot be read: {e.Message.TrimEnd('.')}", "Check its rights.", e);
        }
    }

    /// <summary>Reads a public key.</summary>
    /// <param name="content">The file's content.</param>
    /// <param name="display">How errors name it.</param>
    /// <exception cref="BackupException"><see cref="Abstractions.ErrorCode.KeyInvalid"/>.</exception>
    public static RSA ReadPublic(byte[] content, string display)
    {
        try
        {
            string text = Encoding.Latin1.GetString(content);
            if (!PemEncoding.TryFind(text, out PemFields fields))
            {
                return Checked(text.StartsWith("ssh-", StringComparison.Ordinal) ? OtherKeyForms.ReadOpenSshPublic(text)
                    : Certificate(content, display).GetRSAPublicKey() ?? throw NotRsa(display), display);
            }

            RSA? key = text[fields.Label] switch
            {
                "PUBLIC KEY" or "RSA PUBLIC KEY" => Import(text[fields.Location]),
                "CERTIFICATE" => X509Certificate2.CreateFromPem(text[fields.Location]).GetRSAPublicKey() ?? throw NotRsa(display),
                var label when label.EndsWith("PRIVATE KEY", StringComparison.Ordinal) => throw Invalid(
                    display, "is a private key, and a public one is needed", "Give the public key, so that this machine needs no private one: openssl pkey -in FILE -pubout, or ssh-keygen -y -f FILE."),
                _ => null,
            };
            return key is null ? throw Unknown(display) : Checked(key, display);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException or IOException)
        {
            throw Unknown(display, e);
        }
    }

    /// <summary>Reads a private key.</summary>
    /// <param name="content">The file's content.</param>
    /// <param name="display">How errors name it.</param>
    /// <param name="passphrase">What it is protected by; null for nothing.</param>
    /// <exception cref="BackupException"><see cref="Abstractions.ErrorCode.KeyInvalid"/>; <see cref="Abstractions.ErrorCode.KeyRefused"/> where the passphrase does not open it.</exception>
    public static RSA ReadPrivate(byte[] content, string display, SecureString? passphrase)
    {
        char[] secret = passphrase is null ? [] : SecureText.ToCharacters(passphrase);
        try
        {
            return Checked(ReadPrivate(content, display, passphrase is null ? null : secret), display);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException or IOException)
        {
            throw passphrase is null ? Unknown(display, e) : new BackupException(
                ErrorCode.KeyRefused, $"The key '{display}' is not opened by the passphrase, or is damaged.", "Check the passphrase: not a letter may differ.", display, e);
        }
        finally
        {
            Array.Clear(secret);
        }
    }

    private static RSA ReadPrivate(byte[] content, string display, char[]? secret)
    {
        string text = Encoding.Latin1.GetString(content);
        if (!PemEncoding.TryFind(text, out PemFields fields))
        {
            if (text.Contains("-----BEGIN RSA PRIVATE KEY-----", StringComparison.Ordinal))
                return OtherKeyForms.ReadTraditional(text, secret ?? throw Locked(display));
            using X509Certificate2 certificate = Certificate(content, display, secret);
            return certificate.GetRSAPrivateKey() ?? throw NotRsa(display);
        }

        switch (text[fields.Label])
        {
            case "PRIVATE KEY" or "RSA PRIVATE KEY":
                return Import(text[fields.Location]);
            case "ENCRYPTED PRIVATE KEY":
                RSA key = RSA.Create();
                try
                {
                    key.ImportFromEncryptedPem(text[fields.Location], secret ?? throw Locked(display));
                    return key;
                }
                catch (CryptographicException)
                {
                    key.Dispose();
                    return OtherKeyForms.ReadEncryptedPkcs8(Convert.FromBase64String(text[fields.Base64Data]), secret!);
                }

            case "OPENSSH PRIVATE KEY":
                byte[] blob = Convert.FromBase64String(text[fields.Base64Data]);
                return blob.AsSpan().StartsWith("openssh-key-v1\0\0\0\0\u0004none"u8) || !blob.AsSpan().StartsWith("openssh-key-v1\0"u8)
                    ? OtherKeyForms.ReadOpenSshPrivate(blob)
                    : OpenSshKey.Read(blob, secret ?? throw Locked(display), display);
            case "PUBLIC KEY" or "RSA PUBLIC KEY" or "CERTIFICATE":
                throw Invalid(display, "is a public key, and a private one is needed", "Give the private key.");
            default:
                throw Unknown(display);
        }
    }

    /// <summary>Says that a file holds no key that is understood.</summary>
    public static BackupException Invalid(string display, string what, string remedy, Exception? cause = null) =>
        new(ErrorCode.KeyInvalid, $"The key '{display}' {what}.", remedy, display, cause);

    private static RSA Checked(RSA key, string display)
    {
        if (key.KeySize >= RsaKeyId.FewestBits)
            return key;
        int bits = key.KeySize;
        key.Dispose();
        throw Invalid(display, $"has {bits} bits, which is not safe", $"Use a key of {RsaKeyId.FewestBits} bits or more.");
    }

    private static RSA Import(ReadOnlySpan<char> pem)
    {
        RSA key = RSA.Create();
        key.ImportFromPem(pem);
        return key;
    }

    private static X509Certificate2 Certificate(byte[] content, string display, char[]? secret = null)
    {
        if (content is not [0x30, ..])
            throw Unknown(display);
#pragma warning disable SYSLIB0057 // What replaces it is not on every runtime that the module runs on.
        return new X509Certificate2(content, secret, X509KeyStorageFlags.EphemeralKeySet);
#pragma warning restore SYSLIB0057
    }

    private static BackupException Locked(string display) => new(
        ErrorCode.KeyRefused, $"The key '{display}' is protected by a passphrase.", $"Give it by {Setting.Passphrase}.", display);

    private static BackupException NotRsa(string display) => Invalid(display, "is no RSA key", $"Use an RSA key of {RsaKeyId.FewestBits} bits or more; keys of elliptic curves wrap no data keys.");

    private static BackupException Unknown(string display, Exception? cause = null) => Invalid(
        display, "is in no form that is understood, or is damaged", "Give an RSA key as PEM (PKCS#8, PKCS#1 or a certificate), PKCS#12 or OpenSSH.", cause);
}
