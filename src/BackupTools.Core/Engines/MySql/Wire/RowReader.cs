using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>
/// Turns the rows of an answer into lines of <see cref="FieldText"/>. A row that is in the buffer as a whole is written straight
/// from there; a larger one piece by piece, so that only its text is ever held.
/// </summary>
internal sealed class RowReader(PacketReader packets)
{
    private const byte Null = 0xFB;

    /// <summary>The first byte of the packet that ends the rows. A row begins with it only where a value needs more than one packet.</summary>
    private const byte EndOfRows = 0xFE;

    /// <summary>No server sends a value, or a row, that is longer: <c>max_allowed_packet</c> ends there.</summary>
    private const long LargestRow = 1L << 30;

    private int _columns;

    /// <summary>To be called when an answer's rows begin.</summary>
    /// <param name="columns">The columns of each row.</param>
    public void Begin(int columns) => _columns = columns;

    /// <summary>Moves rows that are in the buffer as a whole to the caller.</summary>
    public RowScan Scan(ChunkBuffer target, int length, RowDigest digest)
    {
        while (target.Length < length)
        {
            ReadOnlySpan<byte> source = packets.Buffered;
            if (source.Length < PacketReader.HeaderLength)
                return RowScan.NeedsMore;
            int size = PacketReader.LengthOf(source);
            if (size > 0 && source.Length == PacketReader.HeaderLength)
                return RowScan.NeedsMore;
            byte first = size == 0 ? ErrorPacket.Marker : source[PacketReader.HeaderLength];
            if (first == ErrorPacket.Marker || (first == EndOfRows && size < PacketReader.FullPacket))
                return RowScan.OtherPacket;
            if (size == PacketReader.FullPacket || size + PacketReader.HeaderLength > packets.Capacity)
                return RowScan.LargeRow;
            if (source.Length < size + PacketReader.HeaderLength)
                return RowScan.NeedsMore;
            packets.CheckSequence(source);
            int begin = target.Length;
            Write(source.Slice(PacketReader.HeaderLength, size), target);
            digest.Add(target.WrittenSpan[begin..]);
            target.WriteByte((byte)'\n');
            packets.Take(size + PacketReader.HeaderLength);
        }

        return RowScan.Full;
    }

    /// <summary>Moves a row that does not fit into the buffer to the caller.</summary>
    public async ValueTask ReadLargeAsync(ChunkBuffer target, RowDigest digest, CancellationToken cancellationToken)
    {
        int begin = target.Length;
        Payload payload = new(packets);
        for (int column = 0; column < _columns; column++)
        {
            if (column > 0)
                target.WriteByte((byte)'\t');
            byte first = await payload.ReadByteAsync(cancellationToken);
            if (first == Null)
            {
                FieldText.AppendNull(target);
                continue;
            }

            for (long missing = await payload.ReadLengthAsync(first, cancellationToken); missing > 0;)
            {
                int count = await payload.AvailableAsync(missing, cancellationToken);
                FieldText.Append(target, packets.Buffered[..count]);
                payload.Take(count);
                missing -= count;
            }
        }

        await payload.EndAsync(cancellationToken);
        digest.Add(target.WrittenSpan[begin..]);
        target.WriteByte((byte)'\n');
    }

    private void Write(ReadOnlySpan<byte> row, ChunkBuffer target)
    {
        // Every byte may become two; but at its end the buffer is not to grow for what hardly ever happens.
        Span<byte> free = target.GetSpan(row.Length);
        if (free.Length < 2 * (row.Length + _columns))
        {
            WriteByValue(row, target);
            return;
        }

        int used = 0;
        for (int column = 0; column < _columns; column++)
        {
            if (column > 0)
                free[used++] = (byte)'\t';
            ReadOnlySpan<byte> value = Next(ref row, out bool isNull);
            if (!isNull)
            {
                used += FieldText.Write(value, free[used..]);
                continue;
            }

            free[used++] = (byte)'\\';
            free[used++] = (byte)'N';
        }

        if (row.Length > 0)
            Throw("a row with too many values");
        target.Advance(used);
    }

