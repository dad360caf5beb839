using System.Security.Cryptography;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>Finds, among the keys that somebody has, one that opens an archive.</summary>
internal static class KeyOpening
{
    /// <summary>Unwraps an archive's data key. Recipients that were added later are looked for where those in the header do not serve.</summary>
    /// <param name="display">How errors name the archive.</param>
    /// <param name="reference">What another archive calls it; null for one that is opened for itself.</param>
    /// <param name="header">Its header.</param>
    /// <param name="keys">The keys at hand.</param>
    /// <param name="place">Where it lies; null where nothing else can be had.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.KeyMissing"/> where no key is at hand that could open it, <see cref="ErrorCode.KeyRefused"/> where none that
    /// could does.
    /// </exception>
    public static async Task<DataKey> OpenAsync(
        string display, ArchiveReference? reference, ArchiveHeader header, ArchiveKeys keys, IArchivePlace? place, CancellationToken cancellationToken)
    {
        Attempts attempts = new(header, keys.Openers);
        IReadOnlyList<RecipientEntry> entries = header.Recipients ?? [];
        DataKey? key = await attempts.TryAsync(entries, cancellationToken);
        if (key is null && place is not null && keys.Openers.Count > 0)
        {
            IReadOnlyList<RecipientEntry> added = await place.FindRecipientsAsync(reference, header, cancellationToken);
            key = await attempts.TryAsync(added, cancellationToken);
            entries = [.. entries, .. added];
        }

        return key ?? throw attempts.ToError(display, Describe(entries));
    }

    /// <summary>Unwraps an archive's data key by entries that are known already.</summary>
    /// <inheritdoc cref="OpenAsync(string, ArchiveReference, ArchiveHeader, ArchiveKeys, IArchivePlace, CancellationToken)" path="/exception"/>
    public static async Task<DataKey> OpenAsync(
        string display, ArchiveHeader header, IReadOnlyList<RecipientEntry> entries, ArchiveKeys keys, CancellationToken cancellationToken)
    {
        Attempts attempts = new(header, keys.Openers);
        return await attempts.TryAsync(entries, cancellationToken) ?? throw attempts.ToError(display, Describe(entries));
    }

    /// <summary>True where the key opens one of the entries; false also where it cannot be tried.</summary>
    public static async Task<bool> OpensAsync(
        IKeyOpener opener, ArchiveHeader header, IReadOnlyList<RecipientEntry> entries, CancellationToken cancellationToken)
    {
        using DataKey? key = await new Attempts(header, [opener]).TryAsync(entries, cancellationToken);
        return key is not null;
    }

    /// <summary>The recipients, for people.</summary>
    private static string Describe(IReadOnlyList<RecipientEntry> entries)
    {
        string[] all = [.. entries.Select(r => r.ToString()).Distinct().Take(5)];
        return all.Length < 2 ? all.FirstOrDefault() ?? "nobody" : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    /// <summary>What was tried, and what came of it.</summary>
    private sealed class Attempts(ArchiveHeader header, IReadOnlyList<IKeyOpener> openers)
    {
        private BackupException? _failed;
        private string? _tried;

        /// <summary>The data key, by the first of the keys that opens one of the entries; null where none does.</summary>
        public async Task<DataKey?> TryAsync(IReadOnlyList<RecipientEntry> entries, CancellationToken cancellationToken)
        {
            foreach (RecipientEntry entry in entries)
            {
                foreach (IKeyOpener opener in openers.Where(o => o.Fits(entry)))
                {
                    try
                    {
                        if (await UnwrapAsync(opener, entry, header, cancellationToken) is { } key)
                            return key;
                        _tried ??= opener.Display;
                    }
                    catch (BackupException e)
                    {
                        _failed ??= e;
                    }
                }
            }

            return null;
        }

        /// <summary>Why none did.</summary>
        public BackupException ToError(string display, string whose) => _failed ?? (_tried is null
            ? new BackupException(
                ErrorCode.KeyMissing, $"The archive '{display}' is encrypted for {whose}, and no key was given that could open it.",
                $"Give the private key by {Setting.Key}, or the passphrase by {Setting.Passphrase}.", display)
            : new BackupException(
                ErrorCode.KeyRefused, $"The archive '{display}' is encrypted for {whose}, and {_tried} does not open it.",
                "Check the key or the passphrase: not a letter may differ.", display));
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
