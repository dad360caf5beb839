using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Entries;

/// <summary>The errors of a restore.</summary>
internal static class RestoreErrors
{
    private const int LongestStatement = 400;

    /// <summary>True where the server refused a statement, and the session can go on.</summary>
    public static bool IsOfStatement(BackupException error) =>
        error.InnerException is ServerException && error.Code is not (ErrorCode.ConnectionLost or ErrorCode.ServerUnreachable
            or ErrorCode.TooManyConnections or ErrorCode.AuthenticationFailed or ErrorCode.DatabaseNotFound);

    /// <summary>The server's SQLSTATE; null where it was not the server that failed.</summary>
    public static string? SqlStateOf(BackupException error) => (error.InnerException as ServerException)?.SqlState;

    /// <summary>
    /// The code of a statement that was refused: a server that lacks room or memory, or is being stopped, says nothing about the
    /// backup, whatever it was doing.
    /// </summary>
    private static ErrorCode CodeOf(BackupException error) => SqlStateOf(error) is not { } state || !SqlState.IsOfServer(state)
        ? ErrorCode.RestoreFailed
        : error.Code is ErrorCode.StorageFull or ErrorCode.DatabaseLocked or ErrorCode.TooManyConnections ? error.Code : ErrorCode.ServerFailed;

    /// <summary>A statement of the archive was refused.</summary>
    /// <param name="entry">What could not be made.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="error">What the server said.</param>
    /// <param name="canSkip">True where the restore can leave it out by itself.</param>
    public static BackupException StatementFailed(SchemaEntry entry, string statement, BackupException error, bool canSkip) => new(
        StatementRemedies.IsMissingLibrary(entry, SqlStateOf(error)) ? ErrorCode.ExtensionMissing : CodeOf(error),
        $"The {EntryTitle.Of(entry)} could not be restored: {Said(error)}. The statement is: {Shorten(statement)}",
        RemedyOf(error) is { Length: > 0 } remedy ? remedy : StatementRemedies.Of(entry, SqlStateOf(error), canSkip), EntryTitle.Of(entry), error.InnerException);

    /// <summary>A chunk was refused.</summary>
    public static BackupException ChunkFailed(ArchiveObject table, ArchiveChunk chunk, BackupException error) => new(
        CodeOf(error),
        $"The rows of the table '{table.Schema}.{table.Name}' could not be loaded (chunk {chunk.Index}, {chunk.ContentName}): {Said(error)}.",
        RemedyOf(error) is { Length: > 0 } remedy ? remedy
            : $"To restore without it, and without what needs it, say {Setting.ExcludeTable} '{table.Schema}.{table.Name}'.",
        $"{table.Schema}.{table.Name}", error.InnerException);

    /// <summary>Foreign keys in a circle cannot be put off to the end.</summary>
    public static BackupException CirclesFailed(IReadOnlyList<SchemaEntry> tables, BackupException error) => new(
        CodeOf(error),
        $"The tables {Few([.. tables.Select(t => $"{t.Schema}.{t.Name}")])} refer to each other, and the check of their foreign keys cannot be put off until all rows are there: {Said(error)}.",
        "Restore as the owner of the tables, or make their foreign keys DEFERRABLE.", null, error.InnerException);

    /// <summary>The rows are there, and a constraint that is checked at the end refuses them.</summary>
    public static BackupException ConstraintsFailed(string target, BackupException error) => new(
        CodeOf(error), $"The rows do not keep the constraints of '{target}': {Said(error)}.", RemedyOf(error), target, error.InnerException);

    /// <summary>The server took another number of rows than it was given.</summary>
    /// <param name="table">The table.</param>
    /// <param name="first">The first chunk that was sent to it in one piece.</param>
    /// <param name="rows">How many rows that piece has.</param>
    /// <param name="taken">How many the server took.</param>
    public static BackupException RowsDiffer(ArchiveObject table, ArchiveChunk first, long rows, long taken) => new(
        ErrorCode.RestoreFailed,
        string.Create(CultureInfo.InvariantCulture, $"The rows of the table '{table.Schema}.{table.Name}' from chunk {first.Index} on are {rows:N0}, and the server took {taken:N0}."),
        "", $"{table.Schema}.{table.Name}");

