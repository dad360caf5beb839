using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>Opens an archive and reads what it says of itself: what the catalog falls back on where a summary does not serve.</summary>
/// <param name="storage">The storage that holds the archive.</param>
/// <param name="name">The archive's name.</param>
/// <param name="sizeBytes">The archive's size.</param>
/// <param name="cancellationToken">Stops the reading.</param>
internal delegate Task<BackupInfo> ArchiveInfoReader(IBackupStorage storage, string name, long sizeBytes, CancellationToken cancellationToken);
