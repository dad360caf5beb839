using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Reading;
using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Restoring.Trial;
using BackupTools.Engines.PostgreSql.Scripts;
using BackupTools.Engines.PostgreSql.Users;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql;

/// <summary>PostgreSQL: a backup is the schema as SQL, and the rows as COPY writes them.</summary>
public sealed class PostgreSqlEngine : IDatabaseEngine, ISqlExport, IFeatureExport, IScriptRestore, IUserManagement
{
    /// <inheritdoc/>
    public string Id => ConnectionText.EngineId;

    /// <inheritdoc/>
    public string DisplayName => "PostgreSQL";

    /// <inheritdoc/>
    public IReadOnlyList<string> UriSchemes => ["postgresql", "postgres"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Aliases => ["pg", "pgsql", "psql"];

    /// <inheritdoc/>
    public IReadOnlyList<string> PathOptions => ConnectionOptions.Paths;

    /// <inheritdoc/>
    public EngineTraits Traits { get; } = new()
    {
        HasUsers = true,
        HasRowsAlone = true,
        CanSkipObjects = true,
        Features = [.. Enum.GetValues<DatabaseFeature>().Where(f => f != DatabaseFeature.Events)],
    };

    /// <inheritdoc/>
    public bool Recognizes(string text) => ConnectionText.Recognizes(text);

    /// <inheritdoc/>
    public DbConnectionInfo ParseConnection(string text) => ConnectionText.Parse(text);

    /// <inheritdoc/>
    public DbConnectionInfo NameDatabase(DbConnectionInfo connection) =>
        SettingsResolver.NameDatabase(connection, new SystemSettings());

    /// <inheritdoc/>
    public string? NameServer(DbConnectionInfo connection) => ServerSettings.Resolve(connection).Addresses[0].ToString();

    /// <inheritdoc/>
    public Task<ConnectionReport> TestConnectionAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        ConnectionTest.RunAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DatabaseInfo>> GetDatabasesAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        DatabaseListing.ReadAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableInfo>> GetTablesAsync(
        DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken) =>
        RelationListing.ReadAsync(connection, countRows, cancellationToken);

    /// <inheritdoc/>
    public Task<IBackupSource> OpenBackupAsync(BackupRequest request, CancellationToken cancellationToken) =>
        SourceOpening.OpenAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<IRestoreTarget> OpenRestoreAsync(
        RestoreRequest request, IArchiveContents archive, CancellationToken cancellationToken) =>
        RestoreOpening.OpenAsync(request, archive, cancellationToken);

    /// <inheritdoc/>
    public Task<IArchiveCheck> CheckArchiveAsync(IArchiveContents archive, bool allowForeignStatements, CancellationToken cancellationToken) =>
        ArchiveCheck.OpenAsync(archive, allowForeignStatements, cancellationToken);

    /// <inheritdoc/>
    public Task<IScratchDatabase> CreateScratchAsync(
        DbConnectionInfo? connection, string? directory, CancellationToken cancellationToken) =>
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
        IArchiveContents archive, ExportRequest request, Stream output, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken) =>
        SqlExport.RunAsync(archive, request, output, progress, cancellationToken);

    /// <inheritdoc/>
    public Task ExportFilesAsync(
        IArchiveContents archive, ExportRequest request, IExportFolder folder, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken) =>
        SqlExport.RunFilesAsync(archive, request, folder, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<IScriptTarget> OpenScriptAsync(ScriptRequest request, CancellationToken cancellationToken) =>
        PostgreSqlScriptTarget.OpenAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DbUser>> GetUsersAsync(DbConnectionInfo connection, bool withSystemRoles, CancellationToken cancellationToken) =>
        RoleListing.ReadAsync(connection, withSystemRoles, cancellationToken);

    /// <inheritdoc/>
    Task<UserPlan> IUserManagement.PlanAsync(DbConnectionInfo connection, UserRequest request, CancellationToken cancellationToken) =>
        UserPlanner.RunAsync(connection, request, cancellationToken);

    /// <inheritdoc/>
    Task<IReadOnlyList<string>> IUserManagement.RunAsync(DbConnectionInfo connection, UserPlan plan, CancellationToken cancellationToken) =>
        UserExecution.RunAsync(connection, plan, cancellationToken);
}
