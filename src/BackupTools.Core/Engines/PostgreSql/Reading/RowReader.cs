using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Reading.Locks;
using BackupTools.Engines.PostgreSql.Reading.Ranges;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>Reads the rows of tables, and large objects, in several sessions that share one view.</summary>
internal sealed class RowReader : IAsyncDisposable
{
    private readonly Snapshot _snapshot;
    private readonly IReadOnlyList<StoredTable> _tables;
    private readonly List<RowPart> _parts = [];
    private readonly RowFlow _flow;

    private RowReader(Snapshot snapshot, IReadOnlyList<StoredTable> tables, LargeObjectRanges? largeObjects, int chunkSize)
    {
        _snapshot = snapshot;
        _tables = tables;
        EstimatedBytes = tables.Sum(t => t.Bytes) + (largeObjects?.Bytes * 2 ?? 0);
        _flow = new RowFlow(tables.Count + (largeObjects is null ? 0 : 1), Ranges(largeObjects, chunkSize), chunkSize, ExplainAsync);
    }

    /// <summary>The sequences of chunks, one for each session.</summary>
    public IReadOnlyList<RowPart> Parts => _parts;

    /// <summary>About how many bytes there are.</summary>
    public long EstimatedBytes { get; }

    /// <summary>What the user should know; empty where all is as it was asked for.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Opens the sessions.</summary>
    /// <param name="snapshot">The view; stays the caller's.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="largeObjects">The large objects; null where they are not read.</param>
    /// <param name="chunkSize">The raw size that a chunk should have.</param>
    /// <param name="parallelism">How many sessions there may be.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<RowReader> OpenAsync(
        Snapshot snapshot, IReadOnlyList<StoredTable> tables, LargeObjectRanges? largeObjects, int chunkSize,
        int parallelism, CancellationToken cancellationToken)
    {
        RowReader reader = new(snapshot, tables, largeObjects, chunkSize);
        try
        {
            await reader.OpenSessionsAsync(new BulkSessions(snapshot), parallelism, cancellationToken);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>What was read so far of each table, and of the large objects.</summary>
    public IReadOnlyList<TableContent> Contents
    {
        get
        {
            List<TableContent> contents = [.. _tables.Select((t, i) => ContentOf(t.Schema, t.Name, t.Obstacle, _flow.Figures[i]))];
            if (_flow.Figures.Count > _tables.Count)
                contents.Add(ContentOf(ArchiveObjects.LargeObjectsSchema, ArchiveObjects.LargeObjectsName, null, _flow.Figures[^1]));
            return contents;
        }
    }

    /// <summary>Checks that everything was read, and from one view.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!_flow.Queue.IsDone)
            throw new InvalidOperationException("The parts were not read to their ends.");
        await _snapshot.CheckAsync(cancellationToken);
    }

    /// <summary>Says what went wrong, and with which table.</summary>
    private async Task<Exception> ExplainAsync(Exception error, RowRange? range)
    {
        if (error is not BackupException failure || range is null)
            return error;
        StoredTable? table = range.ObjectIndex < _tables.Count ? _tables[range.ObjectIndex] : null;
        if (failure.Code == ErrorCode.DatabaseLocked && table is not null)
        {
            try
            {
                LockHolder? holder = await _snapshot.GuardAsync(
                    "Asking who holds a lock", () => LockHolder.FindAsync(_snapshot.Session, table, CancellationToken.None));
                if (holder is not null)
                    return holder.ToError(failure);
            }
            catch (BackupException e)
            {
                // The view's own session is lost, and so are the locks that kept others away.
                return e;
            }
        }

        return failure.InnerException is { } cause
            ? PostgreSqlErrors.Translate(
                cause, _snapshot.Context, table is null ? "Reading the large objects" : $"Reading the table {table.Display}")
            : failure;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_parts.Select(p => p.DisposeAsync().AsTask()));
        _flow.Dispose();
    }

    private static TableContent ContentOf(string schema, string name, string? obstacle, ObjectFigures figures) => obstacle is null
        ? new TableContent(schema, name, figures.Rows, figures.Checksum)
        : new TableContent(schema, name, null, null, obstacle);

    /// <summary>The largest first, so that no worker is left alone with one at the end.</summary>
    private IEnumerable<RowRange> Ranges(LargeObjectRanges? largeObjects, int chunkSize)
    {
        IEnumerable<(long Bytes, IEnumerable<RowRange> Ranges)> sources = _tables
            .Select((t, i) => (Table: t, Index: i))
            .Where(t => t.Table.Obstacle is null)
            .Select(t => (t.Table.Bytes, TableRanges.Cut(t.Table, t.Index, _snapshot.Session.Version, chunkSize)));
        if (largeObjects is not null)
            sources = sources.Append((largeObjects.Bytes, largeObjects.Cut(_tables.Count)));
        return sources.OrderByDescending(s => s.Bytes).SelectMany(s => s.Ranges);
    }

    private async Task OpenSessionsAsync(BulkSessions sessions, int parallelism, CancellationToken cancellationToken)
    {
        long useful = Math.Max(1, Math.Max(EstimatedBytes / _flow.ChunkSize, _tables.Count / 16));
        int wanted = (int)Math.Min(parallelism, useful);
        IReadOnlyList<string> locks = await sessions.FindLocksAsync(_tables, wanted, cancellationToken);
        while (_parts.Count < wanted)
        {
            try
            {
                IBulkConnection connection = await sessions.OpenAsync(locks, cancellationToken);
                _parts.Add(new RowPart(_flow, connection));
            }
            catch (BackupException e) when (e.Code == ErrorCode.TooManyConnections && _parts.Count > 0)
            {
                Warnings =
                [
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The database is read by {_parts.Count} instead of {wanted} workers, because the server had no more free connections."),
                ];
                return;
            }
        }
    }
}
