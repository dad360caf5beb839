using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Backups;

/// <summary>The recipients that one file beside an archive adds to it.</summary>
/// <param name="Content">The file's bytes.</param>
/// <param name="Recipients">The entries.</param>
internal sealed record AddedKeys(byte[] Content, IReadOnlyList<RecipientEntry> Recipients)
{
    /// <summary>The hash of its bytes, which tells it from every other one wherever it is copied to.</summary>
    public string Sha256 { get; } = HashText.Sha256Of(Content);
}
