namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>
/// A private folder for a database in the making. It lies beside the target, so that a rename publishes what is in it,
/// and it is locked, so that the next restore can tell an abandoned one from one at work.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    /// <summary>What scratch folders are named by, as nothing will be made of them.</summary>
    private const string Scratch = "backuptools";

    /// <summary>What lies in these folders, in any state: only this is ever removed from one that somebody else left.</summary>
    private static readonly string[] Contents = ["restored", "extracted", "export", "scratch.db", Unfinished.LockName];

    private readonly FileStream _lock;

    private WorkFolder(FileStream lockFile)
    {
        _lock = lockFile;
        Path = System.IO.Path.GetDirectoryName(lockFile.Name)!;
    }

    public string Path { get; }

    /// <summary>Makes a folder for one target, and removes those that killed restores of the same target have left.</summary>
    public static WorkFolder CreateBeside(string target)
    {
        foreach (string old in Unfinished.FindAbandonedFolders(System.IO.Path.GetDirectoryName(target)!, System.IO.Path.GetFileName(target)))
            RemoveAbandoned(old);
        return new WorkFolder(Unfinished.CreateFolder(target));
    }

    /// <summary>Makes a folder in another one, and removes those that killed processes have left there.</summary>
    /// <param name="parent">The other one, which is made where it is missing; null for the system's temporary folder.</param>
    public static WorkFolder CreateIn(string? parent)
    {
        parent ??= System.IO.Path.GetTempPath();
        Directory.CreateDirectory(parent);
        return CreateBeside(System.IO.Path.Combine(parent, Scratch));
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        _lock.Dispose();
        Removal.TryRemove(Path);
    }

    /// <summary>Removes files by their names: a shared temporary folder may hold traps for whoever deletes all there is.</summary>
    private static void RemoveAbandoned(string path)
    {
        try
        {
            foreach (string inner in Directory.GetDirectories(path).Where(d => UnfinishedName.Is(System.IO.Path.GetFileName(d))))
                RemoveContents(inner);
            RemoveContents(path);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            // It holds something else, or is somebody else's.
        }
    }

    private static void RemoveContents(string path)
    {
        foreach (string name in Contents.SelectMany(c => TargetState.Sidecars.Prepend("").Select(s => c + s)))
            System.IO.File.Delete(System.IO.Path.Combine(path, name));
        Directory.Delete(path);
    }
}
