using System.Buffers.Binary;
using BackupTools.Compressors;

namespace BackupTools.Tests.Plugins;

/// <summary>A codec as somebody would add it: a mark, the length, and the bytes from last to first.</summary>
public sealed class ToyCodec : ICompressor
{
    private const int HeaderLength = 8;
    private const uint Mark = 0x59_4F_54_2E;

    public string Id => "toy";

    public string Extension => ".toy";

    public string? UnavailableReason => null;

    public int GetMaxCompressedLength(int rawLength) => rawLength + HeaderLength;

    public void Compress(ReadOnlySpan<byte> raw, ChunkBuffer output)
    {
        Span<byte> room = output.GetSpan(GetMaxCompressedLength(raw.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(room, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(room[4..], raw.Length);
        raw.CopyTo(room[HeaderLength..]);
        room.Slice(HeaderLength, raw.Length).Reverse();
        output.Advance(GetMaxCompressedLength(raw.Length));
    }

    public void Decompress(ReadOnlySpan<byte> compressed, long rawLength, ChunkBuffer output)
    {
        if (compressed.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(compressed) != Mark)
            throw CodecErrors.Damaged(Id, "it does not begin like a toy");
        int length = BinaryPrimitives.ReadInt32LittleEndian(compressed[4..]);
        ReadOnlySpan<byte> stored = compressed[HeaderLength..];
        if (stored.Length < length)
            throw CodecErrors.Truncated(Id);
        if (stored.Length > length)
            throw CodecErrors.Trailing(Id);
        if (length != rawLength)
            throw CodecErrors.WrongLength(Id, rawLength, more: length > rawLength);

        stored.CopyTo(output.GetSpan(length));
        output.GetSpan(length)[..length].Reverse();
        output.Advance(length);
    }
}
