using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Inspection;

/// <summary>Says in the product's terms what the library reported of a database that is read.</summary>
internal static class SourceErrors
{
    /// <summary>Checks what can be said before the library is asked.</summary>
    public static void CheckPath(string path)
    {
        if (Directory.Exists(path))
        {
            throw new BackupException(
                ErrorCode.DatabaseInvalid, $"'{path}' is a folder, not an SQLite database.", "Name the database file in it.", path);
        }

        if (OrdinaryFile.IsSpecial(path))
        {
            throw new BackupException(
                ErrorCode.DatabaseInvalid, $"'{path}' is a pipe, a socket or a device, not an SQLite database.", "Name the database file.", path);
        }

        if (!File.Exists(path))
        {
            throw new BackupException(
                ErrorCode.DatabaseNotFound, $"The SQLite database '{path}' does not exist.", "Check the path and its case.", path);
        }
    }

    /// <summary>Runs a reading operation, and turns the library's errors into the product's.</summary>
    public static T Guard<T>(string path, Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (SqliteException e)
        {
            throw Translate(e, path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Denied(path, e);
        }
    }

    public static BackupException Translate(SqliteException error, string path) => error.Code switch
    {
        ResultCode.NotADatabase => new(
            ErrorCode.DatabaseInvalid, $"'{path}' is not an SQLite database, or it is encrypted.",
            "Name an unencrypted SQLite 3 database.", path, error),
        ResultCode.Corrupt => Corrupt(error, path),
        ResultCode.IoError when error.ExtendedCode == ResultCode.IoErrorShortRead => Corrupt(error, path),
        ResultCode.Busy or ResultCode.Locked => new(
            ErrorCode.DatabaseLocked, $"The SQLite database '{path}' is locked by another connection.",
            LockHolders.Describe(path), path, error, isTransient: true),
        ResultCode.CannotOpen when IsWalWithoutSidecars(path) => new(
            ErrorCode.DatabaseAccessDenied,
            $"The SQLite database '{path}' is in WAL mode, and the '-wal' and '-shm' files it needs cannot be made beside it.",
            "Give write access to its folder, or copy the database into a folder that can be written.", path, error),
        ResultCode.CannotOpen or ResultCode.Permission or ResultCode.ReadOnly => Denied(path, error),
        ResultCode.TooBig => new(
            ErrorCode.ValueTooLarge, $"A value in the SQLite database '{path}' is too large: {error.Message}.", "", path, error),
        _ => new(
            ErrorCode.DatabaseReadFailed,
            $"Reading the SQLite database '{path}' failed: {error.Message} (SQLite error {error.ExtendedCode}).", "", path, error),
    };

    private static BackupException Corrupt(SqliteException error, string path) => new(
        ErrorCode.DatabaseCorrupt, $"The SQLite database '{path}' is damaged: {error.Message}.",
        "Restore it from an earlier backup, or save what can be read with the sqlite3 command '.recover'.", path, error);

    private static BackupException Denied(string path, Exception error) => new(
        ErrorCode.DatabaseAccessDenied, $"The SQLite database '{path}' cannot be opened: {error.Message}.",
        "Check the permissions of the file and of its folder.", path, error);

    /// <summary>True where the header says WAL and the log is missing. Only asked after opening has failed.</summary>
    private static bool IsWalWithoutSidecars(string path)
    {
        const int ReadVersionOffset = 19;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = ReadVersionOffset;
            return file.ReadByte() == 2 && !(File.Exists(path + "-wal") && File.Exists(path + "-shm"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
