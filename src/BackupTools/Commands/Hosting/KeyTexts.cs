using System.Management.Automation;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Commands.Hosting;

/// <summary>What people write as keys: a name of the store stays one, a path becomes absolute.</summary>
internal static class KeyTexts
{
    /// <summary>This user's keys.</summary>
    public static KeyStore Store => new(ConfigurationFolder.Current);

    /// <summary>The keys that need nobody; none where the store cannot be reached.</summary>
    /// <param name="onUnreachable">Is told why, where it cannot be.</param>
    public static ArchiveKeys Usual(Action<string> onUnreachable)
    {
        try
        {
            return new KeyChoice(Store).ToKeys([], null, [], null, requireSignature: false);
        }
        catch (BackupException e)
        {
            onUnreachable($"No key of this user's is tried: {e.Message}");
            return ArchiveKeys.None;
        }
    }

    /// <summary>For whom backups are encrypted, and who signs them.</summary>
    /// <param name="session">The session whose current location counts.</param>
    /// <param name="recipients">Names of keys, paths of public keys or certificates, and URIs.</param>
    /// <param name="passphrase">A passphrase that opens them, too; null for none.</param>
    /// <param name="signingKey">The name of a key, or the path of a private key, that signs them; null for none.</param>
    /// <param name="keyPassphrase">What the signing key is under, where the store does not know that.</param>
    /// <param name="sharedSecret">A secret that signs them; null for none.</param>
    /// <exception cref="BackupException">Where one of them cannot be used.</exception>
    public static ArchiveProtection ToProtection(
        SessionState session, IEnumerable<string> recipients, SecureString? passphrase, string? signingKey = null, SecureString? keyPassphrase = null,
        SecureString? sharedSecret = null) =>
        new KeyChoice(Store).ToProtection(Resolve(session, recipients), passphrase, Resolve(session, signingKey), keyPassphrase, sharedSecret);

    /// <summary>The text as the library takes it; null for none.</summary>
    public static string? Resolve(SessionState session, string? text) => text is null ? null : Resolve(session, [text])[0];

    /// <summary>The texts as the library takes them.</summary>
    public static string[] Resolve(SessionState session, IEnumerable<string> texts)
    {
        HashSet<string> names = new(Store.GetNames(), ConnectionName.Comparer);
        return [.. texts.Select(t => names.Contains(t) || !File.Exists(LocationResolver.Resolve(session, t)) ? t : LocationResolver.Resolve(session, t))];
    }
}
