using System.Threading.Channels;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Shared;

/// <summary>
/// The chunks that one session reads. It reads one chunk ahead of its reader, and asks the server for one range ahead of
/// that, so that the server goes on while its rows are compressed here. It reads on a thread of its own, where it can
/// wait for the server.
/// </summary>
internal sealed class RowPart : IBackupPart, IAsyncDisposable
{
    private readonly RowFlow _flow;
    private readonly IRangeStream _stream;
    private readonly Channel<(ChunkInfo Info, ChunkBuffer Rows)> _ready =
        Channel.CreateBounded<(ChunkInfo, ChunkBuffer)>(new BoundedChannelOptions(1) { SingleWriter = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<RowRange> _sent = new();
    private Task? _reading;
    private bool _disposed;

    /// <summary>Creates the part, which then owns the session.</summary>
    public RowPart(RowFlow flow, IRangeStream stream)
    {
        _flow = flow;
        _stream = stream;
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

    /// <summary>Reads to the end and keeps the figures only; where that fails, the others need not go on.</summary>
    /// <param name="stop">Stops all that read with it.</param>
    public async Task DrainAsync(CancellationTokenSource stop)
    {
        try
        {
            ChunkBuffer rows = new();
            while (await ReadNextAsync(rows, stop.Token) is not null)
                rows.Clear();
            rows.Release();
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
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
            await _stream.DisposeAsync();
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
            _ready.Writer.Complete(_flow.ExplainAsync(e, range).GetAwaiter().GetResult());
        }
    }

    /// <summary>Keeps the server busy beyond the range at hand; false where no range is left.</summary>
    private bool AskAhead()
    {
        long bytes = _sent.Sum(r => r.Bytes);
        while (_sent.Count < Math.Min(2, _stream.MostAhead) || (_sent.Count < _stream.MostAhead && bytes < _flow.ChunkSize))
        {
            if (_flow.Queue.Take() is not { } range)
                break;
            _sent.Enqueue(range);
            bytes += range.Bytes;
            Wait(_stream.SendAsync(range, _stop.Token));
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
            ChunkBuffer rows = new((int)Math.Min(range.Bytes + (range.Bytes / 4) + 4096, _flow.LargestChunk));
            digest.Clear();
            ended = _stream.ReadRows(rows, _flow.LargestChunk, digest, _stop.Token);
            if (digest.Rows == 0)
            {
                rows.Release();
                continue;
            }

            int index = _flow.Figures[range.ObjectIndex].AddChunk(digest);
            Wait(_ready.Writer.WriteAsync(
                (new ChunkInfo(range.ObjectIndex, index, _flow.Extension, range.From, range.To, digest.Rows), rows), _stop.Token));
        }

        _sent.Dequeue();
        _flow.Queue.Complete();
    }

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
