namespace BackupTools.Common;

/// <summary>Removes what was given up, where no failure of that is to be told.</summary>
internal static class Removal
{
    /// <summary>Removes a file, or a folder with all that is in it.</summary>
    public static void TryRemove(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            // The error that led here is the one to report, and the next who makes the same tries again.
        }
    }
}
