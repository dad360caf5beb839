using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BackupTools.Common;

/// <summary>The few calls of Unix that .NET does not offer.</summary>
internal static partial class LibC
{
    public const int PermissionDenied = 1;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int InvalidValue = 22;
    public const int ReadOnlyFileSystem = 30;

    public const int LockShared = 1;
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    public const int CurrentFolder = -100;
    public const uint RenameNoReplace = 1;
    public const uint RenameExclusive = 4;

    public const uint SyncRangeWrite = 2;

    public const uint StatXType = 1;

    public static int NonBlocking => OperatingSystem.IsLinux() ? 2048 : 4;

    public static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    public static int NotSupported => OperatingSystem.IsLinux() ? 95 : 45;

    public static int NoSuchCall => OperatingSystem.IsLinux() ? 38 : 78;

    /// <summary>Locks an open file. Returns 0, or the error's number.</summary>
    public static int TryLock(SafeFileHandle file, int operation) => ErrorOf(Flock(file, operation));

    /// <summary>The last error where the result says that there was one, else 0.</summary>
    public static int ErrorOf(int result) => result == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>The exception that .NET would throw for the error: its <see cref="Exception.HResult"/> is the number.</summary>
    public static IOException ToException(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint UserId();

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameX(string from, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatX(int folder, string path, int flags, uint mask, [Out] byte[] status);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    public static partial int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);
}
