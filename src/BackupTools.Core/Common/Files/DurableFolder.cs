namespace BackupTools.Common;

/// <summary>
/// Changes to a folder that are atomic and survive a power cut. <see cref="File.Move(string, string, bool)"/> does not
/// serve: on Unix it looks whether the name is free and then renames, so two that move at once can replace each other.
/// </summary>
internal static class DurableFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates the folder, for its owner alone, and its missing parents, as is usual for this user.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
            return;

        string existing = NearestExisting(path);
        for (string? parent = path; parent is not null && parent != existing; parent = Path.GetDirectoryName(parent))
        {
            if (File.Exists(parent))
                throw new IOException($"'{parent}' is a file and not a folder");
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly);
        for (string? parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            Sync(parent);
            if (parent == existing)
                break;
        }
    }

    /// <summary>The path itself, or the nearest of its parents that exists.</summary>
    public static string NearestExisting(string path)
    {
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent)
            path = parent;
        return path;
    }

    /// <summary>Gives a file another name in the same folder. Returns false, and changes nothing, where the name is taken.</summary>
    public static bool TryRename(string from, string to)
    {
        if (OperatingSystem.IsWindows())
            return TryMove(from, to);

        int error = RenameWithoutReplacing(from, to);
        if (error == LibC.InvalidValue || error == LibC.NotSupported || error == LibC.NoSuchCall)
            error = LinkAndUnlink(from, to);
        return error switch
        {
            0 => true,
            LibC.Exists => false,
            _ => throw LibC.ToException(error),
        };
    }

    /// <summary>Makes the names in a folder durable. Does nothing on Windows, whose file systems log them.</summary>
    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        int folder = LibC.Open(path, 0);
        if (folder < 0)
            return; // A folder may be writable and not readable; then only the system decides when it is durable.

        int error = LibC.ErrorOf(LibC.Sync(folder));
        _ = LibC.Close(folder);
        if (error != 0 && error != LibC.InvalidValue && error != LibC.NotSupported)
            throw LibC.ToException(error);
    }

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(from) && Path.Exists(to))
        {
            return false;
        }
    }

    private static int RenameWithoutReplacing(string from, string to)
    {
        try
        {
            return LibC.ErrorOf(OperatingSystem.IsMacOS()
                ? LibC.RenameX(from, to, LibC.RenameExclusive)
                : LibC.RenameAt2(LibC.CurrentFolder, from, LibC.CurrentFolder, to, LibC.RenameNoReplace));
        }
        catch (EntryPointNotFoundException)
        {
            return LibC.NoSuchCall;
        }
    }

    /// <summary>For file systems without such a rename (NFS, old kernels): a link never replaces a name either.</summary>
    internal static int LinkAndUnlink(string from, string to)
    {
        int error = LibC.ErrorOf(LibC.Link(from, to));
        if (error != 0)
            return error;

        try
        {
            File.Delete(from);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            // It is published, and that cannot be unsaid: the other name goes with the next cleaning.
        }

        return 0;
    }
}
