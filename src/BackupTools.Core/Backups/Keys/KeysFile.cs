using System.Text.Json;
using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Backups;

/// <summary>
/// The numbered files beside an encrypted archive that add recipients to it. The archive itself stays as it is, to the byte, and so does
/// each of these. Whoever can write to the storage can write such a file, and gains nothing by it: it must hold the data key to be of any use.
/// </summary>
internal static class KeysFile
{
    /// <summary>The most that are read beside one archive.</summary>
    public const int Most = 100;

    private const int MaxBytes = 64 * 1024;

    /// <summary>The names of the files beside an archive, in the order of their numbers.</summary>
    /// <exception cref="BackupException">Any error of the listing.</exception>
    public static async Task<IReadOnlyList<string>> ListAsync(IBackupStorage storage, string archiveName, CancellationToken cancellationToken)
    {
        List<string> names = [];
        string prefix = ArchiveName.ToKeysPrefix(archiveName);
        await foreach (StorageItem item in storage.ListAsync(prefix, cancellationToken))
        {
            if (ArchiveName.FindKeysPrefix(item.Name) == prefix)
                names.Add(item.Name);
        }

        return names;
    }

    /// <summary>Reads those of the files that can be understood and are of the archive.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="names">The files' names.</param>
    /// <param name="archiveId">The archive's identity.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException">Any error of the storage; what is wrong with a file is none.</exception>
    public static async Task<IReadOnlyList<AddedKeys>> ReadAsync(
        IBackupStorage storage, IReadOnlyList<string> names, string archiveId, CancellationToken cancellationToken)
    {
        List<AddedKeys> all = [];
        foreach (string name in names.Take(Most))
        {
            if (await TryReadBytesAsync(storage, name, cancellationToken) is not { } content)
                continue;
            if (Parse(content, archiveId) is { } recipients)
                all.Add(new AddedKeys(content, recipients));
            else
                WorkLog.Verbose($"'{name}' in '{storage.Location}' adds no recipients that this version understands, and is passed over.");
        }

        return all;
    }

    /// <summary>Writes the next file beside an archive, and proves that it is there.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.StorageVerificationFailed"/>; any error of the storage.</exception>
    public static Task<string> AddAsync(IBackupStorage storage, string archiveName, KeysDocument keys, CancellationToken cancellationToken) =>
        AddAsync(storage, archiveName, ArchiveJson.Write(keys), cancellationToken);

    /// <summary>Copies the files that lie beside an archive to another storage, but not those that it has.</summary>
    /// <returns>How many were copied.</returns>
    /// <exception cref="BackupException">Any error of the storages.</exception>
    public static async Task<int> CopyAsync(
        IBackupStorage source, string archiveName, string archiveId, IBackupStorage destination, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = await ListAsync(source, archiveName, cancellationToken);
        if (names.Count == 0)
            return 0;
        IReadOnlyList<AddedKeys> there = await ReadAsync(
            destination, await ListAsync(destination, archiveName, cancellationToken), archiveId, cancellationToken);
        HashSet<string> known = [.. there.Select(k => k.Sha256)];
        int copied = 0;
        foreach (AddedKeys keys in await ReadAsync(source, names, archiveId, cancellationToken))
        {
            if (!known.Add(keys.Sha256))
                continue;
            await AddAsync(destination, archiveName, keys.Content, cancellationToken);
            copied++;
        }

        return copied;
    }

    /// <summary>Deletes the files beside an archive.</summary>
    /// <exception cref="BackupException">Any error of the storage.</exception>
    public static async Task DeleteAsync(IBackupStorage storage, string archiveName, CancellationToken cancellationToken)
    {
        foreach (string name in await ListAsync(storage, archiveName, cancellationToken))
            await storage.DeleteAsync(name, cancellationToken);
    }

    private static async Task<string> AddAsync(IBackupStorage storage, string archiveName, byte[] content, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> taken = await ListAsync(storage, archiveName, cancellationToken);
        int number = taken.Count == 0 ? 1 : ArchiveName.NumberOfKeys(taken[^1]) + 1;
        if (taken.Count >= Most || number > ArchiveName.HighestKeysNumber - Most)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, $"'{storage.Location}' has {taken.Count:N0} files that add recipients to '{archiveName}', the last with the number {number - 1:N0}, and takes no more.",
                "Copy the backup and have the copy encrypted anew for all of them.", archiveName);
        }

        await using IStorageWriter writer = await storage.CreateAsync(ArchiveName.ToKeys(archiveName, number), cancellationToken);
        await writer.WriteAsync(content, cancellationToken);
        string name = await CommitAsync(writer, archiveName, number, cancellationToken);
        byte[]? stored = await TryReadBytesAsync(storage, name, cancellationToken);
        if (stored is not null && stored.AsSpan().SequenceEqual(content))
            return name;
        await storage.DeleteAsync(name, CancellationToken.None);
        throw new BackupException(
            ErrorCode.StorageVerificationFailed, $"'{storage.GetPath(name)}' was not what was written, and has been removed.",
            "Check that storage's disk or connection, and try again.", name);
    }

    /// <summary>Takes the next number where somebody else was faster.</summary>
    private static async Task<string> CommitAsync(IStorageWriter writer, string archiveName, int number, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            string name = ArchiveName.ToKeys(archiveName, number + attempt);
            try
            {
                await writer.CommitAsync(name, cancellationToken);
                return name;
            }
            catch (BackupException e) when (e.Code == ErrorCode.StorageNameTaken && attempt < Most)
            {
                // The next one.
            }
        }
    }

    private static IReadOnlyList<RecipientEntry>? Parse(byte[] content, string archiveId)
    {
        try
        {
            if (ArchiveJson.ReadMinReader(content) > KeysDocument.ReaderVersion)
                return null;
            KeysDocument document = ArchiveJson.ReadKeys(content);
            return document.Id == archiveId && SealRules.FindProblem(document.Recipients) is null ? document.Recipients : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The bytes; null where the file is gone, or is none of ours by its size.</summary>
    private static async Task<byte[]?> TryReadBytesAsync(IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await SmallObject.ReadAsync(storage, name, MaxBytes, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            return null;
        }
    }
}
