using BackupTools.Abstractions;

namespace BackupTools.Compressors;

/// <summary>The errors that all codecs share.</summary>
internal static class CodecErrors
{
    public static BackupException Damaged(string codec, string what, Exception? inner = null) =>
        new(ErrorCode.ArchiveDamaged, $"The {codec} data is damaged: {what}.", inner: inner);

    public static BackupException Truncated(string codec) => Damaged(codec, "it ends in the middle");

    public static BackupException Trailing(string codec) => Damaged(codec, "other bytes follow its end");

    public static BackupException WrongLength(string codec, long expected, bool more) =>
        Damaged(codec, $"it holds {(more ? "more" : "fewer")} than the {expected:N0} bytes it must hold");

    public static BackupException TooLarge(string codec, int rawLength) =>
        new(ErrorCode.ValueTooLarge, $"A chunk of {rawLength:N0} bytes is more than {codec} can compress in one piece.");
}
