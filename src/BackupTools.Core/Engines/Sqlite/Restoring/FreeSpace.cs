namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>The room on a disk.</summary>
internal static class FreeSpace
{
    /// <summary>Refuses to begin where the disk plainly has not enough room.</summary>
    public static void Check(string target, long needed)
    {
        long free;
        try
        {
            free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(target))!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return; // A network path, say: the disk will tell when it is full.
        }

        if (free < needed)
            throw TargetErrors.Full(target, $"The disk of '{target}' has {free:N0} bytes free, and the restore needs {needed:N0}.", null);
    }
}
