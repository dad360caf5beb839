using Microsoft.Win32.SafeHandles;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Files that only their owner may read, and their durability.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates an empty file for writing at any position.</summary>
    public static SafeFileHandle Create(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(handle, OwnerOnly);
        return handle;
    }

    /// <summary>Waits until the content of a file is on the disk.</summary>
    public static void FlushToDisk(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }
}