    private void WriteByValue(ReadOnlySpan<byte> row, ChunkBuffer target)
    {
        for (int column = 0; column < _columns; column++)
        {
            if (column > 0)
                target.WriteByte((byte)'\t');
            ReadOnlySpan<byte> value = Next(ref row, out bool isNull);
            if (isNull)
                FieldText.AppendNull(target);
            else
                FieldText.Append(target, value);
        }

        if (row.Length > 0)
            Throw("a row with too many values");
    }

    /// <summary>Takes the next value out of a row.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> row, out bool isNull)
    {
        if (row.Length == 0)
            Throw("a row with too few values");
        int length = row[0];
        int at = 1;
        isNull = length == Null;
        if (isNull)
        {
            row = row[1..];
            return default;
        }

        if (length > Null)
            length = LongLength(row, ref at);
        if (length > row.Length - at)
            Throw("a value that goes on beyond its row");
        ReadOnlySpan<byte> value = row.Slice(at, length);
        row = row[(at + length)..];
        return value;
    }

    private static int LongLength(ReadOnlySpan<byte> row, ref int at)
    {
        int bytes = row[0] switch { 0xFC => 2, 0xFD => 3, 0xFE => 8, _ => 0 };
        if (bytes == 0 || row.Length < 1 + bytes)
            Throw("a value without a length");
        at += bytes;
        ulong length = bytes switch
        {
            2 => BinaryPrimitives.ReadUInt16LittleEndian(row[1..]),
            3 => (uint)(row[1] | (row[2] << 8) | (row[3] << 16)),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(row[1..]),
        };
        return length > int.MaxValue ? int.MaxValue : (int)length;
    }

    [DoesNotReturn]
    private static void Throw(string what) => throw new ProtocolException(what);

    /// <summary>A payload that is read across packets.</summary>
    private sealed class Payload(PacketReader packets)
    {
        private int _left;
        private bool _isLast;
        private bool _begun;
        private long _total;

        public void Take(int count)
        {
            packets.Take(count);
            _left -= count;
        }

        /// <summary>Waits until bytes of the payload are in the buffer.</summary>
        /// <returns>How many can be taken, at most as many as are wanted.</returns>
        public async ValueTask<int> AvailableAsync(long wanted, CancellationToken cancellationToken)
        {
            while (_left == 0)
            {
                if (_begun && _isLast)
                    throw new ProtocolException("a row that ends within a value");
                await NextPacketAsync(cancellationToken);
            }

            while (packets.Buffered.Length == 0)
                await packets.FillAsync(cancellationToken);
            return (int)Math.Min(Math.Min(wanted, _left), packets.Buffered.Length);
        }

        public async ValueTask<byte> ReadByteAsync(CancellationToken cancellationToken)
        {
            await AvailableAsync(1, cancellationToken);
            byte result = packets.Buffered[0];
            Take(1);
            return result;
        }

        public async ValueTask<long> ReadLengthAsync(byte first, CancellationToken cancellationToken)
        {
            int bytes = first switch { < Null => 0, 0xFC => 2, 0xFD => 3, 0xFE => 8, _ => throw new ProtocolException("a value without a length") };
            if (bytes == 0)
                return first;
            ulong length = 0;
            for (int i = 0; i < bytes; i++)
                length |= (ulong)await ReadByteAsync(cancellationToken) << (8 * i);
            return length <= LargestRow ? (long)length : throw new ProtocolException($"a value of {length:N0} bytes");
        }

        public async ValueTask EndAsync(CancellationToken cancellationToken)
        {
            // A payload that fills its last packet is ended by an empty one.
            while (!_isLast && _left == 0)
                await NextPacketAsync(cancellationToken);
            if (_left > 0)
                throw new ProtocolException("a row with too many values");
        }

        private async ValueTask NextPacketAsync(CancellationToken cancellationToken)
        {
            while (packets.Buffered.Length < PacketReader.HeaderLength)
                await packets.FillAsync(cancellationToken);
            _left = PacketReader.LengthOf(packets.Buffered);
            _isLast = _left < PacketReader.FullPacket;
            _begun = true;
            _total += _left;
            if (_total > LargestRow + PacketReader.FullPacket)
                throw new ProtocolException($"a row of {_total:N0} bytes");
            packets.CheckSequence(packets.Buffered);
            packets.Take(PacketReader.HeaderLength);
        }
    }
}
