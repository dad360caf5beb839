using System.Buffers.Binary;
using System.Text.Json;
using BackupTools.Abstractions;
using BackupTools.Archive.Zip;

namespace BackupTools.Archive;

/// <summary>Reads <c>backup.json</c>, which says whether the file is an archive at all, and one for this reader.</summary>
internal static class HeaderReader
{
    private static readonly int BodyOffset = LocalHeader.GetLength(ArchiveFormat.HeaderMember);

    /// <summary>Reads the header, and its SHA-256.</summary>
    public static async Task<(ArchiveHeader Header, ZipMember Member, string Sha256)> ReadAsync(
        IStorageReader reader, string display, CancellationToken cancellationToken)
    {
        if (reader.Length < BodyOffset)
            throw ArchiveErrors.Invalid(display, reader.Length == 0 ? "it is empty" : "it is too short");
        byte[] start = new byte[BodyOffset];
        await reader.ReadExactlyAsync(0, start, cancellationToken);
        if (BinaryPrimitives.ReadUInt32LittleEndian(start) != LocalHeader.Signature
            || !start.AsSpan(LocalHeader.FixedLength).SequenceEqual("backup.json"u8))
        {
            throw ArchiveErrors.Invalid(display, $"it does not begin with the member '{ArchiveFormat.HeaderMember}'");
        }

        uint size = LocalHeader.ReadSize(start);
        if (size > ArchiveFormat.MaxHeaderSize)
            throw ArchiveErrors.Damaged(display, $"its header claims to have {size:N0} bytes");
        if (size > reader.Length - BodyOffset)
            throw ArchiveErrors.Damaged(display, "it ends within its header");
        byte[] json = new byte[size];
        await reader.ReadExactlyAsync(BodyOffset, json, cancellationToken);

        var member = new ZipMember(ArchiveFormat.HeaderMember, LocalHeader.ReadCrc32(start), size, 0);
        MemberCodec.Check(display, member.Name, json, member.Crc32, sha256: null);
        ArchiveHeader header = Parse(json, display);
        if (!start.AsSpan().SequenceEqual(LocalHeader.Build(member, DosTime.FromUtc(header.CreatedAt))))
            throw ArchiveErrors.Damaged(display, "the local header of its first member is not what it must be");
        return (header, member, MemberCodec.Hash(json));
    }

    private static ArchiveHeader Parse(byte[] json, string display)
    {
        try
        {
            // Of a newer header nothing else may be expected to be as it is today.
            long minReader = ArchiveJson.ReadMinReader(json);
            if (minReader > ArchiveFormat.ReaderVersion)
                throw ArchiveErrors.TooNew(display, minReader);
            ArchiveHeader header = ArchiveJson.ReadHeader(json);
            return HeaderRules.FindProblem(header) is { } problem
                ? throw ArchiveErrors.Damaged(display, $"its header is wrong: {problem}")
                : header;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw ArchiveErrors.Damaged(display, "its header is not the JSON it must be", e);
        }
    }
}
