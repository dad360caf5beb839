using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>
/// A private folder for a database in the making. It lies beside the target, so that a rename publishes what is in it,
/// and it is locked, so that the next restore can tell an abandoned one from one at work.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private const string LockName = "lock", ScratchPrefix = "backuptools-", BesidePrefix = ".restoring-";
    private const int ScratchDigits = 12, BesideDigits = 8;

    /// <summary>What lies in these folders, in any state: only this is ever removed from one that somebody else left.</summary>
    private static readonly string[] Contents = ["restored", "extracted", "export", "scratch.db", LockName];

    private readonly FileStream _lock;

    private WorkFolder(string path, FileStream lockFile)
    {
        Path = path;
        _lock = lockFile;
    }

    public string Path { get; }

    /// <summary>Makes a folder for one target, and removes those that killed restores of the same target have left.</summary>
    public static WorkFolder CreateBeside(string target)
    {
        string parent = System.IO.Path.GetDirectoryName(target)!;
        string prefix = $".{System.IO.Path.GetFileName(target)}{BesidePrefix}";
        foreach (string old in Directory.EnumerateDirectories(parent).Where(
            d => System.IO.Path.GetFileName(d).StartsWith(prefix, StringComparison.Ordinal)))
        {
            RemoveIfAbandoned(old);
        }

        return Create(System.IO.Path.Combine(parent, prefix + Guid.NewGuid().ToString("N")[..BesideDigits]));
    }

    /// <summary>Makes a folder in another one, and removes those that killed processes have left there.</summary>
    /// <param name="parent">The other one; null for the system's temporary folder.</param>
    public static WorkFolder CreateIn(string? parent)
    {
        parent ??= System.IO.Path.GetTempPath();
        if (Directory.Exists(parent))
        {
            foreach (string old in Directory.EnumerateDirectories(parent, ScratchPrefix + new string('?', ScratchDigits)))
                RemoveIfAbandoned(old);
        }

        return Create(System.IO.Path.Combine(parent, ScratchPrefix + Guid.NewGuid().ToString("N")[..ScratchDigits]));
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        _lock.Dispose();
        Remove(Path);
    }

    private static WorkFolder Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var lockFile = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            return new WorkFolder(path, lockFile);
        }
        catch
        {
            Remove(path);
            throw;
        }
    }

    private static void RemoveIfAbandoned(string path)
    {
        try
        {
            string lockName = System.IO.Path.Combine(path, LockName);
            if (OrdinaryFile.Exists(lockName))
            {
                using (new FileStream(lockName, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }
            }
            else if (DateTime.UtcNow - Directory.GetCreationTimeUtc(path) < TimeSpan.FromHours(1))
            {
                return; // Perhaps just being made.
            }

            foreach (string inner in Directory.GetDirectories(path).Where(d => d.Contains(BesidePrefix, StringComparison.Ordinal)))
                RemoveContents(inner);
            RemoveContents(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // At work, or somebody else's.
        }
    }

    /// <summary>Removes files by their names: a shared temporary folder may hold traps for whoever deletes all there is.</summary>
    private static void RemoveContents(string path)
    {
        foreach (string name in Contents.SelectMany(c => TargetState.Sidecars.Prepend("").Select(s => c + s)))
            System.IO.File.Delete(System.IO.Path.Combine(path, name));
        Directory.Delete(path);
    }

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next restore to the same target tries again.
        }
    }
}
