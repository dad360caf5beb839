using System.Buffers.Binary;
using System.Text;

namespace BackupTools.Archive.Zip;

/// <summary>The record before each member's bytes.</summary>
internal static class LocalHeader
{
    public const uint Signature = 0x04034B50;

    /// <summary>Its length without the name.</summary>
    public const int FixedLength = 30;

    public static int GetLength(string name) => FixedLength + name.Length;

    /// <summary>Makes the record.</summary>
    public static byte[] Build(ZipMember member, DosTime time)
    {
        byte[] record = new byte[GetLength(member.Name)];
        Span<byte> span = record;
        BinaryPrimitives.WriteUInt32LittleEndian(span, Signature);
        BinaryPrimitives.WriteUInt16LittleEndian(span[4..], ZipConstants.Version);
        WriteCommon(span[6..], member, time);
        Encoding.ASCII.GetBytes(member.Name, span[FixedLength..]);
        return record;
    }

    /// <summary>The 24 bytes that the central entry has as well: from the flags to the length of the extra field.</summary>
    public static void WriteCommon(Span<byte> span, ZipMember member, DosTime time)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(span, ZipConstants.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(span[4..], time.Time);
        BinaryPrimitives.WriteUInt16LittleEndian(span[6..], time.Date);
        BinaryPrimitives.WriteUInt32LittleEndian(span[8..], member.Crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(span[12..], checked((uint)member.Size));
        BinaryPrimitives.WriteUInt32LittleEndian(span[16..], checked((uint)member.Size));
        BinaryPrimitives.WriteUInt16LittleEndian(span[20..], (ushort)member.Name.Length);
    }

    /// <summary>The CRC-32 that a record says.</summary>
    public static uint ReadCrc32(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[14..]);

    /// <summary>The stored size that a record says.</summary>
    public static uint ReadSize(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[18..]);
}
