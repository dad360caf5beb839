using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Wire;

/// <summary>
/// Takes messages out of the stream of a server. Rows of a COPY are copied from the one buffer that was read into the
/// caller's, many for each read, and cost no object.
/// </summary>
internal sealed class MessageReader(Stream stream)
{
    private const int HeaderLength = 5;
    private const int InitialSize = 256 * 1024;

    /// <summary>The longest message that must fit into the buffer; no row, no error of a server comes near.</summary>
    private const int LargestBuffered = 64 * 1024 * 1024;

    /// <summary>PostgreSQL's limit of anything in one piece.</summary>
    private const int LargestRow = 1 << 30;

    /// <summary>Free space below which the rest of a message is moved to the front before reading on.</summary>
    private const int SmallestRead = 64 * 1024;

    /// <summary>A server reports some fifteen; before the session begins, the budget ends earlier.</summary>
    private const int MostParameters = 5000;

    private byte[] _buffer = new byte[InitialSize];
    private int _start;
    private int _end;

    /// <summary>What the server may still say before the session begins; null afterwards.</summary>
    public LoginBudget? Budget { get; set; }

    /// <summary>What the server reported of its settings.</summary>
    public Dictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The next message that is neither a notice, a notification nor a parameter; of a row, which nobody wants who asks
    /// for a message, only the type.
    /// </summary>
    public async ValueTask<Message> ReadAsync(CancellationToken cancellationToken)
    {
        while (await SkipAsideAsync(cancellationToken))
        {
        }

        byte type = _buffer[_start];
        if (type is (byte)'D' or (byte)'d')
        {
            int length = BodyLength();
            Budget?.Take(length);
            _start += HeaderLength;
            await SkipAsync(length, cancellationToken);
            return new Message(type, default);
        }

        return new Message(type, await TakeBodyAsync(cancellationToken));
    }

    /// <summary>Takes out the next message if it is one that can come at any time: a notice, a notification, a parameter.</summary>
    /// <returns>False where it is another.</returns>
    public async ValueTask<bool> SkipAsideAsync(CancellationToken cancellationToken)
    {
        while (_end - _start < HeaderLength)
            await FillAsync(cancellationToken);
        byte type = _buffer[_start];
        if (type is not ((byte)'N' or (byte)'A' or (byte)'S'))
            return false;
        ReadOnlyMemory<byte> body = await TakeBodyAsync(cancellationToken);
        if (type == 'S')
            AddParameter(body.Span);
        return true;
    }

    /// <summary>Moves rows that are in the buffer as a whole to the caller.</summary>
    public RowScan ScanRows(ChunkBuffer target, int length, RowDigest digest)
    {
        ReadOnlySpan<byte> source = _buffer.AsSpan(_start, _end - _start);
        Span<byte> free = [];
        int used = 0;
        RowScan result = RowScan.Full;
        while (target.Length + used < length)
        {
            if (source.Length < HeaderLength)
            {
                result = RowScan.NeedsMore;
                break;
            }

            if (source[0] != 'd')
            {
                result = RowScan.OtherMessage;
                break;
            }

            int size = CheckedRowLength(BinaryPrimitives.ReadInt32BigEndian(source[1..]));
            if (source.Length - HeaderLength < size)
            {
                result = size + HeaderLength > _buffer.Length ? RowScan.LargeRow : RowScan.NeedsMore;
                break;
            }

            ReadOnlySpan<byte> row = source.Slice(HeaderLength, size);
            if (row[^1] != '\n')
                throw NotTheProtocol("a row without a line end");
            if (free.Length < size)
            {
                target.Advance(used);
                used = 0;
                // For all that is in the buffer and wanted: asked for more, the target would grow at its very end.
                free = target.GetSpan(Math.Max(size, Math.Min(source.Length, length - target.Length)));
            }

            row.CopyTo(free);
            free = free[size..];
            used += size;
            digest.Add(row[..^1]);
            source = source[(HeaderLength + size)..];
        }

        target.Advance(used);
        _start = _end - source.Length;
        return result;
    }

    /// <summary>Moves a row that is larger than the buffer to the caller, piece by piece.</summary>
    public async ValueTask ReadLargeRowAsync(ChunkBuffer target, RowDigest digest, CancellationToken cancellationToken)
    {
        int size = CheckedRowLength(BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 1)));
        _start += HeaderLength;
        int begin = target.Length;
        int buffered = Math.Min(size, _end - _start);
        target.GetSpan(size);
        target.Write(_buffer.AsSpan(_start, buffered));
        _start += buffered;
        for (int missing = size - buffered; missing > 0;)
        {
            int count = await stream.ReadAsync(target.GetMemory(missing)[..missing], cancellationToken);
            if (count == 0)
                throw EndOfStream();
            target.Advance(count);
            missing -= count;
        }

        ReadOnlySpan<byte> row = target.WrittenSpan[begin..];
        if (row[^1] != '\n')
            throw NotTheProtocol("a row without a line end");
        digest.Add(row[..^1]);
    }

    /// <summary>Waits for more bytes.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_start > 0 && _buffer.Length - _end < SmallestRead)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        if (count == 0)
            throw EndOfStream();
        _end += count;
    }

    /// <summary>The error for bytes that make no sense; the connection cannot be used afterwards.</summary>
    public static ProtocolException NotTheProtocol(string what) => new($"What came from the server is not PostgreSQL's protocol: {what}.");

    private static EndOfStreamException EndOfStream() => new("The server closed the connection.");

    private static int CheckedRowLength(int lengthWithItself)
    {
        int size = lengthWithItself - sizeof(int);
        return size is > 0 and <= LargestRow ? size : ThrowRowLength(lengthWithItself);
    }

    [DoesNotReturn]
    private static int ThrowRowLength(int length) => throw NotTheProtocol($"a row of {length:N0} bytes");

    private int BodyLength()
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 1)) - sizeof(int);
        return length is >= 0 and <= LargestRow ? length : throw NotTheProtocol($"a message of {length + (long)sizeof(int):N0} bytes");
    }

    private async ValueTask<ReadOnlyMemory<byte>> TakeBodyAsync(CancellationToken cancellationToken)
    {
        int length = BodyLength();
        Budget?.Take(length);
        if (length > LargestBuffered)
            throw NotTheProtocol($"a message of {length:N0} bytes");
        if (length + HeaderLength > _buffer.Length)
            Grow(length + HeaderLength);
        while (_end - _start < HeaderLength + length)
            await FillAsync(cancellationToken);
        ReadOnlyMemory<byte> body = _buffer.AsMemory(_start + HeaderLength, length);
        _start += HeaderLength + length;
        return body;
    }

    private async ValueTask SkipAsync(int length, CancellationToken cancellationToken)
    {
        while (true)
        {
            int count = Math.Min(length, _end - _start);
            _start += count;
            length -= count;
            if (length == 0)
                return;
            await FillAsync(cancellationToken);
        }
    }

    private void Grow(int size)
    {
        byte[] grown = new byte[size];
        _buffer.AsSpan(_start, _end - _start).CopyTo(grown);
        _buffer = grown;
        _end -= _start;
        _start = 0;
    }

    private void AddParameter(ReadOnlySpan<byte> body)
    {
        int end = body.IndexOf((byte)0);
        if (end < 0 || body[^1] != 0)
            throw NotTheProtocol("a parameter without an end");
        if (Parameters.Count >= MostParameters)
            throw NotTheProtocol("more parameters than any server has");
        Parameters[Encoding.UTF8.GetString(body[..end])] = Encoding.UTF8.GetString(body[(end + 1)..].TrimEnd((byte)0));
    }
}
