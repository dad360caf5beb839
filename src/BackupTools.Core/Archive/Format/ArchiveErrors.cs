using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>The errors of reading an archive.</summary>
internal static class ArchiveErrors
{
    public static BackupException Invalid(string display, string why) => new(
        ErrorCode.ArchiveInvalid, $"'{display}' is not an archive of BackupTools: {why}.",
        "Check that this is the right file.", display);

    public static BackupException Damaged(string display, string what, Exception? inner = null) => new(
        ErrorCode.ArchiveDamaged, $"The archive '{display}' is damaged: {what}.",
        "Use another copy of this backup, or another backup.", display, inner);

    public static BackupException TooNew(string display, long minReader) => new(
        ErrorCode.ArchiveTooNew,
        $"The archive '{display}' needs a reader of format {minReader}; "
            + $"this version reads format {ArchiveFormat.ReaderVersion}.",
        "Update the module.", display);

    public static BackupException ReferenceMissing(
        string display, ArchiveReference reference, string why, Exception? inner = null) => new(
        ErrorCode.ArchiveReferenceMissing,
        $"The archive '{display}' needs the archive '{reference.Name}' ({reference.Id}), {why}.",
        "Put that archive beside this one.", display, inner);
}
