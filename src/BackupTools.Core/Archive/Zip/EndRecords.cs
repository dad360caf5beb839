using System.Buffers.Binary;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Archive.Zip;

/// <summary>
/// What follows the central directory: the ZIP64 records where they are needed, and the end record with the comment.
/// </summary>
/// <param name="Count">How many members there are.</param>
/// <param name="DirectorySize">How many bytes the central directory has.</param>
/// <param name="DirectoryOffset">Where it begins.</param>
/// <param name="ManifestSha256">The manifest's SHA-256, 64 lower-case hexadecimal digits.</param>
internal sealed record EndRecords(long Count, long DirectorySize, long DirectoryOffset, string ManifestSha256)
{
    /// <summary>The most bytes they can have.</summary>
    public const int MaxLength = Record64Length + LocatorLength + MinLength;

    /// <summary>The fewest bytes they can have.</summary>
    public const int MinLength = RecordLength + CommentLength;

    private const uint Signature = 0x06054B50, Record64Signature = 0x06064B50, LocatorSignature = 0x07064B50;
    private const int RecordLength = 22, Record64Length = 56, LocatorLength = 20;
    private const string CommentStart = "BackupTools archive 1; manifest sha256 ";
    private const int CommentLength = 39 + 64;

    private bool Is64 => Count >= ZipConstants.See64Short || DirectoryOffset >= ZipConstants.See64;

    /// <summary>Makes the records.</summary>
    public byte[] Build()
    {
        var output = new ChunkBuffer(MaxLength);
        if (Is64)
            Write64(output);

        Span<byte> record = stackalloc byte[RecordLength];
        record.Clear();
        ushort count = (ushort)Math.Min(Count, ZipConstants.See64Short);
        BinaryPrimitives.WriteUInt32LittleEndian(record, Signature);
        BinaryPrimitives.WriteUInt16LittleEndian(record[8..], count);
        BinaryPrimitives.WriteUInt16LittleEndian(record[10..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], checked((uint)DirectorySize));
        BinaryPrimitives.WriteUInt32LittleEndian(record[16..], (uint)Math.Min(DirectoryOffset, ZipConstants.See64));
        BinaryPrimitives.WriteUInt16LittleEndian(record[20..], CommentLength);
        output.Write(record);
        output.Write(Encoding.ASCII.GetBytes(CommentStart + ManifestSha256));
        return output.WrittenMemory.ToArray();
    }

    /// <summary>Reads the records that end a file.</summary>
    /// <param name="tail">The last bytes of the file: <see cref="MaxLength"/> of them, or all where it has fewer.</param>
    /// <returns>The records; null where the file does not end with exactly such records.</returns>
    public static EndRecords? Read(ReadOnlySpan<byte> tail)
    {
        if (tail.Length < MinLength)
            return null;
        ReadOnlySpan<byte> record = tail[^MinLength..];
        string comment = Encoding.ASCII.GetString(record[RecordLength..]);
        string sha256 = comment[CommentStart.Length..];
        long count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (count == ZipConstants.See64Short || offset == ZipConstants.See64)
        {
            if (tail.Length < MaxLength)
                return null;
            ReadOnlySpan<byte> record64 = tail[^MaxLength..];
            count = BinaryPrimitives.ReadInt64LittleEndian(record64[32..]);
            offset = BinaryPrimitives.ReadInt64LittleEndian(record64[48..]);
        }

        // A file has only one form of them, so making them again checks every byte.
        if (count < 0 || offset < 0 || !HashText.IsSha256(sha256))
            return null;
        var records = new EndRecords(count, size, offset, sha256);
        byte[] rebuilt = records.Build();
        return tail.EndsWith(rebuilt) ? records : null;
    }

    private void Write64(ChunkBuffer output)
    {
        Span<byte> span = stackalloc byte[Record64Length + LocatorLength];
        span.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(span, Record64Signature);
        BinaryPrimitives.WriteInt64LittleEndian(span[4..], Record64Length - 12);
        BinaryPrimitives.WriteUInt16LittleEndian(span[12..], ZipConstants.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(span[14..], ZipConstants.Version);
        BinaryPrimitives.WriteInt64LittleEndian(span[24..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(span[32..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(span[40..], DirectorySize);
        BinaryPrimitives.WriteInt64LittleEndian(span[48..], DirectoryOffset);

        Span<byte> locator = span[Record64Length..];
        BinaryPrimitives.WriteUInt32LittleEndian(locator, LocatorSignature);
        BinaryPrimitives.WriteInt64LittleEndian(locator[8..], DirectoryOffset + DirectorySize);
        BinaryPrimitives.WriteUInt32LittleEndian(locator[16..], 1);
        output.Write(span);
    }
}
