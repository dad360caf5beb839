using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace BackupTools.Engines.Sqlite.Inspection;

/// <summary>Finds the other processes that have a database open, where the system tells.</summary>
internal static class LockHolders
{
    private static readonly string[] Sidecars = ["", "-wal", "-journal", "-shm"];

    /// <summary>Names them, e.g. <c>sqlite3 (pid 4711)</c>; empty where there are none or the system does not tell.</summary>
    /// <param name="path">The database.</param>
    /// <param name="alsoThisProcess">True to name this process too, where it has the database open.</param>
    public static IReadOnlyList<string> Find(string path, bool alsoThisProcess = false)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        string real = Resolve(path);
        HashSet<string> files = Sidecars.Select(s => real + s).ToHashSet(StringComparer.Ordinal);
        var found = new List<string>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && (alsoThisProcess || pid != Environment.ProcessId) && HasOpen(folder, files))
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

    /// <summary>The path without symbolic links, as the system names open files.</summary>
    private static string Resolve(string path)
    {
        const int LongestPath = 4096;
        byte[] resolved = new byte[LongestPath];
        return RealPath(Encoding.UTF8.GetBytes(path + "\0"), resolved) == 0 ? path
            : Encoding.UTF8.GetString(resolved.AsSpan(0, resolved.AsSpan().IndexOf((byte)0)));
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

    [DllImport("libc", EntryPoint = "realpath")]
    private static extern nint RealPath(byte[] path, byte[] resolved);
}
