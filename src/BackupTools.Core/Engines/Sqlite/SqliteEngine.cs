using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Exporting;
using BackupTools.Engines.Sqlite.Inspection;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Reading;
using BackupTools.Engines.Sqlite.Restoring;
using BackupTools.Engines.Sqlite.Schema;
using BackupTools.Engines.Sqlite.Scripts;
using BackupTools.Engines.Sqlite.Text;

namespace BackupTools.Engines.Sqlite;

/// <summary>SQLite: a database is a file, and a backup of it is its pages, or a part of it as SQL.</summary>
public sealed class SqliteEngine : IDatabaseEngine, ISqlExport, IScriptRestore
{
    internal const string EngineId = SqliteConnectionText.EngineId;

    private readonly SqliteLibrary? _library;

    /// <summary>Creates the engine. The SQLite library is loaded when it is first needed.</summary>
    public SqliteEngine()
    {
    }

    internal SqliteEngine(SqliteLibrary library) => _library = library;

    /// <inheritdoc/>
    public string Id => EngineId;

    /// <inheritdoc/>
    public string DisplayName => "SQLite";

    /// <inheritdoc/>
    public IReadOnlyList<string> UriSchemes => [EngineId];

    /// <inheritdoc/>
    public IReadOnlyList<string> Aliases => ["sqlite3"];

    /// <inheritdoc/>
    public EngineTraits Traits { get; } = new()
    {
        IsOfFiles = true,
        IgnoresCase = true,
        OnlySchema = "main",
        Features = [DatabaseFeature.Tables, DatabaseFeature.Data, DatabaseFeature.Indexes, DatabaseFeature.Views, DatabaseFeature.Triggers],
    };

    private SqliteLibrary Library => _library ?? SqliteLibrary.Default;

    /// <inheritdoc/>
    public bool Recognizes(string text) => SqliteConnectionText.Recognizes(text);

    /// <inheritdoc/>
    public DbConnectionInfo ParseConnection(string text) => SqliteConnectionText.Parse(text);

    /// <inheritdoc/>
    public string? NameServer(DbConnectionInfo connection) => connection.Path is { } path ? SqliteText.ServerName(path) : null;

    /// <inheritdoc/>
    public Task<ConnectionReport> TestConnectionAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        Task.Run(() => DatabaseInspection.Test(Library, SqliteConnectionText.Check(connection), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DatabaseInfo>> GetDatabasesAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<DatabaseInfo>>(
            () => [DatabaseInspection.Describe(Library, SqliteConnectionText.Check(connection), cancellationToken)], cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableInfo>> GetTablesAsync(
        DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken) =>
        Task.Run(
            () => DatabaseInspection.ListTables(Library, SqliteConnectionText.Check(connection), countRows, cancellationToken),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IBackupSource> OpenBackupAsync(BackupRequest request, CancellationToken cancellationToken)
    {
        BackupRequest checkedRequest = request with { Connection = SqliteConnectionText.Check(request.Connection) };
        string path = checkedRequest.Connection.Path!;
        return Task.Run<IBackupSource>(
            () =>
            {
                SourceErrors.CheckPath(path);
                return SourceErrors.Guard<IBackupSource>(
                    path,
                    () => request.Selection.IsEverything
                        ? FullBackupSource.Open(Library, checkedRequest, cancellationToken)
                        : TableBackupSource.Open(Library, checkedRequest, cancellationToken));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IRestoreTarget> OpenRestoreAsync(
        RestoreRequest request, IArchiveContents archive, CancellationToken cancellationToken)
    {
        RestoreRequest checkedRequest = request with { Connection = SqliteConnectionText.Check(request.Connection) };
        return await Task.Run(() => SqliteRestoreTarget.OpenAsync(Library, checkedRequest, archive, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IArchiveCheck> CheckArchiveAsync(IArchiveContents archive, bool allowForeignStatements, CancellationToken cancellationToken) =>
        Task.Run(
            () => archive.Manifest.Type == BackupType.Table
                ? TablesCheck.OpenAsync(Library, archive, cancellationToken)
                : PagesCheck.OpenAsync(archive, cancellationToken),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IScratchDatabase> CreateScratchAsync(
        DbConnectionInfo? connection, string? directory, CancellationToken cancellationToken) =>
        Task.FromResult<IScratchDatabase>(new ScratchDatabase(directory));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> CheckIntegrityAsync(DbConnectionInfo connection, CancellationToken cancellationToken)
    {
        DbConnectionInfo checkedConnection = SqliteConnectionText.Check(connection);
        return Task.Run(
            () =>
            {
                SourceErrors.CheckPath(checkedConnection.Path!);
                return SourceErrors.Guard(checkedConnection.Path!, () =>
                {
                    using SqliteConnection opened = SqliteConnection.Open(
                        Library, checkedConnection.Path!, OpenMode.ReadWrite, checkedConnection.LockTimeout, cancellationToken);
                    using CancellationTokenRegistration interrupt = opened.InterruptOn(cancellationToken);
                    return IntegrityCheck.RunFull(opened);
                });
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableContent>> ReadContentAsync(
        DbConnectionInfo connection, IReadOnlyList<ArchiveObject> tables, CancellationToken cancellationToken)
    {
        DbConnectionInfo checkedConnection = SqliteConnectionText.Check(connection);
        return Task.Run(() => StoredContent.ReadAsync(Library, checkedConnection, tables, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ExportSqlAsync(
        IArchiveContents archive, ExportRequest request, Stream output, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken) =>
        Task.Run(() => SqlExport.RunAsync(Library, archive, request.Selection, output, progress, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IScriptTarget> OpenScriptAsync(ScriptRequest request, CancellationToken cancellationToken)
    {
        ScriptRequest checkedRequest = request with { Connection = SqliteConnectionText.Check(request.Connection) };
        return Task.Run(() => SqliteScriptTarget.Open(Library, checkedRequest, cancellationToken), cancellationToken);
    }
}
