using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>A chunk that a worker has hashed and compressed, ready to be appended.</summary>
/// <param name="Info">What the engine said of it.</param>
/// <param name="Owner">The object it belongs to.</param>
/// <param name="Codec">The codec's permanent name.</param>
/// <param name="CodecExtension">What the codec appends to a member's name.</param>
/// <param name="RawSize">The size before compression.</param>
/// <param name="Sha256">SHA-256 of the raw bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Crc32">CRC-32 of the stored bytes.</param>
/// <param name="Stored">The compressed bytes; they belong to a buffer that must stay as it is until they are written.</param>
public sealed record PreparedChunk(
    ChunkInfo Info, ArchiveObject Owner, string Codec, string CodecExtension, long RawSize, string Sha256, uint Crc32,
    ReadOnlyMemory<byte> Stored)
{
    /// <summary>Hashes and compresses.</summary>
    /// <param name="info">What the engine said of the chunk.</param>
    /// <param name="obj">The object it belongs to.</param>
    /// <param name="raw">Its raw bytes.</param>
    /// <param name="compressor">The codec.</param>
    /// <param name="compressedOutput">Cleared, then filled with the compressed bytes.</param>
    public static PreparedChunk Create(
        ChunkInfo info, ArchiveObject obj, ReadOnlySpan<byte> raw, ICompressor compressor, ChunkBuffer compressedOutput)
    {
        compressedOutput.Clear();
        compressor.Compress(raw, compressedOutput);
        if (Math.Max(raw.Length, compressedOutput.Length) > ArchiveFormat.MaxMemberSize)
        {
            throw new BackupException(
                ErrorCode.ValueTooLarge, $"A chunk of {raw.Length:N0} bytes of '{obj.Name}' is too large for an archive.");
        }

        return new PreparedChunk(
            info, obj, compressor.Id, compressor.Extension, raw.Length, Sha256Text.Of(raw),
            System.IO.Hashing.Crc32.HashToUInt32(compressedOutput.WrittenSpan), compressedOutput.WrittenMemory);
    }
}
