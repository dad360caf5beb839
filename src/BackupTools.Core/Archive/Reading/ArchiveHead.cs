using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>What can be known of an archive without a key: its header and its list of members, checked byte by byte.</summary>
/// <param name="Header">The clear header.</param>
/// <param name="HeaderSha256">The SHA-256 of the header as it is stored.</param>
/// <param name="Directory">The list of members.</param>
internal sealed record ArchiveHead(ArchiveHeader Header, string HeaderSha256, CentralDirectory Directory)
{
    /// <summary>Reads it.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="display">How errors name it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException">Where it is no archive, is damaged, or is of a newer version.</exception>
    public static async Task<ArchiveHead> ReadAsync(IStorageReader reader, string display, CancellationToken cancellationToken)
    {
        (ArchiveHeader header, ZipMember member, string sha256) = await HeaderReader.ReadAsync(reader, display, cancellationToken);
        return new ArchiveHead(header, sha256, await CentralDirectory.ReadAsync(reader, display, header, member, cancellationToken));
    }
}
