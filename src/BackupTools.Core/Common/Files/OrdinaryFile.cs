using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BackupTools.Common;

/// <summary>
/// Tells files from what only has a file's name: pipes, sockets and devices, of which merely opening one may wait for
/// ever.
/// </summary>
internal static class OrdinaryFile
{
    private const int TypeMask = 0xF000, RegularFile = 0x8000, NoFile = 0;
    private const int NotThere = 2, TooManyLinks = 40;

    /// <summary>True for a file, and for a link that leads to one.</summary>
    public static bool Exists(string path)
    {
        if (!File.Exists(path))
            return false;
        if (OperatingSystem.IsWindows())
            return true;
        return ModeOf(path) is { } mode ? (mode & TypeMask) == RegularFile : IsSeekable(path);
    }

    /// <summary>True for what exists and is neither a file nor a folder.</summary>
    public static bool IsSpecial(string path) => File.Exists(path) && !Exists(path) && ModeOf(path) != NoFile;

    /// <summary>The type and the permissions; nothing where a link leads nowhere, null where the system does not say.</summary>
    private static int? ModeOf(string path)
    {
        const int ModeOffset = 28;
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            byte[] status = new byte[256];
            int error = LibC.ErrorOf(LibC.StatX(LibC.CurrentFolder, path, 0, LibC.StatXType, status));
            if (error is NotThere or TooManyLinks)
                return NoFile;
            return error == 0 ? MemoryMarshal.Read<ushort>(status.AsSpan(ModeOffset)) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static bool IsSeekable(string path)
    {
        int file = LibC.Open(path, LibC.NonBlocking);
        if (file < 0)
            return true; // Whoever opens it will be told why.
        using FileStream stream = new(new SafeFileHandle(file, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        return stream.CanSeek;
    }
}
