using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Jobs;

/// <summary>Opens an archive with the others that it refers to, which lie beside it.</summary>
internal static class ArchiveOpener
{
    public static async Task<ArchiveReader> OpenAsync(
        ComponentSet components, ArchiveLocation archive, CancellationToken cancellationToken)
    {
        IStorageReader reader = await archive.Storage.OpenReadAsync(archive.Name, cancellationToken);
        return await ArchiveReader.OpenAsync(
            reader, archive.Path, components, (reference, stop) => OpenReferenceAsync(archive, reference, stop), cancellationToken, archive.Keys);
    }

    private static async Task<IStorageReader> OpenReferenceAsync(
        ArchiveLocation archive, ArchiveReference reference, CancellationToken cancellationToken)
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
}
