using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Backups;

/// <summary>Lists, finds and deletes the backups of a storage.</summary>
public static class BackupCatalog
{
    private const int MaxConcurrency = 16;

    /// <summary>
    /// Lists what matches, oldest first. Reads the small summary files, and an archive only where its summary is missing,
    /// unreadable or stale; the summary is then written anew, if the storage allows that. An archive that is removed
    /// meanwhile is left out.
    /// </summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="filter">What is wanted.</param>
    /// <param name="onUnreadable">Called for every archive that cannot be listed, one at a time, with the reason.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.InvalidArgument"/> where the filter is ambiguous or impossible; any error of the listing itself.
    /// </exception>
    public static async Task<IReadOnlyList<BackupInfo>> ListAsync(
        ComponentSet components, IBackupStorage storage, BackupFilter filter, Action<BackupException>? onUnreadable,
        CancellationToken cancellationToken) =>
        await ListAsync(ReadWith(components), storage, filter, onUnreadable, cancellationToken);

    /// <inheritdoc cref="ListAsync(ComponentSet, IBackupStorage, BackupFilter, Action{BackupException}, CancellationToken)"/>
    internal static async Task<IReadOnlyList<BackupInfo>> ListAsync(
        ArchiveInfoReader readArchive, IBackupStorage storage, BackupFilter filter, Action<BackupException>? onUnreadable,
        CancellationToken cancellationToken)
    {
        filter.Validate();
        var archives = new List<StorageItem>();
        var beside = new HashSet<string>(StringComparer.Ordinal);
        var keys = new List<(string Prefix, string Name)>();
        await foreach (StorageItem item in storage.ListAsync("", cancellationToken))
        {
            if (ArchiveName.IsArchive(item.Name))
                archives.Add(item);
            else if (ArchiveName.IsSummary(item.Name) || ArchiveName.IsLock(item.Name))
                beside.Add(item.Name);
            else if (ArchiveName.FindKeysPrefix(item.Name) is { } prefix)
                keys.Add((prefix, item.Name));
        }

        ILookup<string, string> keysOf = keys.ToLookup(k => k.Prefix, k => k.Name, StringComparer.Ordinal);
        var backups = new ConcurrentBag<BackupInfo>();
        object reporting = new object();
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(archives, options, async (archive, token) =>
        {
            try
            {
                bool hasSummary = beside.Contains(SummaryFile.NameFor(archive.Name));
                BackupInfo backup = await ReadAsync(readArchive, storage, archive.Name, archive.SizeBytes, hasSummary, token);
                backup = backup with { StoredAtUtc = archive.ModifiedAt == default ? null : archive.ModifiedAt };
                if (backup.Encrypted)
                    backup = await WithKeysAsync(storage, backup, [.. keysOf[ArchiveName.ToKeysPrefix(archive.Name)]], token);
                bool hasLock = beside.Contains(LockFile.NameFor(archive.Name));
                backups.Add(hasLock ? await WithLockAsync(storage, backup, token) : backup);
            }
            catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
            {
                // Somebody removed it since the listing: it is no backup any more, and nothing is wrong.
            }
            catch (BackupException e)
            {
                lock (reporting)
                    onUnreadable?.Invoke(e);
            }
        });

        return filter.Apply(backups);
    }

    /// <summary>Finds one backup by the name of its archive.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="name">The archive's name.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveNotFound"/>, or why the archive cannot be read.</exception>
    public static async Task<BackupInfo> FindAsync(
        ComponentSet components, IBackupStorage storage, string name, CancellationToken cancellationToken) =>
        await FindAsync(ReadWith(components), storage, name, cancellationToken);

    /// <inheritdoc cref="FindAsync(ComponentSet, IBackupStorage, string, CancellationToken)"/>
    internal static async Task<BackupInfo> FindAsync(
        ArchiveInfoReader readArchive, IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        long size;
        await using (IStorageReader reader = await storage.OpenReadAsync(name, cancellationToken))
            size = reader.Length;
        BackupInfo backup = await ReadAsync(readArchive, storage, name, size, hasSummary: true, cancellationToken);
        return await WithLockAsync(storage, await WithKeysAsync(storage, backup, cancellationToken), cancellationToken);
    }

    /// <summary>Reads what an archive says of itself: its tables with their figures, and its chunks.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="storage">The storage.</param>
    /// <param name="name">The archive's name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveNotFound"/>, or why the archive cannot be read.</exception>
    public static async Task<ArchiveManifest> ReadManifestAsync(
        ComponentSet components, IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        IStorageReader file = await storage.OpenReadAsync(name, cancellationToken);
        await using ArchiveReader reader = await ArchiveReader.OpenAsync(file, storage.GetPath(name), components, null, cancellationToken);
        return reader.Manifest;
    }

    /// <summary>Makes an archive that was just published known, by writing its summary.</summary>
    /// <param name="storage">The storage that holds the archive.</param>
    /// <param name="name">The archive's name.</param>
    /// <param name="header">The archive's header.</param>
    /// <param name="manifest">The archive's manifest.</param>
    /// <param name="cancellationToken">Stops the writing of the summary.</param>
    /// <returns>The backup.</returns>
    public static async Task<BackupInfo> AddAsync(
        IBackupStorage storage, string name, ArchiveHeader header, ArchiveManifest manifest, CancellationToken cancellationToken)
    {
        long size;
        await using (IStorageReader reader = await storage.OpenReadAsync(name, cancellationToken))
            size = reader.Length;
        return await SummarizeAsync(storage, BackupInfo.From(header, manifest, size, storage, name), cancellationToken);
    }

