using Microsoft.Win32.SafeHandles;

namespace BackupTools.Common;

/// <summary>
/// Lets the system begin to write a file to the disk while the file grows, so that the flush at its end, for which
/// everything waits, finds little left to do. Linux only; elsewhere, and where the file system cannot, the flush does all.
/// </summary>
internal sealed class EarlyWriting(SafeFileHandle file)
{
    private const long Step = 16 << 20;

    private long _begun;

    /// <summary>Begins with what was written since the last time, when that is enough. Never fails: the flush would.</summary>
    /// <param name="written">The bytes that the file has.</param>
    public void Advance(long written)
    {
        if (written - _begun < Step || !OperatingSystem.IsLinux())
            return;

        LibC.SyncFileRange(file, _begun, written - _begun, LibC.SyncRangeWrite);
        _begun = written;
    }
}
