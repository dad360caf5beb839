using System.Text.Json;
using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>Reads and checks the manifest of an archive.</summary>
internal static class ManifestReader
{
    /// <summary>Reads it.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="display">How errors name it.</param>
    /// <param name="head">What was read of it already.</param>
    /// <param name="cipher">Decrypts it; null where the archive is not encrypted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ArchiveDamaged"/>.</exception>
    public static async Task<ArchiveManifest> ReadAsync(
        IStorageReader reader, string display, ArchiveHead head, MemberCipher? cipher, CancellationToken cancellationToken)
    {
        (ArchiveHeader header, CentralDirectory directory) = (head.Header, head.Directory);
        ZipMember member = directory.Manifest;
        if (member.Size > (cipher?.StoredSize(ArchiveFormat.MaxManifestSize) ?? ArchiveFormat.MaxManifestSize))
            throw ArchiveErrors.Damaged(display, $"its manifest claims to have {member.Size:N0} bytes, and may have {ArchiveFormat.MaxManifestSize:N0}");
        var members = new MemberReader(reader, display, DosTime.FromUtc(header.CreatedAt));
        using BorrowedMember stored =
            await members.ReadAsync(member.Name, member.Offset, member.Size, member.Crc32, cancellationToken);
        MemberCodec.Check(display, member.Name, stored.Bytes.Span, stored.Crc32, directory.ManifestSha256);
        ChunkBuffer plain = new();
        cipher?.Decrypt(display, member.Name, stored.Bytes.Span, plain);
        ReadOnlyMemory<byte> json = cipher is null ? stored.Bytes : plain.WrittenMemory;

        ManifestDocument manifest;
        try
        {
            if (ManifestLimits.FindProblem(json.Span) is { } tooMuch)
                throw ArchiveErrors.Damaged(display, tooMuch);
            manifest = ArchiveJson.ReadManifest(json);
            plain.Release();
        }
        catch (JsonException e)
        {
            throw ArchiveErrors.Damaged(display, "its manifest is not the JSON it must be", e);
        }

        string? problem = ManifestRules.FindProblem(manifest, header, head.HeaderSha256, directory.Content);
        return problem is null ? manifest.ToManifest() : throw ArchiveErrors.Damaged(display, problem);
    }
}
