namespace BackupTools.Common;

/// <summary>What an exception of the file system means; the numbers differ from one system to the next.</summary>
internal static class FileSystemErrors
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsQuotaExceeded = unchecked((int)0x8007050F);
    private const int NoSpace = 28;

    private static int QuotaExceeded => OperatingSystem.IsLinux() ? 122 : 69;

    /// <summary>True for exceptions that the file system causes; any other is a defect of this program.</summary>
    public static bool IsFileSystem(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>True where the disk, or the user's share of it, is full.</summary>
    public static bool IsDiskFull(Exception exception) => OperatingSystem.IsWindows()
        ? exception.HResult is WindowsDiskFull or WindowsHandleDiskFull or WindowsQuotaExceeded
        : exception.HResult == NoSpace || exception.HResult == QuotaExceeded;
}
