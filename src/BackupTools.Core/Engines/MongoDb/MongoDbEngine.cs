using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Inspection;
using BackupTools.Engines.MongoDb.Reading;
using BackupTools.Engines.MongoDb.Restoring;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MongoDb;

/// <summary>MongoDB: a backup is what makes the collections, and their documents as the server's own bytes. A table is a collection, a row a document.</summary>
public sealed class MongoDbEngine : IDatabaseEngine
{
    /// <inheritdoc/>
    public string Id => ConnectionText.EngineId;

    /// <inheritdoc/>
    public string DisplayName => "MongoDB";

    /// <inheritdoc/>
    public IReadOnlyList<string> UriSchemes => ["mongodb", "mongodb+srv"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Aliases => ["mongo"];

    /// <inheritdoc/>
    public IReadOnlyList<string> PathOptions => ConnectionOptions.Paths;

    /// <inheritdoc/>
    public EngineTraits Traits { get; } = new()
    {
        HasRowsAlone = true,
        Features = [DatabaseFeature.Tables, DatabaseFeature.Data, DatabaseFeature.Constraints, DatabaseFeature.Indexes, DatabaseFeature.Views],
    };

    /// <inheritdoc/>
    public bool Recognizes(string text) => ConnectionText.Recognizes(text);

    /// <inheritdoc/>
    public DbConnectionInfo ParseConnection(string text) => ConnectionText.Parse(text);

    /// <inheritdoc/>
    public DbConnectionInfo NameDatabase(DbConnectionInfo connection) => SettingsResolver.NameDatabase(connection, new SystemSettings());

    /// <inheritdoc/>
    public string? NameServer(DbConnectionInfo connection) => null;

    /// <inheritdoc/>
    public Task<ConnectionReport> TestConnectionAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        ConnectionTest.RunAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DatabaseInfo>> GetDatabasesAsync(DbConnectionInfo connection, CancellationToken cancellationToken) =>
        DatabaseListing.ReadAsync(connection, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableInfo>> GetTablesAsync(DbConnectionInfo connection, bool countRows, CancellationToken cancellationToken) =>
        CollectionListing.ReadAsync(connection, countRows, cancellationToken);

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
}
