namespace BackupTools.Common;

/// <summary>
/// Files and folders in the making, beside what they will be, and the one proof that their maker is alive: a lock that ends with
/// its process. It is on the file itself, or on <see cref="LockName"/> in the folder; a shared one, so that readers need not wait once it is
/// published, and whoever can take it exclusively knows that the maker is dead.
/// </summary>
internal static class Unfinished
{
    /// <summary>The file in a folder in the making that is locked.</summary>
    public const string LockName = ".lock";

    /// <summary>Many, as somebody who cleans up all the time wins every other race.</summary>
    private const int MaxAttempts = 100;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>After this time the silence of a lock on another host counts.</summary>
    private static readonly TimeSpan ForeignAge = TimeSpan.FromHours(24);

    /// <summary>A folder without its lock may be about to get it, or to be published.</summary>
    private static readonly TimeSpan BareAge = TimeSpan.FromHours(1);

    /// <summary>Creates a file for what will have this path, readable by its owner alone, and locks it.</summary>
    public static FileStream CreateFile(string path, int bufferSize = 0)
    {
        for (int attempt = 1; ; attempt++)
        {
            string temporary = UnfinishedName.NewPath(path);
            try
            {
                FileStream file = CreateLocked(temporary, bufferSize);
                if (OperatingSystem.IsWindows() || HoldsLock(file))
                    return file;
                file.Dispose();
            }
            catch (IOException e) when (e.HResult == LibC.WouldBlock && attempt < MaxAttempts)
            {
                // Somebody who cleans up met the file between its creation and its locking: take another name.
                continue;
            }

            if (attempt == MaxAttempts)
                throw new IOException($"The temporary file '{temporary}' was removed by somebody else.");
        }
    }

    /// <summary>Creates a folder for what will have this path, its owner's alone, and locks it. Returns the locked file in it.</summary>
    public static FileStream CreateFolder(string path)
    {
        string temporary = UnfinishedName.NewPath(path);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(temporary);
        else
            Directory.CreateDirectory(temporary, OwnerOnly);
        try
        {
            FileStream file = CreateLocked(Path.Combine(temporary, LockName), 0);
            if (!OperatingSystem.IsWindows())
                LibC.TryLock(file.SafeFileHandle, LibC.LockShared | LibC.LockNonBlocking);
            return file;
        }
        catch
        {
            Directory.Delete(temporary);
            throw;
        }
    }

    /// <summary>Removes the files whose makers are dead. Returns how many.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="name">The final name of those that are meant; null for all.</param>
    /// <param name="cancellationToken">Stops before the next one.</param>
    public static int RemoveAbandonedFiles(string folder, string? name, CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach (string path in Directory.EnumerateFiles(folder, ".*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (UnfinishedName.Is(Path.GetFileName(path), name) && IsAbandoned(path, path, whileHeld: File.Delete))
                removed++;
        }

        return removed;
    }

    /// <summary>Finds the folders whose makers are dead.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="name">The final name of those that are meant.</param>
    public static IEnumerable<string> FindAbandonedFolders(string folder, string name) =>
        Directory.EnumerateDirectories(folder, ".*", new EnumerationOptions { AttributesToSkip = 0 })
            .Where(f => UnfinishedName.Is(Path.GetFileName(f), name) && IsAbandonedFolder(f));

    private static bool IsAbandonedFolder(string path) => Path.Combine(path, LockName) is var file && Path.Exists(file)
        ? IsAbandoned(path, file, whileHeld: null)
        : UnfinishedName.IsOfThisHost(Path.GetFileName(path)) && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > BareAge;

    /// <summary>True where the maker of a file or folder is dead.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="locked">The file that its maker holds.</param>
    /// <param name="whileHeld">What to do with that file while nobody else can hold it; Windows deletes it as it is closed.</param>
    private static bool IsAbandoned(string path, string locked, Action<string>? whileHeld)
    {
        // The lock of another host's process may not be visible here, so there the age must speak as well.
        bool isOld = DateTime.UtcNow - File.GetLastWriteTimeUtc(locked) > ForeignAge;
        if ((!isOld && !UnfinishedName.IsOfThisHost(Path.GetFileName(path))) || !OrdinaryFile.Exists(locked))
            return false;
        try
        {
            using var file = new FileStream(locked, OpenOptions(isDeleted: whileHeld is not null));
            if (OperatingSystem.IsWindows())
                return true;

            int error = LibC.TryLock(file.SafeFileHandle, LibC.LockExclusive | LibC.LockNonBlocking);
            if (error == LibC.WouldBlock || (error != 0 && !isOld))
                return false;
            whileHeld?.Invoke(locked);
            return true;
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            return false; // At work, or somebody else's.
        }
    }

    /// <summary>True where the file is locked (or the file system has no locks) and was not removed before that.</summary>
    private static bool HoldsLock(FileStream file) =>
        LibC.TryLock(file.SafeFileHandle, LibC.LockShared | LibC.LockNonBlocking) != LibC.WouldBlock && File.Exists(file.Name);

    private static FileStream CreateLocked(string path, int bufferSize)
    {
        FileStreamOptions options = PrivateFile.Options(FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        options.BufferSize = bufferSize;
        return new FileStream(path, options);
    }

    private static FileStreamOptions OpenOptions(bool isDeleted) => new()
    {
        Mode = FileMode.Open,
        Access = FileAccess.ReadWrite,
        Share = OperatingSystem.IsWindows() ? FileShare.None : FileShare.ReadWrite | FileShare.Delete,
        Options = OperatingSystem.IsWindows() && isDeleted ? FileOptions.DeleteOnClose : FileOptions.None,
        BufferSize = 0,
    };
}
