using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>A private temporary folder for a trial restore. Folders that had to be made for it go with it.</summary>
internal sealed class ScratchDatabase : IScratchDatabase
{
    private readonly List<string> _made;
    private readonly WorkFolder _folder;

    public ScratchDatabase(string? directory)
    {
        _made = FindMissing(directory);
        try
        {
            _folder = TargetErrors.Guard(directory ?? Path.GetTempPath(), () => WorkFolder.CreateIn(directory));
        }
        catch
        {
            RemoveMade();
            throw;
        }

        Connection = SqliteConnectionText.Parse(_folder.File("scratch.db"));
    }

    public DbConnectionInfo Connection { get; }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        RemoveMade();
        return ValueTask.CompletedTask;
    }

    /// <summary>The folder and its parents as far as they do not exist, innermost first.</summary>
    private static List<string> FindMissing(string? directory)
    {
        List<string> missing = [];
        if (directory is not null && !Path.IsPathFullyQualified(directory))
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"The folder '{directory}' is a relative path, and nothing says to what.", "Give an absolute path.", directory);
        }

        string? folder = directory is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        for (; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing.Add(folder);
        return missing;
    }

    private void RemoveMade()
    {
        try
        {
            foreach (string folder in _made)
                Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else has put something there: it stays, and so do its parents.
        }
    }
}