    /// <summary>Makes an archive that was just published known, where its manifest cannot be read for want of a key.</summary>
    internal static async Task<BackupInfo> AddAsync(
        ComponentSet components, IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        long size;
        await using (IStorageReader reader = await storage.OpenReadAsync(name, cancellationToken))
            size = reader.Length;
        BackupInfo backup = await SummarizeAsync(storage, await ReadWith(components)(storage, name, size, cancellationToken), cancellationToken);
        return await WithKeysAsync(storage, backup, cancellationToken);
    }

    /// <summary>The backups that need chunks of another one.</summary>
    /// <param name="backups">The backups to search.</param>
    /// <param name="id">The identity of the one that may be needed.</param>
    public static IReadOnlyList<BackupInfo> FindDependents(IEnumerable<BackupInfo> backups, string id) =>
        [.. backups.Where(b => b.References.Contains(id, StringComparer.OrdinalIgnoreCase))];

    /// <summary>Deletes an archive, and then what lies beside it; what is not there is no error.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="name">The archive's name.</param>
    /// <param name="cancellationToken">Stops before a deletion.</param>
    public static Task DeleteAsync(IBackupStorage storage, string name, CancellationToken cancellationToken) =>
        DeleteAsync(storage, name, mayHaveKeys: true, cancellationToken);

    /// <inheritdoc cref="DeleteAsync(IBackupStorage, string, CancellationToken)"/>
    internal static async Task DeleteAsync(IBackupStorage storage, string name, bool mayHaveKeys, CancellationToken cancellationToken)
    {
        await storage.DeleteAsync(name, cancellationToken);
        await storage.DeleteAsync(SummaryFile.NameFor(name), cancellationToken);
        if (mayHaveKeys)
            await KeysFile.DeleteAsync(storage, name, cancellationToken);
    }

    /// <summary>An archive's header, and the other archives that it needs. No key is: an encrypted one says them in clear.</summary>
    /// <param name="reader">The archive; it stays open.</param>
    /// <param name="display">How errors name it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException">Where it cannot be read.</exception>
    internal static async Task<(ArchiveHeader Header, IReadOnlyList<ArchiveReference> References)> ReadReferencesAsync(
        IStorageReader reader, string display, CancellationToken cancellationToken)
    {
        ArchiveHead head = await ArchiveHead.ReadAsync(reader, display, cancellationToken);
        return (head.Header, head.Header.Encryption is not null
            ? head.Header.Facts!.References
            : (await ManifestReader.ReadAsync(reader, display, head, null, cancellationToken)).References);
    }

    private static async Task<BackupInfo> ReadAsync(
        ArchiveInfoReader readArchive, IBackupStorage storage, string name, long size, bool hasSummary,
        CancellationToken cancellationToken)
    {
        if (hasSummary && await SummaryFile.ReadAsync(storage, name, size, cancellationToken) is { } known)
            return known;

        WorkLog.Debug($"'{name}' in '{storage.Location}' has no summary that fits, so the archive itself is read.");
        return await SummarizeAsync(storage, await readArchive(storage, name, size, cancellationToken), cancellationToken);
    }

    /// <summary>A lock that cannot be read is one.</summary>
    private static async Task<BackupInfo> WithLockAsync(IBackupStorage storage, BackupInfo backup, CancellationToken cancellationToken)
    {
        try
        {
            return backup.WithLock(await LockFile.ReadAsync(storage, backup.Name, cancellationToken));
        }
        catch (BackupException e)
        {
            WorkLog.Debug($"The lock of '{backup.Name}' in '{storage.Location}' cannot be read: {e.Message}");
            return backup.WithLock(new BackupLock());
        }
    }

    private static async Task<BackupInfo> WithKeysAsync(IBackupStorage storage, BackupInfo backup, CancellationToken cancellationToken) =>
        backup.Encrypted
            ? await WithKeysAsync(storage, backup, await KeysFile.ListAsync(storage, backup.Name, cancellationToken), cancellationToken)
            : backup;

    /// <summary>Adds the recipients that were added later. What cannot be read of them is left out: it opens nothing either.</summary>
    private static async Task<BackupInfo> WithKeysAsync(
        IBackupStorage storage, BackupInfo backup, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
            return backup;
        try
        {
            return backup.WithKeys(await KeysFile.ReadAsync(storage, names, backup.Id, cancellationToken));
        }
        catch (BackupException e)
        {
            WorkLog.Debug($"The recipients that were added to '{backup.Name}' in '{storage.Location}' cannot be read: {e.Message}");
            return backup;
        }
    }

    /// <summary>Of an encrypted archive, what anybody may know.</summary>
    private static ArchiveInfoReader ReadWith(ComponentSet components) => async (storage, name, size, cancellationToken) =>
    {
        await using IStorageReader file = await storage.OpenReadAsync(name, cancellationToken);
        string display = storage.GetPath(name);
        ArchiveHead head = await ArchiveHead.ReadAsync(file, display, cancellationToken);
        if (head.Header.Encryption is not null)
            return BackupInfo.FromHeader(head.Header, size, storage, name);
        await using ArchiveReader reader = await ArchiveReader.OpenAsync(file, display, head, components, null, ArchiveKeys.None, cancellationToken);
        return BackupInfo.FromManifest(reader.Manifest, size, storage, name);
    };

    private static async Task<BackupInfo> SummarizeAsync(
        IBackupStorage storage, BackupInfo backup, CancellationToken cancellationToken)
    {
        try
        {
            await SummaryFile.WriteAsync(storage, backup, cancellationToken);
        }
        catch (BackupException)
        {
            // The summary only saves time, and whoever lists may not be allowed to write.
        }

        return backup;
    }
}
