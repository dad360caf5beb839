using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>A chunk that a worker has compressed, encrypted and hashed, ready to be appended.</summary>
/// <param name="Info">What the engine said of it.</param>
/// <param name="Owner">The object it belongs to.</param>
/// <param name="Stored">Its bytes as they are stored, and what is said of them.</param>
public sealed record PreparedChunk(ChunkInfo Info, ArchiveObject Owner, StoredMember Stored)
{
    /// <summary>Compresses, encrypts and hashes.</summary>
    /// <param name="info">What the engine said of the chunk.</param>
    /// <param name="obj">The object it belongs to.</param>
    /// <param name="raw">Its raw bytes.</param>
    /// <param name="compressor">The codec.</param>
    /// <param name="writer">The archive that it is for.</param>
    /// <param name="output">Cleared, then filled with the stored bytes.</param>
    public static PreparedChunk Create(
        ChunkInfo info, ArchiveObject obj, ReadOnlySpan<byte> raw, ICompressor compressor, ArchiveWriter writer, ChunkBuffer output) =>
        new(info, obj, MemberCodec.Store(raw, $"A chunk of '{obj.Name}'", compressor, writer.Cipher, output));
}
