using BackupTools.Abstractions;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>A database, or a part of it, as it is at one moment.</summary>
internal sealed class PostgreSqlBackupSource : IBackupSource
{
    private readonly Snapshot _snapshot;
    private readonly BackupSchema _schema;
    private readonly RowReader _rows;

    /// <summary>Creates the source, which then owns the view and the sessions.</summary>
    public PostgreSqlBackupSource(Snapshot snapshot, BackupSchema schema, RowReader rows)
    {
        _snapshot = snapshot;
        _schema = schema;
        _rows = rows;
    }

    /// <inheritdoc/>
    public string EngineVersion => _snapshot.ServerVersion;

    /// <inheritdoc/>
    public string Database => _snapshot.Database;

    /// <inheritdoc/>
    public string Server => _snapshot.Settings.Addresses[0].ToString();

    /// <inheritdoc/>
    public string? ServerId { get; init; }

    /// <inheritdoc/>
    public DateTime SnapshotTime => _snapshot.Time;

    /// <inheritdoc/>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    /// <inheritdoc/>
    public long? EstimatedRawBytes => _rows.EstimatedBytes;

    /// <inheritdoc/>
    public required IReadOnlyList<ArchiveObject> Objects { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<IBackupPart> Parts => _rows.Parts;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings =>
        [.. _schema.Warnings, .. _rows.Warnings, .. Unread()];

    /// <inheritdoc/>
    public Task<IEnumerable<SchemaScript>> ReadScriptsAsync(CancellationToken cancellationToken) => _schema.ReadScriptsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TableContent>> CompleteAsync(CancellationToken cancellationToken)
    {
        await _rows.CheckAsync(cancellationToken);
        return _rows.Contents;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        await _snapshot.DisposeAsync();
    }

    private IEnumerable<string> Unread() => _rows.Contents
        .Where(t => t.Note is not null)
        .Select(t => $"The rows of the table {t.Schema}.{t.Name} are not in the backup. {t.Note}");
}
