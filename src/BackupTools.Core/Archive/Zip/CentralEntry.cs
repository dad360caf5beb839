using System.Buffers.Binary;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Archive.Zip;

/// <summary>A member's record in the central directory.</summary>
internal static class CentralEntry
{
    public const int FixedLength = 46;
    public const int MaxLength = FixedLength + MemberName.MaxLength + ExtraLength;

    private const uint Signature = 0x02014B50;
    private const int ExtraLength = 12;
    private const ushort ExtraId = 0x0001;

    /// <summary>Appends the record.</summary>
    public static void Write(ChunkBuffer output, ZipMember member, DosTime time)
    {
        bool is64 = member.HeaderOffset >= ZipConstants.See64;
        int length = FixedLength + member.Name.Length + (is64 ? ExtraLength : 0);
        Span<byte> span = output.GetSpan(length)[..length];
        span.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(span, Signature);
        BinaryPrimitives.WriteUInt16LittleEndian(span[4..], ZipConstants.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(span[6..], ZipConstants.Version);
        LocalHeader.WriteCommon(span[8..], member, time);
        BinaryPrimitives.WriteUInt16LittleEndian(span[30..], (ushort)(is64 ? ExtraLength : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(span[42..], is64 ? ZipConstants.See64 : (uint)member.HeaderOffset);
        Encoding.ASCII.GetBytes(member.Name, span[FixedLength..]);
        if (is64)
        {
            Span<byte> extra = span[(FixedLength + member.Name.Length)..];
            BinaryPrimitives.WriteUInt16LittleEndian(extra, ExtraId);
            BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], ExtraLength - 4);
            BinaryPrimitives.WriteInt64LittleEndian(extra[4..], member.HeaderOffset);
        }

        output.Advance(length);
    }

    /// <summary>
    /// Reads the record at the beginning of the bytes, for a member whose place is known from those before it. What the
    /// record says besides is checked by writing it again.
    /// </summary>
    /// <returns>The member; null where there is no such record.</returns>
    public static ZipMember? Read(ReadOnlySpan<byte> bytes, long headerOffset)
    {
        if (bytes.Length < FixedLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Signature)
            return null;
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        if (bytes.Length - FixedLength < nameLength)
            return null;
        string name = Encoding.ASCII.GetString(bytes.Slice(FixedLength, nameLength));
        return new ZipMember(
            name, BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            headerOffset);
    }
}
