using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>Reads members of one file by their places, and checks what surrounds them.</summary>
internal sealed class MemberReader(IStorageReader reader, string display, DosTime time)
{
    /// <summary>Reads a member's stored bytes, and checks its local header; <see cref="MemberCodec"/> checks the bytes.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="offset">Where its bytes begin.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="crc32">The CRC-32 that the central directory says; null where only the local header is at hand.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<BorrowedMember> ReadAsync(
        string member, long offset, long size, uint? crc32, CancellationToken cancellationToken)
    {
        int headerLength = LocalHeader.GetLength(member);
        if (size < 0 || size > ArchiveFormat.MaxMemberSize || offset < headerLength || offset > reader.Length - size)
            throw ArchiveErrors.Damaged(display, $"the member '{member}' would lie outside the file");

        int length = headerLength + (int)size;

        // After a failure the memory is not given back: a read that was given up might still write into it.
        byte[] bytes = ChunkMemory.Pool.Rent(length);
        await reader.ReadExactlyAsync(offset - headerLength, bytes.AsMemory(0, length), cancellationToken);
        var expected = new ZipMember(member, crc32 ?? LocalHeader.ReadCrc32(bytes), size, offset - headerLength);
        CheckHeader(bytes, expected);
        return new BorrowedMember(display, member, expected.Crc32, bytes, headerLength, (int)size);
    }

    /// <summary>Checks a member's local header alone.</summary>
    public async Task CheckHeaderAsync(ZipMember member, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[LocalHeader.GetLength(member.Name)];
        await reader.ReadExactlyAsync(member.HeaderOffset, bytes, cancellationToken);
        CheckHeader(bytes, member);
    }

    private void CheckHeader(ReadOnlySpan<byte> bytes, ZipMember expected)
    {
        if (!bytes.StartsWith(LocalHeader.Build(expected, time)))
            throw ArchiveErrors.Damaged(display, $"the local header of the member '{expected.Name}' is not what it must be");
    }
}
