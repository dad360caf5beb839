using System.Buffers.Binary;
using System.Text;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Wire;

/// <summary>Reads the fields of a payload; what is not there is an error, and never read.</summary>
internal ref struct PacketText(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    /// <summary>How many bytes are left.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>The next byte.</summary>
    public byte Byte() => Bytes(1)[0];

    /// <summary>Two bytes, the low one first.</summary>
    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    /// <summary>Four bytes, the low one first.</summary>
    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>So many bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > _rest.Length)
            throw new ProtocolException("a packet that ends too early");
        ReadOnlySpan<byte> result = _rest[..count];
        _rest = _rest[count..];
        return result;
    }

    /// <summary>Everything that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Bytes(_rest.Length);

    /// <summary>The bytes before the next zero byte, which is taken too.</summary>
    public ReadOnlySpan<byte> ToZero()
    {
        int end = _rest.IndexOf((byte)0);
        if (end < 0)
            throw new ProtocolException("a text without an end");
        ReadOnlySpan<byte> result = Bytes(end);
        Bytes(1);
        return result;
    }

    /// <summary>The same as text.</summary>
    public string TextToZero() => Encoding.UTF8.GetString(ToZero());

    /// <summary>A number of one to nine bytes.</summary>
    public ulong Number()
    {
        byte first = Byte();
        return first switch
        {
            < 0xFB => first,
            0xFC => UInt16(),
            0xFD => (uint)(UInt16() | (Byte() << 16)),
            0xFE => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)),
            _ => throw new ProtocolException("a number that is none"),
        };
    }

    /// <summary>Bytes behind their length; null where the field is NULL.</summary>
    public ReadOnlySpan<byte> Field(out bool isNull)
    {
        isNull = _rest.Length > 0 && _rest[0] == 0xFB;
        if (isNull)
        {
            Bytes(1);
            return default;
        }

        ulong length = Number();
        return Bytes(length > int.MaxValue ? int.MaxValue : (int)length);
    }
}
