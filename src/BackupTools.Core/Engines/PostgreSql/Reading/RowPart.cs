using System.Threading.Channels;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Reading;

/// <summary>
/// The chunks that one session reads. It reads one chunk ahead of its reader, and asks the server for one range ahead of
/// that, so that the server goes on while its rows are compressed here. It reads on a thread of its own, where it can
/// wait for the server.
/// </summary>
internal sealed class RowPart : IBackupPart, IAsyncDisposable
{
    /// <summary>How many statements may be under way at most: small tables would each cost a round trip.</summary>
    private const int MostAhead = 32;

    private readonly RowReader _reader;
    private readonly IBulkConnection _connection;
    private readonly Channel<(ChunkInfo Info, ChunkBuffer Rows)> _ready =
        Channel.CreateBounded<(ChunkInfo, ChunkBuffer)>(new BoundedChannelOptions(1) { SingleWriter = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<RowRange> _sent = new();
    private Task? _reading;
    private bool _disposed;

    public RowPart(RowReader reader, IBulkConnection connection)
    {
        _reader = reader;
        _connection = connection;
    }

    /// <inheritdoc/>
    public async ValueTask<ChunkInfo?> ReadNextAsync(ChunkBuffer buffer, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        _reading ??= Task.Factory.StartNew(
            ReadAll, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        if (!await _ready.Reader.WaitToReadAsync(cancellationToken) || !_ready.Reader.TryRead(out (ChunkInfo Info, ChunkBuffer Rows) chunk))
            return null;
        buffer.Exchange(chunk.Rows);
        chunk.Rows.Release();
        return chunk.Info;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync();
        try
        {
            await (_reading ?? Task.CompletedTask);
        }
        finally
        {
            await _connection.DisposeAsync();
            _stop.Dispose();
        }
    }

    /// <summary>Reads until nothing is left; what goes wrong is thrown to whoever waits for the next chunk.</summary>
    private void ReadAll()
    {
        try
        {
            while (AskAhead())
                ReadRange(_sent.Peek());
            _ready.Writer.Complete();
        }
        catch (Exception e)
        {
            RowRange? range = _sent.TryPeek(out RowRange? first) ? first : null;
            _ready.Writer.Complete(_reader.ExplainAsync(e, range).GetAwaiter().GetResult());
        }
    }

    /// <summary>Keeps the server busy beyond the range at hand; false where no range is left.</summary>
    private bool AskAhead()
    {
        long bytes = _sent.Sum(r => r.Bytes);
        while (_sent.Count < 2 || (_sent.Count < MostAhead && bytes < _reader.ChunkSize))
        {
            if (_reader.Queue.Take() is not { } range)
                break;
            _sent.Enqueue(range);
            bytes += range.Bytes;
            Wait(_connection.SendCopyOutAsync(range.Copy, _stop.Token));
        }

        return _sent.Count > 0;
    }

    private void ReadRange(RowRange range)
    {
        RowDigest digest = new();
        bool ended = false;
        while (!ended)
        {
            _ready.Writer.WaitToWriteAsync(_stop.Token).AsTask().GetAwaiter().GetResult();
            ChunkBuffer rows = new((int)Math.Min(range.Bytes + (range.Bytes / 4) + 4096, _reader.LargestChunk));
            digest.Clear();
            ended = _connection.ReadRows(rows, _reader.LargestChunk, digest, _stop.Token);
            if (digest.Rows == 0)
            {
                rows.Release();
                continue;
            }

            int index = _reader.Figures[range.ObjectIndex].AddChunk(digest);
            Wait(_ready.Writer.WriteAsync(
                (new ChunkInfo(range.ObjectIndex, index, ".tsv", range.From, range.To, digest.Rows), rows), _stop.Token));
        }

        _sent.Dequeue();
        _reader.Queue.Complete();
    }

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
