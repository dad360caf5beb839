using System.Security;
using System.Security.Cryptography;
using System.Text.Json;
using BackupTools.Abstractions;
using BackupTools.Common;
using BackupTools.Configuration.Keys;
using BackupTools.Configuration.Secrets;
using BackupTools.Encryption;

namespace BackupTools.Configuration;

/// <summary>
/// This user's keys: a file for each in the folder <c>keys</c> of the configuration, its owner's alone. A private key is never there in
/// clear: it is PKCS#8 under a passphrase, its owner's or a random one, which is protected as saved passwords are.
/// </summary>
public sealed class KeyStore
{
    /// <summary>How many bits a new key has, unless it is said otherwise.</summary>
    public const int DefaultBits = 4096;

    private const string Ending = ".json";

    /// <summary>How often a person's passphrase is hashed; a random one of 256 bits is not found by trying.</summary>
    private const int Iterations = 600_000, IterationsOfRandom = 10_000;

    private readonly ConfigurationFolder _folder;
    private readonly SecretProtection _protection;

    /// <summary>The keys of a folder.</summary>
    /// <param name="folder">The folder of the configuration.</param>
    public KeyStore(ConfigurationFolder folder)
    {
        _folder = folder;
        _protection = new SecretProtection(folder);
    }

    /// <summary>The names of all keys.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConfigurationInaccessible"/>.</exception>
    public IReadOnlyList<string> GetNames()
    {
        string folder = _folder.Combine("keys");
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder, "*" + Ending).Select(f => Path.GetFileNameWithoutExtension(f)).Where(ConnectionName.IsValid).Order(ConnectionName.Comparer)]
                : [];
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible(folder, "read", e);
        }
    }

    /// <summary>A key by its name; null where there is none.</summary>
    /// <param name="name">The name; upper and lower case are the same.</param>
    /// <exception cref="BackupException">Where its file cannot be read.</exception>
    public BackupKey? Find(string name) => NameOf(name) is { } known ? Describe(known, Read(known)) : null;

    /// <summary>A key by its name.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyNotFound"/>; where its file cannot be read.</exception>
    public BackupKey Get(string name) => Find(name) ?? throw new BackupException(
        ErrorCode.KeyNotFound, $"There is no key '{name}'.", NameSuggestions.Remedy(name, GetNames(), "Make one, or import one."), name);

    /// <summary>Makes a key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bits">How many bits it has.</param>
    /// <param name="passphrase">What its private part is under; null for a random one that the store keeps protected.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyExists"/>; <see cref="ErrorCode.InvalidArgument"/>.</exception>
    public BackupKey Create(string name, int bits, SecureString? passphrase)
    {
        RequireFree(name);
        if (bits is < RsaKeyId.FewestBits or > 16384 || bits % 1024 != 0)
            throw new BackupException(ErrorCode.InvalidArgument, $"A key of {bits:N0} bits is not possible.", "Give 2048, 3072, 4096 or more, in steps of 1024.", name);
        using RSA key = RSA.Create(bits);
        return Save(name, key, hasPrivateKey: true, passphrase);
    }

    /// <summary>Takes over a key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The absolute path of its file.</param>
    /// <param name="isPrivate">True for a private key, false for the public key of somebody else.</param>
    /// <param name="passphrase">What the private key is under, and stays under; null for none.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyExists"/>, <see cref="ErrorCode.KeyInvalid"/>, <see cref="ErrorCode.KeyRefused"/>.</exception>
    public BackupKey Import(string name, string path, bool isPrivate, SecureString? passphrase)
    {
        RequireFree(name);
        byte[] content = KeyFile.Read(path);
        using RSA key = isPrivate ? KeyFile.ReadPrivate(content, path, passphrase) : KeyFile.ReadPublic(content, path);
        return Save(name, key, isPrivate, passphrase);
    }

    /// <summary>Removes a key. What is encrypted for it alone can then never be read again.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyNotFound"/>; <see cref="ErrorCode.ConfigurationInaccessible"/>.</exception>
    public void Remove(string name)
    {
        string path = PathOf(Get(name).Name);
        try
        {
            File.Delete(path);
            DurableFolder.Sync(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible(path, "removed", e);
        }
    }

    /// <summary>The private key as PKCS#8 under a passphrase, as PEM.</summary>
    /// <param name="name">The key's name.</param>
    /// <param name="passphrase">What the key is under in the store; null where the store knows it.</param>
    /// <param name="newPassphrase">What the result is under.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyNotFound"/>, <see cref="ErrorCode.KeyRefused"/>.</exception>
    public string ExportPrivate(string name, SecureString? passphrase, SecureString newPassphrase)
    {
        using RSA key = OpenPrivate(name, passphrase);
        return Encrypt(key, newPassphrase, Iterations);
    }

    /// <summary>The public key, which the caller disposes.</summary>
    internal RSA OpenPublic(string name)
    {
        RSA key = RSA.Create();
        key.ImportFromPem(Read(Get(name).Name).PublicKey);
        return key;
    }

    /// <summary>The private key, which the caller disposes.</summary>
    internal RSA OpenPrivate(string name, SecureString? passphrase)
    {
        name = Get(name).Name;
        SavedKey saved = Read(name);
        if (saved.PrivateKey is null)
        {
            throw new BackupException(
                ErrorCode.KeyRefused, $"Of the key '{name}' the store has the public part alone.", "Give a key whose private part is here, or import that.", name);
        }

        SecureString? secret = saved.Passphrase is { } own ? _protection.Unprotect(Purpose(name), own) : passphrase;
        return KeyFile.ReadPrivate(System.Text.Encoding.ASCII.GetBytes(saved.PrivateKey), name, secret);
    }

    private BackupKey Save(string name, RSA key, bool hasPrivateKey, SecureString? passphrase)
    {
        SavedSecret? kept = null;
        string? privateKey = null;
        if (hasPrivateKey)
        {
            SecureString secret = passphrase ?? SecureText.Of(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
            kept = passphrase is null ? _protection.Protect(Purpose(name), secret) : null;
            privateKey = Encrypt(key, secret, passphrase is null ? IterationsOfRandom : Iterations);
        }

        SavedKey saved = new() { PublicKey = key.ExportSubjectPublicKeyInfoPem(), PrivateKey = privateKey, Passphrase = kept, CreatedAtUtc = DateTime.UtcNow };
        string path = PathOf(name);
        try
        {
            if (!ReplacedFile.TryCreate(path, JsonSerializer.SerializeToUtf8Bytes(saved, SavedKeyJson.Default.SavedKey)))
                throw Exists(name);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw Inaccessible(path, "written", e);
        }

        return Describe(name, saved);
    }

    private static string Encrypt(RSA key, SecureString passphrase, int iterations)
    {
        char[] secret = SecureText.ToCharacters(passphrase);
        try
        {
            return key.ExportEncryptedPkcs8PrivateKeyPem(secret, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterations));
        }
        finally
        {
            Array.Clear(secret);
        }
    }

    private SavedKey Read(string name)
    {
        string path = PathOf(name);
        try
        {
            SavedKey? saved = JsonSerializer.Deserialize(KeyFile.Read(path), SavedKeyJson.Default.SavedKey);
            if (saved?.Format > SavedKey.Version)
                throw new BackupException(ErrorCode.ConfigurationTooNew, $"The key file '{path}' is of a newer version.", "Update BackupTools.", path);
            return saved is { PublicKey: not null } ? saved : throw Broken(path);
        }
        catch (JsonException e)
        {
            throw Broken(path, e);
        }
    }

    private BackupKey Describe(string name, SavedKey saved)
    {
        try
        {
            using RSA key = RSA.Create();
            key.ImportFromPem(saved.PublicKey);
            return new BackupKey
            {
                Name = name, KeyId = RsaKeyId.Of(key), Bits = key.KeySize, HasPrivateKey = saved.PrivateKey is not null,
                NeedsPassphrase = saved.PrivateKey is not null && saved.Passphrase is null, CreatedAtUtc = saved.CreatedAtUtc, PublicKey = saved.PublicKey,
            };
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Broken(PathOf(name), e);
        }
    }

    private string? NameOf(string name) => GetNames().FirstOrDefault(n => ConnectionName.Comparer.Equals(n, name));

    private void RequireFree(string name)
    {
        ConnectionName.Require(name, "a key");
        if (NameOf(name) is { } taken)
            throw Exists(taken);
    }

    private string PathOf(string name) => _folder.Combine("keys", name + Ending);

    private static string Purpose(string name) => "key/" + name;

    private static BackupException Exists(string name) => new(
        ErrorCode.KeyExists, $"There is a key '{name}' already, and what is encrypted for it would be lost with it.", "Take another name.", name);

    private static BackupException Broken(string path, Exception? cause = null) =>
        new(ErrorCode.ConfigurationInvalid, $"The key file '{path}' is damaged.", "Put a copy of it back.", path, cause);

    private static BackupException Inaccessible(string path, string what, Exception cause) =>
        new(ErrorCode.ConfigurationInaccessible, $"'{path}' cannot be {what}: {cause.Message}", "Check its rights and the disk.", path, cause);
}
