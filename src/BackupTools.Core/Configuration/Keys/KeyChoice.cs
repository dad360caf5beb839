using System.Security;
using BackupTools.Abstractions;
using BackupTools.Common;
using BackupTools.Configuration.Keys;
using BackupTools.Encryption;
using BackupTools.Encryption.Services;

namespace BackupTools.Configuration;

/// <summary>Understands what somebody wrote as keys: names of the store, paths of files, and URIs of keys that services keep.</summary>
/// <param name="store">The store.</param>
public sealed class KeyChoice(KeyStore store)
{
    /// <summary>What the URIs of keys that services keep begin with, each with how one is written. Nobody is asked.</summary>
    public static IReadOnlyDictionary<string, string> ServiceSchemes { get; } = ServiceKeys.Schemes.ToDictionary(s => s.Scheme, s => s.Example);

    /// <summary>For whom an archive is encrypted, and who signs it.</summary>
    /// <param name="recipients">Names of keys, absolute paths of public keys or certificates, and URIs.</param>
    /// <param name="passphrase">A passphrase that opens it, too; null for none.</param>
    /// <param name="signingKey">The name of a key, or the absolute path of a private key, that signs it; null for none.</param>
    /// <param name="keyPassphrase">What the signing key is under, where the store does not know that.</param>
    /// <param name="sharedSecret">A secret that signs it; null for none.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyNotFound"/>, <see cref="ErrorCode.KeyInvalid"/>, <see cref="ErrorCode.KeyRefused"/>.</exception>
    public ArchiveProtection ToProtection(
        IReadOnlyList<string> recipients, SecureString? passphrase, string? signingKey, SecureString? keyPassphrase, SecureString? sharedSecret)
    {
        RequireText(passphrase, Setting.Passphrase);
        RequireText(sharedSecret, Setting.SharedSecret);
        List<IKeyRecipient> all = [.. recipients.Distinct(StringComparer.Ordinal).Select(ToRecipient)];
        if (passphrase is not null)
            all.Add(new Passphrase(passphrase));
        List<IArchiveSigner> signers = [];
        if (signingKey is not null)
        {
            signers.Add(store.Find(signingKey) is { } known
                ? new RsaSigner(store.OpenPrivate(known.Name, keyPassphrase), known.Name)
                : new RsaSigner(KeyFile.ReadPrivate(ReadFile(signingKey), signingKey, keyPassphrase), null));
        }

        if (sharedSecret is not null)
            signers.Add(new SharedSecret(sharedSecret));
        return new ArchiveProtection { Recipients = all, Signers = signers };
    }

    /// <summary>What opens archives, and whose signatures count.</summary>
    /// <param name="keys">Names of keys, absolute paths of private keys, and URIs. Empty for all private keys of the store.</param>
    /// <param name="passphrase">The passphrase of the archive, or the one that the key is under; null for none.</param>
    /// <param name="trusted">Names of keys, and absolute paths of public keys, whose signatures count. Empty for all keys of the store.</param>
    /// <param name="sharedSecret">A secret whose signatures count; null for none.</param>
    /// <param name="requireSignature">True to refuse what none of them has signed.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.KeyNotFound"/>, <see cref="ErrorCode.KeyInvalid"/>, <see cref="ErrorCode.KeyRefused"/>.</exception>
    public ArchiveKeys ToKeys(
        IReadOnlyList<string> keys, SecureString? passphrase, IReadOnlyList<string> trusted, SecureString? sharedSecret, bool requireSignature)
    {
        RequireText(passphrase, Setting.Passphrase);
        RequireText(sharedSecret, Setting.SharedSecret);
        List<IKeyOpener> openers = keys.Count > 0
            ? [.. keys.Select(k => ToOpener(k, passphrase))]
            : [.. Stored().Where(k => k.HasPrivateKey && (!k.NeedsPassphrase || passphrase is not null)).Select(k => new StoredKeyOpener(store, k, passphrase))];
        if (passphrase is not null)
            openers.Add(new Passphrase(passphrase));
        List<ISignatureCheck> signers = [.. (trusted.Count > 0 ? trusted : [.. Stored().Select(k => k.Name)]).Select(ToCheck)];
        if (sharedSecret is not null)
            signers.Add(new SharedSecret(sharedSecret));
        return new ArchiveKeys { Openers = openers, Signers = signers, RequireSignature = requireSignature };
    }

