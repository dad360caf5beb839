using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Exporting;
using BackupTools.Engines.MySql.Inspection;
using BackupTools.Engines.MySql.Reading;
using BackupTools.Engines.MySql.Restoring;
using BackupTools.Engines.MySql.Scripts;
using BackupTools.Engines.Shared;
using BackupTools.Engines.MySql.Users;

namespace BackupTools.Engines.MySql;

/// <summary>MySQL and MariaDB: a backup is the schema as SQL, and the rows as LOAD DATA reads them.</summary>
public sealed class MySqlEngine : IDatabaseEngine, ISqlExport, IFeatureExport, IScriptRestore, IUserManagement
{
    /// <inheritdoc/>
    public string Id => ConnectionText.EngineId;

    /// <inheritdoc/>
    public string DisplayName => "MySQL";

    /// <inheritdoc/>
    public IReadOnlyList<string> UriSchemes => ["mysql", "mariadb"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Aliases => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> PathOptions => ConnectionOptions.Paths;

    /// <inheritdoc/>
    public EngineTraits Traits { get; } = new()
    {
        HasUsers = true,
        HasRowsAlone = true,
        HasDefiners = true,
        Features =
        [
            DatabaseFeature.Tables, DatabaseFeature.Data, DatabaseFeature.Constraints, DatabaseFeature.Indexes, DatabaseFeature.Views,
            DatabaseFeature.Functions, DatabaseFeature.Procedures, DatabaseFeature.Triggers, DatabaseFeature.Sequences, DatabaseFeature.Events,
        ],
    };

    /// <inheritdoc/>
    public bool Recognizes(string text) => ConnectionText.Recognizes(text);

    /// <inheritdoc/>
    public DbConnectionInfo ParseConnection(string text) => ConnectionText.Parse(text);

    /// <inheritdoc/>
    public DbConnectionInfo NameDatabase(DbConnectionInfo connection) => SettingsResolver.NameDatabase(connection, new SystemSettings());

    /// <inheritdoc/>
    public string? NameServer(DbConnectionInfo connection) => SettingsResolver.Resolve(connection).Address.ToString();

    /// <inheritdoc/>
    public Task<ConnectionReport> TestConnectionAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        ConnectionTest.RunAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DatabaseInfo>> GetDatabasesAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        DatabaseListing.ReadAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableInfo>> GetTablesAsync(DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken) =>
        RelationListing.ReadAsync(connection, countRows, cancellationToken);

    /// <inheritdoc/>
    public Task<IBackupSource> OpenBackupAsync(BackupRequest request, CancellationToken cancellationToken) =>
        SourceOpening.OpenAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<IRestoreTarget> OpenRestoreAsync(RestoreRequest request, IArchiveContents archive, CancellationToken cancellationToken) =>
        RestoreOpening.OpenAsync(request, archive, cancellationToken);

    /// <inheritdoc/>
    public Task<IArchiveCheck> CheckArchiveAsync(IArchiveContents archive, bool allowForeignStatements, CancellationToken cancellationToken) =>
        ArchiveCheck.OpenAsync(archive, cancellationToken);

    /// <inheritdoc/>
    public Task<IScratchDatabase> CreateScratchAsync(DbConnectionInfo? connection, string? directory, CancellationToken cancellationToken) =>
        ScratchDatabase.CreateAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> CheckIntegrityAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        IntegrityCheck.RunAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableContent>> ReadContentAsync(
        DbConnectionInfo connection, IReadOnlyList<ArchiveObject> tables, CancellationToken cancellationToken) =>
        ContentReader.ReadAsync(connection, tables, cancellationToken);

    /// <inheritdoc/>
    public Task ExportSqlAsync(
        IArchiveContents archive, ExportRequest request, Stream output, IProgress<BackupProgress>? progress, CancellationToken cancellationToken) =>
        SqlExport.RunAsync(archive, request, output, progress, cancellationToken);

    /// <inheritdoc/>
    public Task ExportFilesAsync(
        IArchiveContents archive, ExportRequest request, IExportFolder folder, IProgress<BackupProgress>? progress, CancellationToken cancellationToken) =>
        SqlExport.RunFilesAsync(archive, request, folder, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<IScriptTarget> OpenScriptAsync(ScriptRequest request, CancellationToken cancellationToken) =>
        MySqlScriptTarget.OpenAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DbUser>> GetUsersAsync(DbConnectionInfo connection, bool withSystemRoles, CancellationToken cancellationToken) =>
        UserListing.ReadAsync(connection, withSystemRoles, cancellationToken);

    /// <inheritdoc/>
    bool IUserManagement.IsMeant(string name, DbUser user) => UserListing.IsMeant(name, user);

    /// <inheritdoc/>
    Task<UserPlan> IUserManagement.PlanAsync(DbConnectionInfo connection, UserRequest request, CancellationToken cancellationToken) =>
        UserPlanner.RunAsync(connection, request, cancellationToken);

    /// <inheritdoc/>
    Task<IReadOnlyList<string>> IUserManagement.RunAsync(DbConnectionInfo connection, UserPlan plan, CancellationToken cancellationToken) =>
        UserExecution.RunAsync(connection, plan, cancellationToken);
}
