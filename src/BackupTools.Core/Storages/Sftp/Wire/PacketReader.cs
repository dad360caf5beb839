using System.Buffers.Binary;
using System.Text;

namespace BackupTools.Storages.Sftp.Wire;

/// <summary>Reads what a packet of SFTP says, and never beyond its end.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> content)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private ReadOnlySpan<byte> _rest = content;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public uint Int() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public ulong Long() => BinaryPrimitives.ReadUInt64BigEndian(Take(sizeof(ulong)));

    public ReadOnlySpan<byte> Bytes()
    {
        uint count = Int();
        return count <= _rest.Length ? Take((int)count) : throw SftpProtocolException.CutShort();
    }

    /// <summary>Text for a message: what is no UTF-8 is shown as such.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>A file's name; null where it is no UTF-8, so that it could never be asked for by that name.</summary>
    public string? Name()
    {
        ReadOnlySpan<byte> bytes = Bytes();
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw SftpProtocolException.CutShort();
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