    /// <summary>What opens, without anybody, what is encrypted for these recipients: this user's keys, and those of services that are among them.</summary>
    /// <inheritdoc cref="ToProtection"/>
    internal ArchiveKeys ToKeysOf(IReadOnlyList<string> recipients, SecureString? passphrase, SecureString? sharedSecret)
    {
        ArchiveKeys keys = ToKeys([], passphrase, [], sharedSecret, requireSignature: false);
        return keys with { Openers = [.. keys.Openers, .. recipients.Where(ServiceKeys.IsOne).Select(ServiceKeys.Parse)] };
    }

    /// <summary>
    /// True where a private key of the store that needs no passphrase opens what is encrypted for one of the recipients. Of a service's key only its use shows
    /// that.
    /// </summary>
    internal bool OpensOneOf(IReadOnlyList<string> recipients)
    {
        HashSet<string> own = [.. Stored().Where(k => k is { HasPrivateKey: true, NeedsPassphrase: false }).Select(k => k.KeyId)];
        return recipients.Any(r => ToRecipient(r) is not RsaRecipient rsa || own.Contains(rsa.KeyId));
    }

    /// <summary>Refuses what is no key to sign with; a file is not opened.</summary>
    internal void RequireSigner(string text)
    {
        if (store.Find(text) is not { } known)
            ReadFile(text);
        else if (!known.HasPrivateKey || known.NeedsPassphrase)
            throw new BackupException(ErrorCode.KeyRefused, $"The key '{known.Name}' cannot sign without its owner: {(known.HasPrivateKey ? "it needs a passphrase" : "its private part is not here")}.", "Name another, made without a passphrase.", known.Name);
    }

    private IKeyRecipient ToRecipient(string text) => ServiceKeys.IsOne(text) ? ServiceKeys.Parse(text) : store.Find(text) is { } known
        ? new RsaRecipient(store.OpenPublic(known.Name), known.Name)
        : new RsaRecipient(KeyFile.ReadPublic(ReadFile(text), text), Path.GetFileNameWithoutExtension(text));

    private IKeyOpener ToOpener(string text, SecureString? passphrase) => ServiceKeys.IsOne(text) ? ServiceKeys.Parse(text) : store.Find(text) is { } known
        ? new StoredKeyOpener(store, known, passphrase)
        : new RsaOpener(KeyFile.ReadPrivate(ReadFile(text), text, passphrase), Path.GetFileName(text));

    private RsaSignatureCheck ToCheck(string text) => store.Find(text) is { } known
        ? new RsaSignatureCheck(store.OpenPublic(known.Name), known.Name)
        : new RsaSignatureCheck(KeyFile.ReadPublic(ReadFile(text), text), Path.GetFileName(text));

    /// <summary>Those that can be read: one that is damaged keeps nobody from using another.</summary>
    private List<BackupKey> Stored()
    {
        List<BackupKey> keys = [];
        foreach (string name in store.GetNames())
        {
            try
            {
                keys.Add(store.Get(name));
            }
            catch (BackupException e)
            {
                WorkLog.Debug($"The key '{name}' is passed over: {e.Message}");
            }
        }

        return keys;
    }

    private byte[] ReadFile(string text) => Path.IsPathFullyQualified(text) && File.Exists(text) ? KeyFile.Read(text) : throw new BackupException(
        ErrorCode.KeyNotFound, $"'{text}' is neither the name of a key nor the path of a file.",
        NameSuggestions.Remedy(Path.GetFileName(text), store.GetNames(), "Make a key first, or give the path of one."), text);

    private static void RequireText(SecureString? secret, string setting)
    {
        if (secret?.Length == 0)
            throw new BackupException(ErrorCode.InvalidArgument, $"What {setting} has is empty.", "Give a text, or leave it out.");
    }
}
