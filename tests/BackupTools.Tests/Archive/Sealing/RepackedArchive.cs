using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using BackupTools.Archive.Zip;
using BackupTools.Common;

namespace BackupTools.Tests.Archive.Sealing;

/// <summary>
/// An archive taken apart as somebody without a key can do it, and put together again with every CRC, every place and the manifest's
/// hash right.
/// </summary>
internal sealed class RepackedArchive
{
    public RepackedArchive(byte[] good)
    {
        using ZipArchive zip = new(new MemoryStream(good));
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream stream = entry.Open();
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            Members.Add(new Member(entry.FullName, copy.ToArray()));
        }
    }

    public List<Member> Members { get; } = [];

    /// <summary>The header's text.</summary>
    public string Header { get => Encoding.UTF8.GetString(Members[0].Bytes); set => Members[0].Bytes = Encoding.UTF8.GetBytes(value); }

    public void ChangeHeader(string from, string to)
    {
        Assert.Contains(from, Header, StringComparison.Ordinal);
        Header = Header.Replace(from, to, StringComparison.Ordinal);
    }

    public byte[] Assemble()
    {
        DosTime time = DosTime.FromUtc(SampleArchive.CreatedAt);
        using MemoryStream file = new();
        ChunkBuffer directory = new();
        foreach (Member part in Members)
        {
            ZipMember member = new(part.Name, Crc32.HashToUInt32(part.Bytes), part.Bytes.Length, file.Length);
            file.Write(LocalHeader.Build(member, time));
            file.Write(part.Bytes);
            CentralEntry.Write(directory, member, time);
        }

        long offset = file.Length;
        file.Write(directory.WrittenSpan);
        string sha256 = HashText.Sha256Of(Members.Single(m => m.Name.StartsWith("manifest.", StringComparison.Ordinal)).Bytes);
        file.Write(new EndRecords(Members.Count, directory.Length, offset, sha256).Build());
        return file.ToArray();
    }

    internal sealed class Member(string name, byte[] bytes)
    {
        public string Name { get; set; } = name;

        public byte[] Bytes { get; set; } = bytes;
    }
}
