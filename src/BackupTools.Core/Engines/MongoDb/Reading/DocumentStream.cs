using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Bson;
using BackupTools.Engines.MongoDb.Connections;
using BackupTools.Engines.MongoDb.Sessions;
using BackupTools.Engines.Shared;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Reading;

/// <summary>Reads documents of one range after the other, as their bytes, and ends chunks where they end the next time too.</summary>
internal sealed class DocumentStream(MongoSession session, Moment moment, int chunkSize) : IRangeStream
{
    private readonly Queue<(CollectionRange Range, CommandCursor Cursor)> _sent = new();
    private CursorBatch? _batch;

    /// <inheritdoc/>
    public int MostAhead => 2;

    /// <inheritdoc/>
    public ValueTask SendAsync(RowRange range, CancellationToken cancellationToken)
    {
        CollectionRange documents = (CollectionRange)range;
        string name = documents.Definition.DocumentsName;
        BsonDocument find = new() { { "find", name }, { "filter", documents.Filter() }, { "batchSize", documents.BatchSize }, { "noCursorTimeout", true } };
        if (documents.IsById)
            find["sort"] = new BsonDocument("_id", 1);
        else if (documents.Definition.IsCapped)
            find["sort"] = new BsonDocument("$natural", 1);
        moment.ApplyTo(find, documents.Definition);
        _sent.Enqueue((documents, CommandCursor.Begin(
            session, name, find, documents.BatchSize, $"Reading the collection '{documents.Definition.Name}'", cancellationToken)));
        return default;
    }

    /// <inheritdoc/>
    public bool ReadRows(ChunkBuffer buffer, int length, RowDigest digest, CancellationToken cancellationToken)
    {
        (CollectionRange range, CommandCursor cursor) = _sent.Peek();
        uint spacing = StableBorder.Spacing(chunkSize / 2, range.DocumentSize);
        try
        {
            while (true)
            {
                while (_batch is not null && _batch.TryNext(out ReadOnlyMemory<byte> document))
                {
                    buffer.Write(document.Span);
                    digest.Add(document.Span);
                    if (buffer.Length >= length || (buffer.Length >= chunkSize / 2 && range.IsById && StableBorder.IsAt(document.Span, spacing)))
                        return false;
                }

                _batch = cursor.NextBatchAsync(cancellationToken).GetAwaiter().GetResult();
                if (_batch is null)
                    break;
            }
        }
        catch (BsonFormatException e)
        {
            throw MongoErrors.NotTrusted(e, session.Context, "it " + e.Message);
        }

        _sent.Dequeue();
        cursor.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _batch = null;
        while (_sent.TryDequeue(out (CollectionRange Range, CommandCursor Cursor) sent))
            await sent.Cursor.DisposeAsync();
    }
}
