using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>
/// What an export is called until it is complete, and how to be rid of what killed processes left of one. Whoever
/// writes holds a file of it open, so that nobody else can open that.
/// </summary>
internal static class Unfinished
{
    /// <summary>A name beside the final one that nothing has.</summary>
    public static string NewPath(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, Prefix(path) + Guid.NewGuid().ToString("n"));

    /// <summary>Removes what others left behind under such names.</summary>
    /// <param name="path">The final path.</param>
    /// <param name="isFolder">True where it is a folder.</param>
    /// <param name="heldFile">Which file the writer of such a file or folder holds open.</param>
    public static void RemoveAbandoned(string path, bool isFolder, Func<string, string> heldFile)
    {
        string parent = Path.GetDirectoryName(path)!;
        string prefix = Prefix(path);
        IEnumerable<string> all = isFolder ? Directory.EnumerateDirectories(parent) : Directory.EnumerateFiles(parent);
        foreach (string old in all.Where(o => Path.GetFileName(o).StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (OrdinaryFile.IsSpecial(heldFile(old)))
                continue;
            try
            {
                using (new FileStream(heldFile(old), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }
            }
            catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
            {
                continue; // At work, somebody else's, or complete and about to be published.
            }

            TryDelete(old);
        }
    }

    /// <summary>Deletes a file or folder; where that fails, the next export of that name tries again.</summary>
    public static void TryDelete(string path)
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
            // The error that led here is the one to report; of what was replaced, that it lies there still is none.
        }
    }

    private static string Prefix(string path) => $".{Path.GetFileName(path)}.partial-";
}
