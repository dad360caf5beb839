namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>The room on the disk that a restore writes to.</summary>
internal static class DiskRoom
{
    /// <summary>Refuses to begin where the disk plainly has not enough room.</summary>
    public static void Check(string target, long needed)
    {
        long? free;
        try
        {
            free = FreeSpace.Of(Path.GetDirectoryName(Path.GetFullPath(target))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return; // A network path, say: the disk will tell when it is full.
        }

        if (free < needed)
            throw TargetErrors.Full(target, $"The disk of '{target}' has {free:N0} bytes free, and the restore needs {needed:N0}.", null);
    }
}
