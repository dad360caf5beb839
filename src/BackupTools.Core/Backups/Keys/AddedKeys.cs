using BackupTools.Abstractions;

namespace BackupTools.Backups;

/// <summary>The recipients that one file beside an archive adds to it.</summary>
/// <param name="FileName">The file's name.</param>
/// <param name="Sha256">The hash of its bytes, which tells it from every other one wherever it is copied to.</param>
/// <param name="Recipients">The entries.</param>
internal sealed record AddedKeys(string FileName, string Sha256, IReadOnlyList<RecipientEntry> Recipients);
