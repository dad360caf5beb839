namespace BackupTools.Abstractions;

/// <summary>
/// One codec. A chunk is compressed in one call into a standard file of that codec, which the codec's own command-line
/// tool can read. Implementations are thread-safe.
/// </summary>
public interface ICompressor
{
    /// <summary>The permanent name written into archives: <c>none</c>, <c>gzip</c>, <c>brotli</c>, <c>zstd</c>.</summary>
    string Id { get; }

    /// <summary>What is appended to a member's name, with the dot: <c>.br</c>; empty for none.</summary>
    string Extension { get; }

    /// <summary>Why the codec cannot be used on this machine; null where it can.</summary>
    string? UnavailableReason { get; }

    /// <summary>The most bytes that <see cref="Compress"/> may need for an input of that length.</summary>
    /// <param name="rawLength">The input's length in bytes.</param>
    int GetMaxCompressedLength(int rawLength);

    /// <summary>Compresses the whole input and appends the result.</summary>
    /// <param name="raw">The input.</param>
    /// <param name="output">Receives the compressed bytes.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.CodecUnavailable"/> where the codec cannot be used here.</exception>
    void Compress(ReadOnlySpan<byte> raw, ChunkBuffer output);

    /// <summary>
    /// Decompresses the whole input and appends the result. Memory grows with what really comes out, never with what
    /// the archive claims, and stops at <paramref name="rawLength"/>.
    /// </summary>
    /// <param name="compressed">A complete compressed file.</param>
    /// <param name="rawLength">How many bytes must come out, exactly.</param>
    /// <param name="output">Receives the raw bytes.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.ArchiveDamaged"/> where the input is invalid, is followed by other bytes, or holds fewer or
    /// more than <paramref name="rawLength"/> bytes.
    /// </exception>
    void Decompress(ReadOnlySpan<byte> compressed, long rawLength, ChunkBuffer output);
}
