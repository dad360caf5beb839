using System.Runtime.InteropServices;

namespace BackupTools.Common;

/// <summary>How much can still be written to the file system that holds a folder.</summary>
internal static partial class FreeSpace
{
    /// <summary>The bytes that this user may still write there; null where the system does not say.</summary>
    public static long? Of(string folder)
    {
        // DriveInfo takes any path on Unix and asks about its mount; on Windows it knows only drive letters.
        if (!OperatingSystem.IsWindows())
            return new DriveInfo(folder).AvailableFreeSpace;
        return GetDiskFreeSpaceEx(folder, out ulong available, 0, 0) ? (long)Math.Min(available, long.MaxValue) : null;
    }

    [LibraryImport("kernel32", EntryPoint = "GetDiskFreeSpaceExW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetDiskFreeSpaceEx(string folder, out ulong available, nint total, nint free);
}
