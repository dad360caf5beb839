using System.Security.Cryptography;
using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Copies an archive to another storage and proves that the copy is the same.</summary>
public static class CopyJob
{
    private const int BlockSize = 4 * 1024 * 1024;

    /// <summary>Copies. A copy that is there already is compared and kept.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="source">The archive.</param>
    /// <param name="destination">The storage to copy to.</param>
    /// <param name="progress">Receives the progress; may be null.</param>
    /// <param name="cancellationToken">Stops the copying; nothing is left in the destination.</param>
    /// <param name="recording">Where the copying is written down; null for nowhere.</param>
    /// <param name="protection">For whom the copy is encrypted anew, and who signs it; null for a copy that is the same to the byte.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.StorageNameTaken"/> where the destination has another archive of that name,
    /// <see cref="ErrorCode.ArchiveReferenceMissing"/> where the destination lacks an archive that this one needs,
    /// <see cref="ErrorCode.StorageVerificationFailed"/> where the copy differs.
    /// </exception>
    public static async Task<BackupInfo> RunAsync(
        ComponentSet components, ArchiveLocation source, IBackupStorage destination,
        IProgress<BackupProgress>? progress, CancellationToken cancellationToken, JobRecording? recording = null,
        ArchiveProtection? protection = null) => await RecordedJob.RunAsync(
            recording,
            RecordedJob.Begin(HistoryKind.Copy) with { Path = source.Path, Target = destination.GetPath(source.Name) },
            () => CopyAsync(components, source, destination, protection, progress, cancellationToken),
            (entry, copy) => entry.About(copy) with { Path = source.Path });

    private static async Task<BackupInfo> CopyAsync(
        ComponentSet components, ArchiveLocation source, IBackupStorage destination, ArchiveProtection? protection,
        IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        string name = source.Name;
        if (protection is not null)
            return await ReencryptAsync(components, source, destination, protection, progress, cancellationToken);

        await using IStorageReader reader = await source.Storage.OpenReadAsync(name, cancellationToken);
        (ArchiveHeader header, IReadOnlyList<ArchiveReference> references) = await BackupCatalog.ReadReferencesAsync(reader, source.Path, cancellationToken);
        await RequireReferencesAsync(references, name, destination, cancellationToken);
        ProgressMeter meter = new(progress, $"Copying {name}", reader.Length * 2);
        await PublishAsync(name, destination, reader.Length, isSameKept: true, meter, writer => HashAsync(reader, writer, meter, cancellationToken), cancellationToken);
        if (header.Encryption is not null)
            await KeysFile.CopyAsync(source.Storage, name, header.Id, destination, cancellationToken);
        return await BackupCatalog.AddAsync(components, destination, name, cancellationToken);
    }

    private static async Task<BackupInfo> ReencryptAsync(
        ComponentSet components, ArchiveLocation source, IBackupStorage destination, ArchiveProtection protection,
        IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        string name = source.Name;
        await using ArchiveReader archive = await ArchiveOpener.OpenAsync(components, source, cancellationToken);
        ProgressMeter meter = new(progress, $"Copying {name}", archive.Manifest.RawBytes + archive.Length);
        await PublishAsync(name, destination, archive.Length, isSameKept: false, meter, WriteAsync, cancellationToken);
        return await BackupCatalog.AddAsync(components, destination, name, cancellationToken);

        async Task<byte[]> WriteAsync(IStorageWriter writer)
        {
            using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await Reencryption.WriteAsync(
                archive, components, protection,
                (bytes, stop) =>
                {
                    sha.AppendData(bytes.Span);
                    return writer.WriteAsync(bytes, stop);
                },
                meter, cancellationToken);
            return sha.GetHashAndReset();
        }
    }

    /// <summary>Writes the copy, publishes it, and proves that it is what was written.</summary>
    private static async Task PublishAsync(
        string name, IBackupStorage destination, long length, bool isSameKept, ProgressMeter meter, Func<IStorageWriter, Task<byte[]>> write,
        CancellationToken cancellationToken)
    {
        PhaseClock clock = new();
        byte[] hash;
        bool written;
        await using (IStorageWriter writer = await destination.CreateAsync(name, cancellationToken))
        {
            await destination.RemoveAbandonedAsync(cancellationToken);
            hash = await write(writer);
            written = await TryCommitAsync(writer, name, cancellationToken);
        }

        if (!written && !isSameKept)
            throw Taken(name, destination);
        clock.End($"{(written ? "Copied" : "Read")} '{name}', {Figures.Bytes(length)},", length);
        await ProveAsync(hash, written, name, destination, meter, cancellationToken);
        clock.End("Read the copy back and compared it", length);
    }

    private static async Task RequireReferencesAsync(
        IReadOnlyList<ArchiveReference> references, string name, IBackupStorage destination, CancellationToken cancellationToken)
    {
        foreach (ArchiveReference reference in references)
        {
            try
            {
                await using IStorageReader needed = await destination.OpenReadAsync(reference.Name, cancellationToken);
            }
            catch (BackupException e) when (e.Code is ErrorCode.ArchiveNotFound or ErrorCode.StorageNotFound)
            {
                throw new BackupException(
                    ErrorCode.ArchiveReferenceMissing,
                    $"'{name}' needs '{reference.Name}' to be restored, and '{destination.Location}' does not have that.",
                    $"Copy '{reference.Name}' first.", name, e);
            }
        }
    }

    private static async Task<byte[]> HashAsync(
        IStorageReader reader, IStorageWriter? writer, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockSize];
        for (long offset = 0; offset < reader.Length; offset += BlockSize)
        {
            Memory<byte> part = block.AsMemory(0, (int)Math.Min(BlockSize, reader.Length - offset));
            await reader.ReadExactlyAsync(offset, part, cancellationToken);
            sha.AppendData(part.Span);
            if (writer is not null)
                await writer.WriteAsync(part, cancellationToken);
            meter.Add(part.Length);
        }

        return sha.GetHashAndReset();
    }

    private static async Task<bool> TryCommitAsync(IStorageWriter writer, string name, CancellationToken cancellationToken)
    {
        try
        {
            await writer.CommitAsync(name, cancellationToken);
            return true;
        }
        catch (BackupException e) when (e.Code == ErrorCode.StorageNameTaken)
        {
            return false;
        }
    }

    private static async Task ProveAsync(
        byte[] expected, bool written, string name, IBackupStorage destination, ProgressMeter meter, CancellationToken cancellationToken)
    {
        try
        {
            await CompareAsync(expected, written, name, destination, meter, cancellationToken);
        }
        catch when (written)
        {
            await destination.DeleteAsync(name, CancellationToken.None); // A copy that is not proved must not pass for one.
            throw;
        }
    }

    private static async Task CompareAsync(
        byte[] expected, bool written, string name, IBackupStorage destination, ProgressMeter meter,
        CancellationToken cancellationToken)
    {
        byte[] actual;
        await using (IStorageReader copy = await destination.OpenReadAsync(name, cancellationToken))
            actual = await HashAsync(copy, null, meter, cancellationToken);
        if (actual.AsSpan().SequenceEqual(expected))
            return;

        if (!written)
            throw Taken(name, destination);
        throw new BackupException(
            ErrorCode.StorageVerificationFailed,
            $"The copy of '{name}' in '{destination.Location}' was not what was written, and has been removed.",
            "Check that storage's disk or connection, and copy again.", name);
    }

    private static BackupException Taken(string name, IBackupStorage destination) => new(
        ErrorCode.StorageNameTaken, $"'{destination.Location}' has another archive named '{name}'.",
        "Copy to another storage, or remove that archive first.", name);
}
