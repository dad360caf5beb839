using BackupTools.Abstractions;
using BackupTools.Common;

namespace BackupTools.Configuration;

/// <summary>The files of jobs in the folder of the configuration: <c>jobs/*.yaml</c>, <c>*.yml</c> and <c>*.json</c>.</summary>
/// <param name="folder">The folder of the configuration.</param>
public sealed class JobFolder(ConfigurationFolder folder)
{
    private const int MaxFiles = 1000;

    /// <summary>The folder.</summary>
    public string Path { get; } = folder.Combine("jobs");

    /// <summary>The files, by name; none where the folder is not there.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConfigurationInaccessible"/>.</exception>
    public IReadOnlyList<string> GetFiles()
    {
        try
        {
            return !Directory.Exists(Path) ? [] : [.. Directory.EnumerateFiles(Path).Where(IsJob).Take(MaxFiles).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw new BackupException(ErrorCode.ConfigurationInaccessible, $"'{Path}' cannot be read: {e.Message}", "Check its rights.", Path, e);
        }
    }

    /// <summary>True for a file that is named as those of jobs are.</summary>
    /// <param name="path">The file.</param>
    public static bool IsJob(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".json";
}
