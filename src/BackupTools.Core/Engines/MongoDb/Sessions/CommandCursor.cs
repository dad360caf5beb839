using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Bson;
using BackupTools.Engines.MongoDb.Connections;
using MongoDB.Bson;
using MongoDB.Driver;

namespace BackupTools.Engines.MongoDb.Sessions;

/// <summary>A cursor of a server. It asks for the next documents while those at hand are worked on.</summary>
internal sealed class CommandCursor : IAsyncDisposable
{
    /// <summary>More than any server has of what is read whole: collections of a database, indexes of a collection.</summary>
    private const int MostListed = 1_000_000;

    private const int MostEmptyBatches = 1000;

    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(5);

    private readonly MongoSession _session;
    private readonly IClientSessionHandle _handle;
    private readonly string _collection;
    private readonly int _batchSize;
    private readonly string _what;
    private Task<CursorBatch>? _coming;
    private CursorBatch? _batch;
    private long _cursor;
    private int _emptyBatches;

    private CommandCursor(MongoSession session, string collection, int batchSize, string what)
    {
        _session = session;
        _collection = collection;
        _batchSize = batchSize;
        _what = what;
        _handle = session.BeginCursors();
    }

    /// <summary>The moment that it reads, as the server counts it; null where it does not say.</summary>
    public ulong? ClusterTime { get; private set; }

    /// <summary>Sends a command whose answer is a cursor, and does not wait for it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="collection">What further documents are asked of: the collection, or the servers' name for something that is none.</param>
    /// <param name="command">The command, with the size of its first batch.</param>
    /// <param name="batchSize">How many documents an answer shall have.</param>
    /// <param name="what">What is done and on what, without a full stop.</param>
    /// <param name="cancellationToken">Stops the command.</param>
    public static CommandCursor Begin(MongoSession session, string collection, BsonDocument command, int batchSize, string what, CancellationToken cancellationToken)
    {
        CommandCursor cursor = new(session, collection, batchSize, what);
        cursor._coming = cursor.AskAsync(command, cancellationToken);
        return cursor;
    }

    /// <summary>Reads all documents of a command whose answer is a cursor.</summary>
    /// <param name="session">The session.</param>
    /// <param name="collection">See <see cref="Begin"/>.</param>
    /// <param name="command">The command.</param>
    /// <param name="what">What is done and on what, without a full stop.</param>
    /// <param name="take">Makes something of a document's bytes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<List<T>> ReadAllAsync<T>(
        MongoSession session, string collection, BsonDocument command, string what, Func<ReadOnlyMemory<byte>, T> take, CancellationToken cancellationToken)
    {
        List<T> result = [];
        await using CommandCursor cursor = Begin(session, collection, command, 1000, what, cancellationToken);
        while (await cursor.NextBatchAsync(cancellationToken) is { } batch)
        {
            try
            {
                while (batch.TryNext(out ReadOnlyMemory<byte> document))
                    result.Add(result.Count < MostListed ? take(document) : throw new BsonFormatException("does not come to an end"));
            }
            catch (BsonFormatException e)
            {
                throw MongoErrors.NotTrusted(e, session.Context, "it " + e.Message);
            }
        }

        return result;
    }

    /// <summary>The next documents; null where there are none. The batch before is given back.</summary>
    public async Task<CursorBatch?> NextBatchAsync(CancellationToken cancellationToken)
    {
        _batch?.Dispose();
        _batch = null;
        if (_coming is null)
            return null;
        CursorBatch batch = await _coming;
        _cursor = batch.Cursor;
        _emptyBatches = batch.IsEmpty ? _emptyBatches + 1 : 0;
        if (_emptyBatches > MostEmptyBatches)
        {
            batch.Dispose();
            throw MongoErrors.NotTrusted(null, _session.Context, "it gives one empty answer after the other");
        }

        _coming = batch.Cursor == 0 ? null : AskAsync(Further(batch.Cursor), cancellationToken);
        ClusterTime ??= batch.ClusterTime;
        return _batch = batch;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _batch?.Dispose();
            if (_coming is not null)
                await KillAsync();
        }
        finally
        {
            _handle.Dispose();
        }
    }

    private BsonDocument Further(long cursor) => new() { { "getMore", cursor }, { "collection", _collection }, { "batchSize", _batchSize } };

    private async Task<CursorBatch> AskAsync(BsonDocument command, CancellationToken cancellationToken)
    {
        try
        {
            return CursorBatch.Of(await _session.RunRawAsync(_handle, command, cancellationToken));
        }
        catch (BsonFormatException e)
        {
            throw MongoErrors.NotTrusted(e, _session.Context, "it " + e.Message);
        }
        catch (Exception e) when (MongoErrors.IsDriver(e))
        {
            throw MongoErrors.Translate(e, _session.Context, _what);
        }
    }

    /// <summary>Ends a cursor that was not read to its end, so that the server does not keep it for half an hour.</summary>
    private async Task KillAsync()
    {
        using CancellationTokenSource limit = new(KillTime);
        try
        {
            long cursor = _cursor;
            try
            {
                using CursorBatch last = await _coming!.WaitAsync(limit.Token);
                cursor = last.Cursor;
            }
            catch (Exception e) when (e is BackupException or OperationCanceledException)
            {
                WorkLog.Debug($"{_what}: its last answer is not waited for.");
            }

            if (cursor != 0)
            {
                BsonDocument kill = new() { { "killCursors", _collection }, { "cursors", new BsonArray { cursor } } };
                using RawReply answer = await _session.RunRawAsync(_handle, kill, limit.Token);
            }
        }
        catch (Exception e) when (MongoErrors.IsDriver(e) || e is OperationCanceledException)
        {
            WorkLog.Debug($"{_what}: its cursor is left to the server, which ends it in time.");
        }
    }
}
