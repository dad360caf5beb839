using System.Globalization;

namespace BackupTools.Engines.Sqlite;

/// <summary>Finds the other processes that have a database open, where the system tells.</summary>
internal static class LockHolders
{
    private static readonly string[] Sidecars = ["", "-wal", "-journal", "-shm"];

    /// <summary>Names them, e.g. <c>sqlite3 (pid 4711)</c>; empty where there are none or the system does not tell.</summary>
    public static IReadOnlyList<string> Find(string path)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        HashSet<string> files = Sidecars.Select(s => path + s).ToHashSet(StringComparer.Ordinal);
        var found = new List<string>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && pid != Environment.ProcessId && HasOpen(folder, files))
            {
                found.Add($"{NameOf(folder)} (pid {pid})");
            }
        }

        return found;
    }

    /// <summary>What to look for, as the end of a sentence.</summary>
    public static string Describe(string path)
    {
        IReadOnlyList<string> holders = Find(path);
        return holders.Count > 0
            ? $"It is open in {string.Join(", ", holders)}: end the transaction there, or wait longer with the lockTimeout option."
            : "Look for a program with an open transaction on it (lsof or Resource Monitor show who has the file open), "
              + "or wait longer with the lockTimeout option.";
    }

    private static bool HasOpen(string folder, HashSet<string> files)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder + "/fd")
                .Any(fd => new FileInfo(fd).LinkTarget is { } target && files.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Ended meanwhile, or belongs to somebody else.
        }
    }

    private static string NameOf(string folder)
    {
        try
        {
            return File.ReadAllText(folder + "/comm").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "a process";
        }
    }
}
