using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BackupTools.Storages.Sftp.Wire;

/// <summary>Builds one packet of SFTP in a buffer that is given back: its length, its kind, its number, and what it says.</summary>
internal sealed class PacketWriter : IDisposable
{
    private const int LengthBytes = 4;
    private byte[] _buffer;
    private int _count = LengthBytes;

    public PacketWriter(byte type, uint number, int capacity = 512)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(capacity);
        Byte(type);
        Int(number);
    }

    /// <summary>The whole packet. It is good until this is disposed.</summary>
    public ArraySegment<byte> Packet
    {
        get
        {
            BinaryPrimitives.WriteInt32BigEndian(_buffer, _count - LengthBytes);
            return new ArraySegment<byte>(_buffer, 0, _count);
        }
    }

    public PacketWriter Byte(byte value)
    {
        Room(1)[0] = value;
        return this;
    }

    public PacketWriter Int(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Room(sizeof(uint)), value);
        return this;
    }

    public PacketWriter Long(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Room(sizeof(ulong)), value);
        return this;
    }

    public PacketWriter Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public PacketWriter Bytes(ReadOnlySpan<byte> value)
    {
        Int((uint)value.Length);
        value.CopyTo(Room(value.Length));
        return this;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private Span<byte> Room(int count)
    {
        if (_buffer.Length - _count < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_count + count);
            _buffer.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _count += count;
        return _buffer.AsSpan(_count - count, count);
    }
}
