using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>An archive's storage, as the place where the others lie that it needs, and where recipients were added to it.</summary>
/// <param name="archive">The archive.</param>
internal sealed class ArchivePlace(ArchiveLocation archive) : IArchivePlace
{
    /// <inheritdoc/>
    public async Task<IStorageReader> OpenReferenceAsync(ArchiveReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await archive.Storage.OpenReadAsync(reference.Name, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            throw new BackupException(
                ErrorCode.ArchiveReferenceMissing,
                $"'{archive.Path}' needs chunks of '{reference.Name}' (id {reference.Id}), which is not in '{archive.Storage.Location}'.",
                "Copy that archive there.", reference.Name, e);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecipientEntry>> FindRecipientsAsync(
        ArchiveReference? reference, ArchiveHeader header, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = await KeysFile.ListAsync(archive.Storage, reference?.Name ?? archive.Name, cancellationToken);
        IReadOnlyList<AddedKeys> all = await KeysFile.ReadAsync(archive.Storage, names, header.Id, cancellationToken);
        return SealRules.Bound(all.SelectMany(k => k.Recipients));
    }
}
