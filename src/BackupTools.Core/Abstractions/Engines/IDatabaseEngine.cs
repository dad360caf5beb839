namespace BackupTools.Abstractions;

/// <summary>
/// One kind of database. An engine knows its driver and these contracts, and nothing else of the product; it throws
/// <see cref="BackupException"/> and no driver's exception. Implementations are thread-safe and hold no state. What only
/// some engines can do are contracts of their own: <see cref="ISqlExport"/>, <see cref="IFeatureExport"/>, <see cref="IScriptRestore"/>.
/// </summary>
public interface IDatabaseEngine
{
    /// <summary>The permanent name written into archives, e.g. <c>sqlite</c>.</summary>
    string Id { get; }

    /// <summary>The name as its makers write it, e.g. <c>SQLite</c>.</summary>
    string DisplayName { get; }

    /// <summary>The URI schemes that name this engine, without the colon.</summary>
    IReadOnlyList<string> UriSchemes { get; }

    /// <summary>Other names that people have for this engine, understood where the permanent one is asked for.</summary>
    IReadOnlyList<string> Aliases => [];

    /// <summary>The names of the <see cref="DbConnectionInfo.Options"/> that are paths of files, and so must be absolute.</summary>
    IReadOnlyList<string> PathOptions => [];

    /// <summary>What it has and has not.</summary>
    EngineTraits Traits { get; }

    /// <summary>
    /// True where the text is plainly meant for this engine: one of its URI schemes, or, for an engine of files, any
    /// path, and for one with a server any other form that it has and no path is likely to have. Existence is not checked
    /// here.
    /// </summary>
    /// <param name="text">What the user typed.</param>
    bool Recognizes(string text);

    /// <summary>Understands a URI, or for an engine of files an absolute path.</summary>
    /// <param name="text">What the user typed, a relative path already made absolute.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    DbConnectionInfo ParseConnection(string text);

    /// <summary>
    /// The connection with the database that it means: where it names none itself, the one that a service or the
    /// environment names for it. Without a database where nothing names one, for guesses are not made.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotUnderstood"/>, naming the part that is wrong.</exception>
    DbConnectionInfo NameDatabase(DbConnectionInfo connection) => connection;

    /// <summary>
    /// What backups of the connection say as their server (<see cref="IBackupSource.Server"/>), without asking it; null where only the
    /// server knows.
    /// </summary>
    /// <param name="connection">The connection.</param>
    string? NameServer(DbConnectionInfo connection) => null;

    /// <summary>Opens the connection, asks the server for its version, and looks for what a backup would lack.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>The report; a failure to connect is in it, not thrown.</returns>
    Task<ConnectionReport> TestConnectionAsync(DbConnectionInfo connection, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the databases that the connection reaches: the only one that it names, or, where it names none, every one
    /// that the user may connect to.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    Task<IReadOnlyList<DatabaseInfo>> GetDatabasesAsync(DbConnectionInfo connection, CancellationToken cancellationToken);

    /// <summary>Lists the tables of the connection's database.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="countRows">True to count every table's rows, which reads the whole database.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    Task<IReadOnlyList<TableInfo>> GetTablesAsync(
        DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken);

    /// <summary>Opens one consistent view of a database; everything read through it is of the same moment.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    Task<IBackupSource> OpenBackupAsync(BackupRequest request, CancellationToken cancellationToken);

    /// <summary>Prepares to restore an archive; nothing of the target is changed before <see cref="IRestoreTarget.PrepareAsync"/>.</summary>
    /// <param name="request">What to restore, and where.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    Task<IRestoreTarget> OpenRestoreAsync(RestoreRequest request, IArchiveContents archive, CancellationToken cancellationToken);

    /// <summary>
    /// Checks an archive as <see cref="OpenRestoreAsync"/> and the restore do, as far as that needs no target: what the one
    /// refuses, the other refuses.
    /// </summary>
    /// <param name="archive">The archive.</param>
    /// <param name="allowForeignStatements">See <see cref="RestoreRequest.AllowForeignStatements"/>.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <returns>Checks the chunks.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/> or <see cref="ErrorCode.ForeignStatement"/>.</exception>
    Task<IArchiveCheck> CheckArchiveAsync(IArchiveContents archive, bool allowForeignStatements, CancellationToken cancellationToken);

    /// <summary>Makes a place for a trial restore that disappears when it is disposed.</summary>
    /// <param name="connection">The server to make it on; null for an engine of files.</param>
    /// <param name="directory">The folder to make it in, for an engine of files; null for the system's temporary folder.</param>
    /// <param name="cancellationToken">Stops the making.</param>
    Task<IScratchDatabase> CreateScratchAsync(
        DbConnectionInfo? connection, string? directory, CancellationToken cancellationToken);

    /// <summary>Checks the structure of a database with the engine's own means (SQLite: <c>integrity_check</c>).</summary>
    /// <param name="connection">The connection, with its database chosen.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <returns>What is wrong, one sentence each; empty where nothing is.</returns>
    Task<IReadOnlyList<string>> CheckIntegrityAsync(DbConnectionInfo connection, CancellationToken cancellationToken);

    /// <summary>Reads every row of every table and returns the counts and checksums.</summary>
    /// <param name="connection">The connection, with its database chosen.</param>
    /// <param name="tables">The tables to read, as the archive names them.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<TableContent>> ReadContentAsync(
        DbConnectionInfo connection, IReadOnlyList<ArchiveObject> tables, CancellationToken cancellationToken);
}
