using System.IO.Hashing;
using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>
/// What every member's bytes pass: from raw to stored, with all that is said of them, and back, with all of it checked. Encryption
/// is between the compression and the hashes of what is stored, and so, on the way back, behind their check.
/// </summary>
internal static class MemberCodec
{
    /// <summary>Compresses, encrypts where there is a cipher, and hashes.</summary>
    /// <param name="raw">The raw bytes.</param>
    /// <param name="what">What they are, for an error.</param>
    /// <param name="compressor">The codec.</param>
    /// <param name="cipher">Encrypts; null for nothing.</param>
    /// <param name="output">Cleared, then filled with the stored bytes.</param>
    public static StoredMember Store(ReadOnlySpan<byte> raw, string what, ICompressor compressor, MemberCipher? cipher, ChunkBuffer output)
    {
        output.Clear();
        compressor.Compress(raw, output);
        if (Math.Max(raw.Length, cipher?.StoredSize(output.Length) ?? output.Length) > ArchiveFormat.MaxMemberSize)
        {
            throw new BackupException(
                ErrorCode.ValueTooLarge, $"{what} has {raw.Length:N0} bytes, which is too large for an archive.");
        }

        if (cipher is null)
            return Describe(output.WrittenMemory, compressor.Id, compressor.Extension, raw);
        string name = cipher.NextName();
        ChunkBuffer plain = new();
        plain.Exchange(output);
        cipher.Encrypt(name, plain.WrittenSpan, output);
        plain.Release();
        return Describe(output.WrittenMemory, compressor.Id, compressor.Extension, raw) with { Name = name };
    }

    /// <summary>Hashes what is stored as it is: the header and the signatures.</summary>
    public static StoredMember StorePlain(byte[] raw) => Describe(raw, codec: "none", extension: "", raw);

    /// <summary>Encrypts where there is a cipher, and hashes: the manifest.</summary>
    /// <param name="raw">The bytes.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="cipher">Encrypts; null for nothing.</param>
    public static StoredMember StorePlain(byte[] raw, string member, MemberCipher? cipher)
    {
        if (cipher is null)
            return StorePlain(raw);
        ChunkBuffer output = new();
        cipher.Encrypt(member, raw, output);
        return Describe(output.WrittenMemory, codec: "none", extension: "", raw);
    }

    /// <summary>Checks, decrypts, decompresses, and checks again.</summary>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="said">What the manifest says of them.</param>
    /// <param name="components">The codecs.</param>
    /// <param name="cipher">Decrypts; null where the archive that holds the bytes is not encrypted.</param>
    /// <param name="output">Receives the raw bytes, at most as many as the manifest says.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>, naming the file and the member.</exception>
    public static void Load(BorrowedMember stored, ArchiveMember said, ComponentSet components, MemberCipher? cipher, ChunkBuffer output)
    {
        Check(stored.Display, stored.Name, stored.Bytes.Span, stored.Crc32, said.StoredSha256);
        ChunkBuffer? plain = cipher is null ? null : new ChunkBuffer();
        if (plain is not null)
            cipher!.Decrypt(stored.Display, stored.Name, stored.Bytes.Span, plain);
        try
        {
            components.GetCompressor(said.Codec).Decompress(plain is null ? stored.Bytes.Span : plain.WrittenSpan, said.RawSize, output);
        }
        catch (BackupException e) when (e.Code == ErrorCode.ArchiveDamaged)
        {
            throw ArchiveErrors.Damaged(
                stored.Display, $"the member '{stored.Name}' cannot be decompressed: {e.Message.TrimEnd('.')}", e);
        }

        plain?.Release();
        if (said.Sha256 is { } sha256 && HashText.Sha256Of(output.WrittenSpan) != sha256)
            throw ArchiveErrors.Damaged(stored.Display, $"the content of the member '{stored.Name}' does not have its SHA-256");
        if (said.RawXxh128 is { } xxh128 && HashText.Xxh128Of(output.WrittenSpan) != xxh128)
            throw ArchiveErrors.Damaged(stored.Display, $"the content of the member '{stored.Name}' does not have its XXH3");
    }

    /// <summary>Checks stored bytes: for the header and the manifest, which are stored as they are, that is all.</summary>
    /// <param name="display">How errors name the file.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="crc32">Their CRC-32.</param>
    /// <param name="sha256">Their SHA-256; null where nothing says it.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>, naming the file and the member.</exception>
    public static void Check(string display, string member, ReadOnlySpan<byte> stored, uint crc32, string? sha256)
    {
        if (Crc32.HashToUInt32(stored) != crc32)
            throw ArchiveErrors.Damaged(display, $"the bytes of the member '{member}' do not have its CRC-32");
        if (sha256 is not null && HashText.Sha256Of(stored) != sha256)
            throw ArchiveErrors.Damaged(display, $"the bytes of the member '{member}' do not have its SHA-256");
    }

    /// <summary>The SHA-256 of stored bytes.</summary>
    public static string Hash(ReadOnlySpan<byte> stored) => HashText.Sha256Of(stored);

    private static StoredMember Describe(ReadOnlyMemory<byte> stored, string codec, string extension, ReadOnlySpan<byte> raw) => new(
        stored, codec, extension, raw.Length, HashText.Sha256Of(stored.Span), HashText.Xxh128Of(raw), Crc32.HashToUInt32(stored.Span));
}
