using BackupTools.Common;

namespace BackupTools.Configuration;

/// <summary>Finds the programs of others on the PATH, or where the settings say that they are, and asks them for their versions.</summary>
public static class ToolFinder
{
    /// <summary>Those that are looked for.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["pg_dump", "pg_restore", "mysqldump", "mysql", "mariadb-dump", "sqlite3", "mongodump", "mongorestore", "rclone"];

    /// <summary>Looks for one.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="settings">May say where it is; the PATH then does not count.</param>
    /// <param name="searchPath">The folders to look in, as PATH has them; null for PATH itself.</param>
    /// <param name="cancellationToken">Stops the asking for its version.</param>
    public static async Task<BackupTool> FindAsync(string name, BackupSettings settings, string? searchPath, CancellationToken cancellationToken)
    {
        searchPath ??= Environment.GetEnvironmentVariable("PATH") ?? "";
        bool isConfigured = settings.ToolPath.TryGetValue(name, out string? configured);
        string source = isConfigured ? "Configured" : "Path";
        string? path = isConfigured ? configured! : Search(name, searchPath);
        if (path is null)
            return new BackupTool(name, false, null, null, source, null);
        if (isConfigured && !IsProgram(path))
            return new BackupTool(name, false, null, path, source, "There is no program there.");
        (string? version, string? problem) = await ToolVersion.AskAsync(path, searchPath, cancellationToken);
        return new BackupTool(name, true, version, path, source, problem);
    }

    /// <summary>A folder that is not absolute means the current one of the process, which is nobody's choice.</summary>
    private static string? Search(string name, string searchPath)
    {
        string file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(folder => folder.Trim('"'))
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            return OrdinaryFile.Exists(path) && (OperatingSystem.IsWindows()
                ? Path.GetExtension(path).Equals(".exe", StringComparison.OrdinalIgnoreCase)
                : (File.GetUnixFileMode(path) & Execute) != 0);
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            return false;
        }
    }
}
