using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>Opens an archive and reads its manifest: what the catalog falls back on where a summary does not serve.</summary>
/// <param name="storage">The storage that holds the archive.</param>
/// <param name="name">The archive's name.</param>
/// <param name="cancellationToken">Stops the reading.</param>
internal delegate Task<ArchiveManifest> ManifestReader(IBackupStorage storage, string name, CancellationToken cancellationToken);
