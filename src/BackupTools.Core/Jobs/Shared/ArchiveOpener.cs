using BackupTools.Abstractions;
using BackupTools.Archive;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Opens an archive with the others that it refers to, which lie beside it.</summary>
internal static class ArchiveOpener
{
    public static async Task<ArchiveReader> OpenAsync(
        ComponentSet components, IBackupStorage storage, string name, CancellationToken cancellationToken)
    {
        IStorageReader reader = await storage.OpenReadAsync(name, cancellationToken);
        return await ArchiveReader.OpenAsync(
            reader, Display(storage, name), components, (reference, stop) => OpenReferenceAsync(storage, name, reference, stop),
            cancellationToken);
    }

    /// <summary>The archive as the user would name it.</summary>
    public static string Display(IBackupStorage storage, string name) =>
        BackupInfo.PathOf(storage.Location, name);

    private static async Task<IStorageReader> OpenReferenceAsync(
        IBackupStorage storage, string name, ArchiveReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.OpenReadAsync(reference.Name, cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveNotFound)
        {
            throw new BackupException(
                ErrorCode.ArchiveReferenceMissing,
                $"'{Display(storage, name)}' needs chunks of '{reference.Name}' (id {reference.Id}), which is not in '{storage.Location}'.",
                "Copy that archive there.", reference.Name, e);
        }
    }
}
