using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Reading.Ranges;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>A database, or a part of it, as it is at one moment.</summary>
internal sealed class PostgreSqlBackupSource : IBackupSource
{
    private readonly Snapshot _snapshot;
    private readonly RowReader _rows;

    private PostgreSqlBackupSource(Snapshot snapshot, RowReader rows, IReadOnlyList<ArchiveObject> objects)
    {
        _snapshot = snapshot;
        _rows = rows;
        Objects = objects;
    }

    /// <inheritdoc/>
    public string EngineVersion => _snapshot.ServerVersion;

    /// <inheritdoc/>
    public string Database => _snapshot.Database;

    /// <inheritdoc/>
    public DateTime SnapshotTime => _snapshot.Time;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Properties { get; private init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public long? EstimatedRawBytes => _rows.EstimatedBytes;

    /// <inheritdoc/>
    public IReadOnlyList<ArchiveObject> Objects { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SchemaScript> Scripts { get; private init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<IBackupPart> Parts => _rows.Parts;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [.. _rows.Warnings, .. Unread()];

    /// <summary>Opens it.</summary>
    public static async Task<IBackupSource> OpenAsync(BackupRequest request, CancellationToken cancellationToken)
    {
        Snapshot snapshot = await Snapshot.OpenAsync(request.Connection, _ => true, cancellationToken);
        try
        {
            IReadOnlyList<StoredTable> tables = await snapshot.DescribeTablesAsync(_ => true, cancellationToken);
            LargeObjectRanges? largeObjects = await snapshot.FindLargeObjectsAsync(cancellationToken);
            RowReader rows = await RowReader.OpenAsync(
                snapshot, tables, largeObjects, request.ChunkSize, request.Parallelism, cancellationToken);
            return new PostgreSqlBackupSource(snapshot, rows, ArchiveObjects.Of(tables, largeObjects));
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

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
