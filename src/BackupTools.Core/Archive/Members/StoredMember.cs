namespace BackupTools.Archive;

/// <summary>A member's bytes as they are stored, and what is said of them.</summary>
/// <param name="Bytes">The stored bytes; they belong to a buffer that must stay as it is until they are written.</param>
/// <param name="Codec">The codec's permanent name.</param>
/// <param name="Extension">What the codec appends to a member's name.</param>
/// <param name="RawSize">The size before compression.</param>
/// <param name="Sha256">SHA-256 of the stored bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="RawXxh128">XXH3 of 128 bits of the raw bytes, 32 lower-case hexadecimal digits.</param>
/// <param name="Crc32">CRC-32 of the stored bytes.</param>
public sealed record StoredMember(
    ReadOnlyMemory<byte> Bytes, string Codec, string Extension, long RawSize, string Sha256, string RawXxh128, uint Crc32)
{
    /// <summary>The name that it was encrypted under; null where it is not encrypted, and can have any.</summary>
    public string? Name { get; init; }
}
