using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>The container's own list of its members, checked byte by byte.</summary>
/// <param name="Members">The members in the order of the file: the header first, the manifest last, but for the signatures.</param>
/// <param name="Manifest">The manifest's member.</param>
/// <param name="Signatures">The member with the signatures; null where there is none.</param>
/// <param name="ManifestSha256">The manifest's SHA-256, from the comment.</param>
internal sealed record CentralDirectory(IReadOnlyList<ZipMember> Members, ZipMember Manifest, ZipMember? Signatures, string ManifestSha256)
{
    /// <summary>The members with scripts and chunks.</summary>
    public IEnumerable<ZipMember> Content => Members.Skip(1).SkipLast(Signatures is null ? 1 : 2);

    /// <summary>Reads the end of the file and the central directory.</summary>
    public static async Task<CentralDirectory> ReadAsync(
        IStorageReader reader, string display, ArchiveHeader header, ZipMember headerMember, CancellationToken cancellationToken)
    {
        byte[] tail = new byte[Math.Min(reader.Length, EndRecords.MaxLength)];
        await reader.ReadExactlyAsync(reader.Length - tail.Length, tail, cancellationToken);
        EndRecords end = EndRecords.Read(tail)
            ?? throw ArchiveErrors.Damaged(display, "it is cut short or its end was altered: it does not end like an archive");
        CheckPlace(end, reader.Length, display);

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)end.DirectorySize);
        await reader.ReadExactlyAsync(end.DirectoryOffset, bytes, cancellationToken);
        List<ZipMember> members = Parse(bytes, end, display, DosTime.FromUtc(header.CreatedAt));
        bool isSigned = header.MinReader >= ArchiveFormat.SealedVersion && members.Count > 2 && members[^1].Name == ArchiveFormat.SignatureMember;
        ZipMember manifest = members[isSigned ? ^2 : ^1];
        string name = header.Encryption is null ? ArchiveFormat.ManifestMember : ArchiveFormat.EncryptedManifestMember;
        if (members[0] != headerMember || manifest.Name != name)
            throw ArchiveErrors.Damaged(display, "its first member is not the header, or its last not the manifest");
        return new CentralDirectory(members, manifest, isSigned ? members[^1] : null, end.ManifestSha256);
    }

    private static void CheckPlace(EndRecords end, long fileLength, string display)
    {
        bool fits = end.DirectorySize <= ArchiveFormat.MaxDirectorySize
            && end.DirectoryOffset <= fileLength
            && end.DirectoryOffset + end.DirectorySize + end.Build().Length == fileLength
            && end.Count >= 2
            && end.Count <= end.DirectorySize / CentralEntry.FixedLength;
        if (!fits)
            throw ArchiveErrors.Damaged(display, "its end speaks of a central directory that cannot be where it is said to be");
    }

    private static List<ZipMember> Parse(ReadOnlySpan<byte> bytes, EndRecords end, string display, DosTime time)
    {
        var members = new List<ZipMember>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var rebuilt = new ChunkBuffer(CentralEntry.MaxLength);
        long position = 0;
        while (members.Count < end.Count)
        {
            // Members lie one behind the other, so each one's place follows from those before it.
            ZipMember? member = CentralEntry.Read(bytes, position);
            if (member is null || !MemberName.IsValid(member.Name))
                throw ArchiveErrors.Damaged(display, $"entry {members.Count} of its central directory is not valid");
            if (!names.Add(member.Name))
                throw ArchiveErrors.Damaged(display, $"it has two members '{member.Name}'");

            rebuilt.Clear();
            CentralEntry.Write(rebuilt, member, time);
            if (!bytes.StartsWith(rebuilt.WrittenSpan))
                throw ArchiveErrors.Damaged(display, $"its central directory is altered at the member '{member.Name}'");
            bytes = bytes[rebuilt.Length..];
            position = member.End;
            members.Add(member);
        }

        if (!bytes.IsEmpty || position != end.DirectoryOffset)
            throw ArchiveErrors.Damaged(display, "its members do not fill the file exactly");
        return members;
    }
}
