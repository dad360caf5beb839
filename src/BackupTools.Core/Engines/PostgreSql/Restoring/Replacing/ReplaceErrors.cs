using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>The errors of a replacement in a database.</summary>
internal static class ReplaceErrors
{
    /// <summary>A foreign key does not fit the rows any more.</summary>
    public static BackupException KeyFailed(SchemaEntry key, bool isIncoming, BackupException error)
    {
        if (RestoreErrors.SqlStateOf(error) != SqlState.ForeignKeyViolation)
            return error;
        string said = (error.InnerException as ServerException)?.Description ?? error.Message;
        string table = (error.InnerException as ServerException)?.TableName ?? key.Name;
        return new BackupException(
            ErrorCode.RestoreFailed,
            isIncoming
                ? $"Rows of '{key.Schema}.{table}', which is not restored, would refer by the foreign key '{key.Name}' to rows that do not exist: {said}."
                : $"Rows of '{key.Schema}.{table}' in the backup refer by the foreign key '{key.Name}' to rows that do not exist in the database: {said}.",
            $"Restore the tables together with {Setting.Table}, or change these rows first.", $"{key.Schema}.{table} {key.Name}", error.InnerException);
    }

    /// <summary>Something is needed by what is not restored.</summary>
    public static BackupException Needed(SchemaEntry entry, BackupException error) => new(
        ErrorCode.DependentObjects,
        $"The {EntryTitle.Of(entry)} would have to be dropped, and something that is not restored needs it: {(error.InnerException as ServerException)?.Description ?? error.Message}.",
        $"Name what needs it with {Setting.Table}, drop it, or say {Setting.DataOnly} to replace the rows alone.", EntryTitle.Of(entry), error.InnerException);

    /// <summary>The definitions are others than those that were looked at.</summary>
    public static BackupException Changed(string database, BackupException error) => new(
        ErrorCode.DatabaseChanged, $"The definitions of the tables to replace in '{database}' were changed while the restore began.",
        "Try again.", database, error.InnerException, isTransient: true);

    /// <summary>The answer to the last statement was lost.</summary>
    public static BackupException Undecided(string database, BackupException error) => new(
        ErrorCode.ConnectionLost,
        $"The connection was lost in the moment when the tables of '{database}' were to be replaced, and whether they are could not be asked. Either all of them are, or none.",
        "Look at the tables, or restore again: a second time does no harm.", database, error.InnerException);
}
