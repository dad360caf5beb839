using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>
/// Takes packets out of the stream of a server, from the one buffer that is read. A payload of 16 MiB or more comes in several
/// packets, which <see cref="RowReader"/> joins without holding them.
/// </summary>
internal sealed class PacketReader(Stream stream)
{
    /// <summary>The bytes before a payload: its length, and the packet's number.</summary>
    public const int HeaderLength = 4;

    /// <summary>The length of a packet that is followed by another of the same payload.</summary>
    public const int FullPacket = 0xFFFFFF;

    private const int InitialSize = 256 * 1024;

    /// <summary>The longest packet that must fit into the buffer; no error, no definition of a column comes near.</summary>
    private const int LargestBuffered = 1024 * 1024;

    /// <summary>Free space below which what is left of the buffer is moved to its front before reading on.</summary>
    private const int SmallestRead = 64 * 1024;

    private byte[] _buffer = new byte[InitialSize];
    private int _start;
    private int _end;

    /// <summary>What the server may still say before the session begins; null afterwards.</summary>
    public LoginBudget? Budget { get; set; }

    /// <summary>The number that the next packet of either side has.</summary>
    public byte Sequence { get; set; }

    /// <summary>What was read and not taken yet.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The largest packet that can be in the buffer as a whole.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Takes bytes out that <see cref="Buffered"/> has shown.</summary>
    public void Take(int count) => _start += count;

    /// <summary>The next packet's payload, readable until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        while (_end - _start < HeaderLength)
            await FillAsync(cancellationToken);
        int length = LengthOf(Buffered);
        if (Budget is not null)
        {
            // What is no MySQL at all is told as that, and not as one that says too much.
            if (Buffered[3] != Sequence)
                CheckSequence(Buffered);
            Budget.Take(length);
        }

        if (length > LargestBuffered)
            throw new ProtocolException($"a packet of {length:N0} bytes where none is so long");
        if (length + HeaderLength > _buffer.Length)
            Grow(length + HeaderLength);
        while (_end - _start < HeaderLength + length)
            await FillAsync(cancellationToken);
        ReadOnlyMemory<byte> payload = _buffer.AsMemory(_start + HeaderLength, length);
        // A server that ends the session says so without having heard the statement that it seems to answer.
        if (length > 0 && payload.Span[0] == ErrorPacket.Marker)
            Sequence = Buffered[3];
        CheckSequence(Buffered);
        _start += HeaderLength + length;
        return payload;
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
            Buffered.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        if (count == 0)
            throw EndOfStream();
        _end += count;
    }

    /// <summary>The payload's length that a packet's header says.</summary>
    public static int LengthOf(ReadOnlySpan<byte> header) => header[0] | (header[1] << 8) | (header[2] << 16);

    /// <summary>Holds that a packet has the number that is due, and counts it.</summary>
    public void CheckSequence(ReadOnlySpan<byte> header)
    {
        if (header[3] != Sequence)
            throw new ProtocolException($"a packet number {header[3]} where {Sequence} is due");
        Sequence++;
    }

    private static EndOfStreamException EndOfStream() => new("The server closed the connection.");

    private void Grow(int size)
    {
        byte[] grown = new byte[size];
        Buffered.CopyTo(grown);
        _buffer = grown;
        _end -= _start;
        _start = 0;
    }
}
