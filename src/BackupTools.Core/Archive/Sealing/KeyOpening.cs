using System.Security.Cryptography;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>Finds, among the keys that somebody has, one that opens an archive.</summary>
internal static class KeyOpening
{
    /// <summary>Unwraps an archive's data key.</summary>
    /// <param name="display">How errors name the archive.</param>
    /// <param name="header">Its header.</param>
    /// <param name="keys">The keys at hand.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.KeyMissing"/> where no key is at hand that could open it, <see cref="ErrorCode.KeyRefused"/> where none that
    /// could does.
    /// </exception>
    public static async Task<DataKey> OpenAsync(
        string display, ArchiveHeader header, ArchiveKeys keys, CancellationToken cancellationToken)
    {
        BackupException? failed = null;
        string? tried = null;
        foreach (RecipientEntry entry in header.Recipients ?? [])
        {
            foreach (IKeyOpener opener in keys.Openers.Where(o => o.Fits(entry)))
            {
                try
                {
                    if (await UnwrapAsync(opener, entry, header, cancellationToken) is { } key)
                        return key;
                    tried ??= opener.Display;
                }
                catch (BackupException e)
                {
                    failed ??= e;
                }
            }
        }

        if (failed is not null)
            throw failed;
        string whose = Describe(header);
        throw tried is null
            ? new BackupException(
                ErrorCode.KeyMissing, $"The archive '{display}' is encrypted for {whose}, and no key was given that could open it.",
                $"Give the private key by {Setting.Key}, or the passphrase by {Setting.Passphrase}.", display)
            : new BackupException(
                ErrorCode.KeyRefused, $"The archive '{display}' is encrypted for {whose}, and {tried} does not open it.",
                "Check the key or the passphrase: not a letter may differ.", display);
    }

    /// <summary>The recipients, for people.</summary>
    private static string Describe(ArchiveHeader header)
    {
        string[] all = [.. (header.Recipients ?? []).Select(r => r.ToString()).Distinct().Take(5)];
        return all.Length < 2 ? all.FirstOrDefault() ?? "nobody" : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    private static async Task<DataKey?> UnwrapAsync(
        IKeyOpener opener, RecipientEntry entry, ArchiveHeader header, CancellationToken cancellationToken)
    {
        byte[]? bytes = await opener.UnwrapAsync(entry, header.Id, cancellationToken);
        if (bytes is null)
            return null;
        try
        {
            if (bytes.Length != DataKey.Length)
                return null;
            DataKey key = DataKey.Of(bytes, header.Id);
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key.Commitment), Encoding.ASCII.GetBytes(header.Encryption!.KeyCommitment)))
                return key;
            key.Dispose();
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
