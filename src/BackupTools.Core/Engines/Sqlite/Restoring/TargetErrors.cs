using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Inspection;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Says in the product's terms what went wrong while a database was written.</summary>
internal static class TargetErrors
{
    /// <summary>Runs a writing operation, and turns the library's and the system's errors into the product's.</summary>
    public static T Guard<T>(string target, Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (SqliteException e)
        {
            throw Translate(e, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Translate(e, target);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(string target, Action operation) => Guard(target, () =>
    {
        operation();
        return true;
    });

    /// <summary>The error of a restore that found somebody else's lock.</summary>
    public static BackupException InUse(string target, Exception inner) => new(
        ErrorCode.TargetInUse, $"The database '{target}' is in use; it was left as it was.", LockHolders.Describe(target), target, inner,
        isTransient: true);

    /// <summary>The error of a restore that found the database open, with or without a lock.</summary>
    public static BackupException InUse(string target, IReadOnlyList<string> users) => new(
        ErrorCode.TargetInUse, $"The database '{target}' is in use; it was left as it was.",
        $"It is open in {string.Join(", ", users)}: close it there.", target, isTransient: true);

    /// <summary>The error of a full disk.</summary>
    public static BackupException Full(string target, string what, Exception? inner) => new(
        ErrorCode.StorageFull, what, "Free space there, or restore to another place.", target, inner);

    /// <summary>What the library reported, in the product's terms.</summary>
    public static BackupException Of(SqliteException error, string target) => Translate(error, target);

    private static BackupException Translate(SqliteException error, string target) => error.Code switch
    {
        ResultCode.Busy or ResultCode.Locked => InUse(target, error),
        ResultCode.Full => Full(target, $"The disk of '{target}' is full; the target was left as it was.", error),
        ResultCode.Auth => new(
            ErrorCode.ArchiveDamaged, $"The archive's SQL does what no backup does, and was stopped: {error.Sql}.",
            "Do not trust this archive.", target, error),
        ResultCode.ReadOnly or ResultCode.CannotOpen or ResultCode.Permission or ResultCode.IoError => NotWritable(target, error),
        ResultCode.NoMemory => new(
            ErrorCode.MemoryExhausted, $"SQLite could not get the memory that it needed to write '{target}'; the target was left as it was.",
            "Close other programs, or use a machine with more memory.", target, error),
        ResultCode.NotADatabase or ResultCode.Corrupt => new(
            ErrorCode.RestoreFailed, $"The database '{target}' is damaged or is no SQLite database: {error.Message}.",
            $"Use {Setting.IfExists} Replace to put the backup in its place.", target, error),
        _ => new(
            ErrorCode.RestoreFailed, $"The restore to '{target}' failed, and the target was left as it was: {error.Message}.", "",
            target, error),
    };

    private static BackupException Translate(Exception error, string target) =>
        FileSystemErrors.IsDiskFull(error)
            ? Full(target, $"The disk of '{target}' is full; the target was left as it was.", error)
            : NotWritable(target, error);

    private static BackupException NotWritable(string target, Exception error) => new(
        ErrorCode.TargetNotWritable, $"'{target}' cannot be written: {error.Message.TrimEnd('.')}.",
        "Check the permissions of the file and of its folder, and the disk.", target, error);
}
