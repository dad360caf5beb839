using BackupTools.Abstractions;

namespace BackupTools.Storages.Local;

/// <summary>Turns what the operating system says into the product's errors.</summary>
internal static class LocalErrors
{
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    /// <summary>The error for a failed operation.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="operation">What failed, as the beginning of a sentence: <c>Writing</c>.</param>
    /// <param name="folder">The storage's folder.</param>
    /// <param name="target">The path at hand.</param>
    public static BackupException From(Exception exception, string operation, string folder, string target)
    {
        if (exception is UnauthorizedAccessException || IsAccess(exception.HResult))
        {
            return new BackupException(
                ErrorCode.StorageAccessDenied, $"{operation} '{target}' was denied by the system.",
                "Give this user the permission, or choose another folder.", target, exception);
        }

        if (FileSystemErrors.IsDiskFull(exception))
        {
            return new BackupException(
                ErrorCode.StorageFull, $"{operation} '{target}' failed because the disk or the quota is full.",
                "Free some room, remove old backups, or choose another storage.", target, exception);
        }

        if (exception is DirectoryNotFoundException)
            return NotFound(folder, exception);

        return new BackupException(
            ErrorCode.StorageFailed, $"{operation} '{target}' failed: {exception.Message.TrimEnd('.')}.",
            "Check the disk or the network share and try again.", target, exception,
            isTransient: OperatingSystem.IsWindows() && exception.HResult == WindowsSharingViolation);
    }

    /// <summary>The error for a folder that does not exist.</summary>
    public static BackupException NotFound(string folder, Exception? exception = null) => new(
        ErrorCode.StorageNotFound, $"The folder '{folder}' does not exist.",
        "Check the path; the first backup into a folder creates it.", folder, exception);

    private static bool IsAccess(int number) =>
        !OperatingSystem.IsWindows()
        && number is LibC.PermissionDenied or LibC.AccessDenied or LibC.ReadOnlyFileSystem;
}
