using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>
/// Adds recipients to an encrypted archive without touching it: its data key is wrapped for them, too, in a file beside it. Those who could
/// open it before still can.
/// </summary>
public sealed class KeyUpdateJob : IDisposable
{
    private readonly ArchiveLocation _archive;
    private readonly DataKey? _key;

    private KeyUpdateJob(ArchiveLocation archive, ArchiveHeader header, IReadOnlyList<IKeyRecipient> missing, DataKey? key)
    {
        _archive = archive;
        _key = key;
        Header = header;
        Missing = missing;
    }

    /// <summary>The archive's header.</summary>
    public ArchiveHeader Header { get; }

    /// <summary>The recipients that cannot open it yet.</summary>
    public IReadOnlyList<IKeyRecipient> Missing { get; }

    /// <summary>Looks who cannot open the archive yet, and opens its data key where there is anybody. Nothing is written.</summary>
    /// <param name="archive">The archive, and the keys that open it.</param>
    /// <param name="recipients">Who is to be able to open it.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.InvalidArgument"/> for an archive that is not encrypted; <see cref="ErrorCode.KeyMissing"/>,
    /// <see cref="ErrorCode.KeyRefused"/>; what is wrong with the archive or its storage.
    /// </exception>
    public static async Task<KeyUpdateJob> OpenAsync(
        ArchiveLocation archive, IReadOnlyList<IKeyRecipient> recipients, CancellationToken cancellationToken)
    {
        ArchiveHead head;
        await using (IStorageReader reader = await archive.Storage.OpenReadAsync(archive.Name, cancellationToken))
            head = await ArchiveHead.ReadAsync(reader, archive.Path, cancellationToken);
        ArchiveHeader header = head.Header;
        if (header.Encryption is null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"The archive '{archive.Path}' is not encrypted, and everybody can read it.",
                "Copy it, and have the copy encrypted.", archive.Name);
        }

        List<RecipientEntry> entries = [.. header.Recipients ?? [], .. await new ArchivePlace(archive).FindRecipientsAsync(null, header, cancellationToken)];
        List<IKeyRecipient> missing = [];
        foreach (IKeyRecipient recipient in recipients)
        {
            // A passphrase shows nothing of itself before it is tried.
            bool isThere = entries.Any(recipient.Has) || (recipient is IKeyOpener opener && await KeyOpening.OpensAsync(opener, header, entries, cancellationToken));
            if (!isThere)
                missing.Add(recipient);
        }

        DataKey? key = missing.Count == 0 ? null : await KeyOpening.OpenAsync(archive.Path, header, entries, archive.Keys, cancellationToken);
        return new KeyUpdateJob(archive, header, missing, key);
    }

    /// <summary>Writes the file beside the archive that lets them open it.</summary>
    /// <param name="cancellationToken">Stops the writing; nothing is left.</param>
    /// <returns>The recipients that were added, as they are shown.</returns>
    /// <exception cref="BackupException">Where a recipient cannot be wrapped for, or the storage cannot be written to.</exception>
    public async Task<IReadOnlyList<string>> AddAsync(CancellationToken cancellationToken)
    {
        if (_key is null)
            return [];
        List<RecipientEntry> entries = [];
        foreach (IKeyRecipient recipient in Missing)
            entries.Add(await recipient.WrapAsync(_key.Bytes, Header.Id, cancellationToken));
        KeysDocument document = new() { Id = Header.Id, Recipients = entries, CreatedAt = DateTime.UtcNow, Tool = Product.NameAndVersion };
        string name = await KeysFile.AddAsync(_archive.Storage, _archive.Name, document, cancellationToken);
        WorkLog.Verbose($"Wrote '{_archive.Storage.GetPath(name)}'.");
        return [.. Missing.Select(r => r.Display)];
    }

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();
}
