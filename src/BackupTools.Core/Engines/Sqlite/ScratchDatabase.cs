using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Restoring;

namespace BackupTools.Engines.Sqlite;

/// <summary>A private temporary folder for a trial restore.</summary>
internal sealed class ScratchDatabase : IScratchDatabase
{
    private readonly WorkFolder _folder;

    public ScratchDatabase(string? directory)
    {
        _folder = TargetErrors.Guard(directory ?? Path.GetTempPath(), () => WorkFolder.CreateIn(directory));
        Connection = SqliteConnectionText.Parse(_folder.File("scratch.db"));
    }

    public DbConnectionInfo Connection { get; }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
