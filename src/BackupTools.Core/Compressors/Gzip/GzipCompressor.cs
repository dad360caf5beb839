using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using BackupTools.Abstractions;

namespace BackupTools.Compressors;

/// <summary>
/// One gzip member (RFC 1952). The fastest level: who picks gzip wants a tool that is everywhere, and at its usual
/// level it would be three times slower than every other codec.
/// </summary>
public sealed class GzipCompressor : ICompressor
{
    private const int TrailerLength = 8;

    /// <inheritdoc/>
    public string Id => "gzip";

    /// <inheritdoc/>
    public string Extension => ".gz";

    /// <inheritdoc/>
    public string? UnavailableReason => null;

    /// <inheritdoc/>
    /// <remarks>The fixed Huffman code, which the fastest level may use throughout, takes up to nine bits a byte.</remarks>
    public int GetMaxCompressedLength(int rawLength) =>
        (int)Math.Min(rawLength + (rawLength / 8L) + (rawLength / 1024L) + 1024, Array.MaxLength);

    /// <inheritdoc/>
    public void Compress(ReadOnlySpan<byte> raw, ChunkBuffer output)
    {
        int start = output.Length;
        using var stream = new ChunkBufferStream(output);
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(raw);

        // GZipStream writes nothing at all for nothing.
        if (output.Length == start)
            output.Write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// <inheritdoc/>
    public unsafe void Decompress(ReadOnlySpan<byte> compressed, long rawLength, ChunkBuffer output)
    {
        int header = GzipHeader.GetLength(compressed) ?? throw CodecErrors.Damaged(Id, "it does not begin like a gzip file");
        int bodyLength = compressed.Length - header - TrailerLength;
        if (bodyLength <= 0)
            throw CodecErrors.Truncated(Id);

        int start = output.Length;
        fixed (byte* bytes = compressed)
        {
            using var body = new DeflateBody(bytes + header, bodyLength);
            Inflate(body, rawLength, output, compressed.Length);
        }

        ReadOnlySpan<byte> trailer = compressed[^TrailerLength..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != Crc32.HashToUInt32(output.WrittenSpan[start..])
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != rawLength)
        {
            throw CodecErrors.Damaged(Id, "its checksum does not agree with its content");
        }
    }

    private void Inflate(DeflateBody body, long rawLength, ChunkBuffer output, int compressedLength)
    {
        var sink = new DecompressedOutput(Id, output, rawLength, compressedLength);
        using var inflate = new DeflateStream(body, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            int count;
            while ((count = inflate.Read(sink.GetRoom())) > 0)
                sink.Advance(count);
        }
        catch (InvalidDataException e)
        {
            throw CodecErrors.Damaged(Id, "it is not a deflate stream", e);
        }

        if (body.MoreWanted)
            throw CodecErrors.Truncated(Id);
        if (!body.LastByteTaken)
            throw CodecErrors.Trailing(Id);
        sink.Complete();
    }
}
