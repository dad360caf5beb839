using System.Buffers;
using System.IO.Compression;
using BackupTools.Abstractions;

namespace BackupTools.Compressors;

/// <summary>Brotli (RFC 7932) at quality 1: nearly as good as zstd, and read by what every .NET has.</summary>
public sealed class BrotliCompressor : ICompressor
{
    private const int Quality = 1;

    /// <summary>4 MiB: at this quality up to 1.5 % smaller than 256 KiB and as fast; a larger one gains nothing.</summary>
    private const int WindowBits = 22;

    /// <inheritdoc/>
    public string Id => "brotli";

    /// <inheritdoc/>
    public string Extension => ".br";

    /// <inheritdoc/>
    public string? UnavailableReason => null;

    /// <inheritdoc/>
    public int GetMaxCompressedLength(int rawLength) => BrotliEncoder.GetMaxCompressedLength(rawLength);

    /// <inheritdoc/>
    public void Compress(ReadOnlySpan<byte> raw, ChunkBuffer output)
    {
        Span<byte> room = output.GetSpan(GetMaxCompressedLength(raw.Length));
        if (!BrotliEncoder.TryCompress(raw, room, out int written, Quality, WindowBits))
            throw CodecErrors.TooLarge(Id, raw.Length);
        output.Advance(written);
    }

    /// <inheritdoc/>
    public void Decompress(ReadOnlySpan<byte> compressed, long rawLength, ChunkBuffer output)
    {
        var sink = new DecompressedOutput(Id, output, rawLength, compressed.Length);
        using var decoder = new BrotliDecoder();
        while (true)
        {
            OperationStatus status = decoder.Decompress(compressed, sink.GetRoom(), out int consumed, out int written);
            compressed = compressed[consumed..];
            sink.Advance(written);
            switch (status)
            {
                case OperationStatus.Done when compressed.Length > 0:
                    throw CodecErrors.Trailing(Id);
                case OperationStatus.Done:
                    sink.Complete();
                    return;
                case OperationStatus.NeedMoreData:
                    throw CodecErrors.Truncated(Id);
                case OperationStatus.InvalidData:
                    throw CodecErrors.Damaged(Id, "it is not a Brotli stream");
            }
        }
    }
}
