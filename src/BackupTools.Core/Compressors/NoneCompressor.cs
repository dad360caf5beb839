using BackupTools.Abstractions;

namespace BackupTools.Compressors;

/// <summary>No compression: the member is the raw bytes.</summary>
public sealed class NoneCompressor : ICompressor
{
    /// <inheritdoc/>
    public string Id => "none";

    /// <inheritdoc/>
    public string Extension => "";

    /// <inheritdoc/>
    public string? UnavailableReason => null;

    /// <inheritdoc/>
    public int GetMaxCompressedLength(int rawLength) => rawLength;

    /// <inheritdoc/>
    public void Compress(ReadOnlySpan<byte> raw, ChunkBuffer output) => output.Write(raw);

    /// <inheritdoc/>
    public void Decompress(ReadOnlySpan<byte> compressed, long rawLength, ChunkBuffer output)
    {
        if (compressed.Length != rawLength)
            throw CodecErrors.WrongLength(Id, rawLength, more: compressed.Length > rawLength);
        output.Write(compressed);
    }
}
