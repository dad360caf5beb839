using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Reading;
using BackupTools.Engines.PostgreSql.Restoring.Entries;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>
/// Brings rows into the tables of a new database, every run over a session of its own. Whoever brings rows also builds what can
/// be built of tables that are complete.
/// </summary>
/// <param name="scope">What is restored, and where to.</param>
/// <param name="archive">The archive.</param>
/// <param name="order">The runs.</param>
/// <param name="early">What may be built early.</param>
/// <param name="sessions">The sessions that load.</param>
/// <param name="builds">What is built of tables.</param>
internal sealed class RowLoad(
    RestoreScope scope, IArchiveContents archive, TableLoad order, EarlyEntries early, ConnectionPool sessions, ParallelEntries builds)
{
    private readonly RestoreContents _contents = scope.Contents;
    private readonly SkippedEntries _skipped = scope.Skipped;
    private readonly ChunkLoader _largeObjects = new(scope.Contents);
    private readonly OwnSearchPath _path = new(scope.Contents.AllEntries);
    private readonly ConcurrentDictionary<LoadRun, (RunLoad Load, IBulkConnection Connection)> _open = [];
    private int _waiting = order.Runs.Count;
    private int _busy;

    private LoadedRows Rows => _largeObjects.Rows;

    /// <summary>Holds that every chunk was loaded, and that every table has as many rows as the archive says.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoredContentDiffers"/>, naming the tables.</exception>
    public void Check()
    {
        if (!_open.IsEmpty)
            throw new InvalidOperationException($"{_open.Count} runs of chunks were not delivered to their end.");
        Rows.Check(_skipped);
    }

    /// <summary>
    /// Loads one chunk of a run; its other chunks have come before it, from the same worker. What can be built meanwhile is built before the
    /// first; after the last one of all too, so long as others are at work.
    /// </summary>
    public async Task LoadAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        LoadRun run = order.RunOf(chunk);
        if (ReferenceEquals(chunk, run.Chunks[0]))
        {
            Interlocked.Increment(ref _busy);
            Interlocked.Decrement(ref _waiting);
            await builds.RunOneAsync(cancellationToken);
        }

        await LoadRowsAsync(run, chunk, raw, cancellationToken);
        if (!ReferenceEquals(chunk, run.Chunks[^1]))
            return;
        if (order.End(run) && _contents.EntryOf(run.ObjectIndex) is { } table)
            builds.Admit(early.Of(table));
        while (Volatile.Read(ref _waiting) == 0 && Volatile.Read(ref _busy) > 1 && await builds.RunOneAsync(cancellationToken))
        {
        }

        Interlocked.Decrement(ref _busy);
    }

    /// <summary>Loads rows, unless their table is left out.</summary>
    private async Task LoadRowsAsync(LoadRun run, ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        int? table = _contents.EntryOf(run.ObjectIndex);
        if (table is { } known && _skipped.HasNoRows(known))
        {
            await GiveUpAsync(run);
            Rows.Pass(chunks: 1);
            return;
        }

        try
        {
            if (_contents.Manifest.Objects[run.ObjectIndex].Kind == ArchiveObjects.LargeObjects)
                await sessions.RunAsync(connection => _largeObjects.LoadAsync(connection, chunk, raw, into: null, cancellationToken), cancellationToken);
            else
                await AddAsync(run, chunk, raw, cancellationToken);
        }
        catch (BackupException e) when (table is { } refused && _skipped.MayLeaveOut(refused, e))
        {
            _skipped.LeaveOutRows(refused, e);
            Rows.Pass(chunks: 1);
        }
    }

    private async Task AddAsync(LoadRun run, ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(run, out (RunLoad Load, IBulkConnection Connection) open))
            _open[run] = open = (new RunLoad(run, _contents, archive, _path), await sessions.RentAsync(cancellationToken));
        bool goesOn = false;
        try
        {
            long? taken = await open.Load.AddAsync(open.Connection, chunk, raw, cancellationToken);
            goesOn = taken is null;
            Rows.Add(run.ObjectIndex, taken ?? 0, chunks: 1);
            if (!goesOn)
                sessions.Return(open.Connection);
        }
        catch when (open.Load.IsSessionClean)
        {
            sessions.Return(open.Connection);
            throw;
        }
        catch
        {
            sessions.Retire();
            throw;
        }
        finally
        {
            if (!goesOn)
                _open.TryRemove(run, out _);
        }
    }

    /// <summary>Ends a COPY under way whose table was left out meanwhile; of a table in parts another part may have failed.</summary>
    private async Task GiveUpAsync(LoadRun run)
    {
        if (!_open.TryRemove(run, out (RunLoad Load, IBulkConnection Connection) open))
            return;
        await open.Connection.DisposeAsync();
        sessions.Retire();
    }
}
