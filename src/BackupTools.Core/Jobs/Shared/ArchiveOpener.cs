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
        return await ArchiveReader.OpenAsync(reader, archive.Path, components, new ArchivePlace(archive), cancellationToken, archive.Keys);
    }
}
