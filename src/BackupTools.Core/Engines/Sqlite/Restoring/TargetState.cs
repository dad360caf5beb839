using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>What lies where a database is to be restored.</summary>
/// <param name="Exists">True where there is a file.</param>
/// <param name="IsEmpty">True where the file is a database without any content, or there is none.</param>
/// <param name="IsDatabase">False where the file exists and cannot be read as a database.</param>
/// <param name="SizeBytes">The size of the file.</param>
internal sealed record TargetState(bool Exists, bool IsEmpty, bool IsDatabase, long SizeBytes)
{
    public static readonly string[] Sidecars = ["-journal", "-wal", "-shm"];

    public static TargetState Inspect(SqliteLibrary library, string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable, $"'{path}' is a folder, not a database file.", "Name the file to restore to.", path);
        }

        if (OrdinaryFile.IsSpecial(path))
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable, $"'{path}' is a pipe, a socket or a device, not a database file.", "Name another file to restore to.", path);
        }

        string? parent = Path.GetDirectoryName(path);
        if (parent is null || !Directory.Exists(parent))
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable, $"The folder '{parent}' for the restored database does not exist.", "Make it first.", path);
        }

        var file = new FileInfo(path);
        if (!file.Exists)
            return new TargetState(false, true, true, 0);
        try
        {
            using SqliteConnection connection = Snapshot.OpenReader(library, path, TimeSpan.FromSeconds(1), cancellationToken);
            bool empty = connection.ScalarInt64("SELECT count(*) FROM main.sqlite_master") == 0;
            return new TargetState(true, empty, true, file.Length);
        }
        catch (SqliteException e) when (e.Code is ResultCode.NotADatabase or ResultCode.Corrupt or ResultCode.IoError)
        {
            return new TargetState(true, false, false, file.Length);
        }
        catch (SqliteException)
        {
            return new TargetState(true, false, true, file.Length); // Locked or unreadable: something is in it.
        }
    }
}
