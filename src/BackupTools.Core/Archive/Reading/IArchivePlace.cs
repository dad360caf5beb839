using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>The place where an archive lies: what else is there that belongs to it.</summary>
public interface IArchivePlace
{
    /// <summary>Opens another archive that the archive needs.</summary>
    /// <param name="reference">Which one.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="BackupException">Where it is not there, or cannot be opened.</exception>
    Task<IStorageReader> OpenReferenceAsync(ArchiveReference reference, CancellationToken cancellationToken);

    /// <summary>Finds the recipients that were added to an encrypted archive after it was written.</summary>
    /// <param name="reference">Which archive; null for the one that lies here itself.</param>
    /// <param name="header">That archive's header.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The entries: possible ones, bounded in their number and in what they ask for, and as little to be believed as a header's.</returns>
    /// <exception cref="BackupException">Where the place cannot be asked.</exception>
    Task<IReadOnlyList<RecipientEntry>> FindRecipientsAsync(ArchiveReference? reference, ArchiveHeader header, CancellationToken cancellationToken);
}