    /// <summary>The new database could not be created.</summary>
    public static BackupException DatabaseNotCreated(string target, string options, BackupException error) =>
        SqlStateOf(error) is SqlState.WrongObjectType or SqlState.InvalidParameterValue or SqlState.FeatureNotSupported
            ? new BackupException(
                ErrorCode.CapabilityMissing,
                $"The server cannot create a database as '{target}' was:{options}. It says: {Said(error)}.",
                "Install that locale on the server's system and restart the server, or create an empty database yourself with another one and restore into that.",
                target, error.InnerException)
            : new BackupException(
                CodeOf(error), $"The database for '{target}' could not be created: {Said(error)}.", RemedyOf(error), target, error.InnerException);

    /// <summary>The target is in use.</summary>
    public static BackupException InUse(string target, IReadOnlyList<string> sessions) => new(
        ErrorCode.TargetInUse,
        $"The database '{target}' cannot be replaced while others are connected to it: {Few(sessions)}.",
        "Let them disconnect, or keep them out (ALTER DATABASE … ALLOW_CONNECTIONS does not end sessions; pg_terminate_backend does), and try again.",
        target);

    /// <summary>The target is there, and nothing says what to do with it.</summary>
    public static BackupException Exists(string target, string content) => new(
        ErrorCode.TargetExists, $"The database '{target}' exists and is not empty: it has {content}.",
        $"Choose another name with {Setting.TargetDatabase}, or say {Setting.IfExists} Replace or {Setting.IfExists} Append.", target);

    /// <summary>The error of rows that are there already and were to be added, with what puts them in the place of those.</summary>
    public static BackupException WithReplaceAdvice(BackupException error) => SqlStateOf(error) != SqlState.UniqueViolation ? error : new(
        error.Code, error.What, $"To put the backup's rows in the place of those that are there, say {Setting.IfExists} Replace with {Setting.Table}.",
        error.Target, error.InnerException);

    /// <summary>The same error with what it means for the target.</summary>
    public static BackupException WithState(BackupException error, string state) => new(
        error.Code, $"{error.What} {state}", error.Remedy, error.Target, error.InnerException ?? error, error.IsTransient);

    /// <summary>At most five names.</summary>
    public static string Few(IReadOnlyList<string> names) =>
        string.Join(", ", names.Distinct().Take(5)) + (names.Distinct().Count() > 5 ? " …" : "");

    /// <summary>
    /// A role was denied something on trial: that says nothing about the backup, and is no reason to try it with more rights.
    /// </summary>
    /// <param name="error">What was denied.</param>
    /// <param name="user">The role.</param>
    /// <param name="isLowered">True where the role was made for the trial, because the connection's is a superuser.</param>
    public static BackupException TrialDenied(BackupException error, string user, bool isLowered) => new(
        ErrorCode.DatabaseAccessDenied,
        $"The trial restore could not be made, because the role {(isLowered ? "without superuser that was made for it" : $"'{user}'")} was denied something: {error.What}",
        isLowered
            ? $"Look at what that is for. Where it is right, say {Setting.AllowSuperuser}: everything in the backup then runs as the superuser who connects."
            : "Use a role that may do that, on a server that may be lost.",
        error.Target, error.InnerException);

    /// <summary>What the server said, on one line and without a full stop.</summary>
    private static string Said(BackupException error) => error.InnerException is ServerException server
        ? $"{server.Description} (SQLSTATE {server.SqlState})"
        : error.What.TrimEnd('.');

    /// <summary>What the server advises is meant for those who wrote the statement, which the user did not.</summary>
    private static string RemedyOf(BackupException error) => SqlStateOf(error) switch
    {
        SqlState.InsufficientPrivilege => $"Restore as a superuser, or leave out what needs one: {Setting.NoOwner}, {Setting.NoPrivileges}, {Setting.Exclude}.",
        SqlState.DiskFull => "Make room on the server's disk.",
        _ when OwnSearchPath.MayHelp(error) => "",
        _ => (error.InnerException as ServerException)?.Hint ?? "",
    };

    private static string Shorten(string statement)
    {
        string line = string.Join(' ', statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestStatement ? line : line[..LongestStatement] + " …";
    }
}
