using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Jobs;

/// <summary>What an archive says that was just written.</summary>
/// <param name="Header">What can be read without a key.</param>
/// <param name="Manifest">The rest.</param>
internal sealed record WrittenArchive(ArchiveHeader Header, ArchiveManifest Manifest);
