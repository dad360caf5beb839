using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>Another archive that an archive needs, open: each is encrypted with a key of its own, or not at all.</summary>
/// <param name="reader">The file; it belongs to this from now on.</param>
/// <param name="display">How errors name it.</param>
/// <param name="header">Its header.</param>
/// <param name="key">Its data key, which belongs to this from now on; null where it is not encrypted.</param>
internal sealed class ReferencedArchive(IStorageReader reader, string display, ArchiveHeader header, DataKey? key) : IAsyncDisposable
{
    /// <summary>Reads its members.</summary>
    public MemberReader Members { get; } = new(reader, display, DosTime.FromUtc(header.CreatedAt));

    /// <summary>Decrypts them; null where it is not encrypted.</summary>
    public MemberCipher? Cipher { get; } = key is null ? null : new MemberCipher(key, header.Encryption!.SegmentSize);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        key?.Dispose();
        await reader.DisposeAsync();
    }
}
