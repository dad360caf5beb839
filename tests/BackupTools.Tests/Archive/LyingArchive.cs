using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using BackupTools.Archive;
using BackupTools.Archive.Zip;

namespace BackupTools.Tests.Archive;

/// <summary>An archive taken apart, to be put together again with every checksum right, so that only a lie is left.</summary>
internal sealed class LyingArchive
{
    private readonly DosTime _time;

    public LyingArchive(byte[] good)
    {
        // Taken apart with another implementation of ZIP than the one under test.
        using var zip = new ZipArchive(new MemoryStream(good));
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Members.Add((entry.FullName, copy.ToArray()));
        }

        Manifest = JsonNode.Parse(Members[^1].Stored)!;
        _time = DosTime.FromUtc(((DateTime)Manifest["createdAt"]!).ToUniversalTime());
        Members.RemoveAt(Members.Count - 1);
    }

    /// <summary>All members but the manifest.</summary>
    public List<(string Name, byte[] Stored)> Members { get; } = [];

    public JsonNode Manifest { get; }

    /// <summary>The version of the format that it is of.</summary>
    public int Version => (int)Manifest["minReader"]!;

    public JsonNode Chunk => Manifest["chunks"]![0]!;

    public JsonNode Script => Manifest["scripts"]![0]!;

    /// <summary>The manifest's text where it is not to be made from <see cref="Manifest"/>.</summary>
    public string? ManifestText { get; set; }

    /// <summary>Changes the end records before they are written.</summary>
    public Func<EndRecords, EndRecords> End { get; set; } = end => end;

    /// <summary>Changes a member as the central directory speaks of it.</summary>
    public Func<ZipMember, ZipMember> Entry { get; set; } = entry => entry;

    /// <summary>Changes the bytes of the central directory before they are written.</summary>
    public Action<byte[]> Directory { get; set; } = _ => { };

    /// <summary>Replaces text in the header, in the same number of bytes, so that all offsets stay.</summary>
    public void ChangeHeader(string from, string to)
    {
        string text = Encoding.UTF8.GetString(Members[0].Stored);
        Assert.Contains(from, text, StringComparison.Ordinal);
        Assert.Equal(from.Length, to.Length);
        Members[0] = (Members[0].Name, Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal)));
    }

    /// <summary>Replaces a chunk's stored bytes and what the manifest says of its size; later members move.</summary>
    public void ReplaceLastMember(byte[] stored, JsonNode entry)
    {
        Assert.Equal(Members[^1].Name, (string)entry["member"]!);
        Members[^1] = (Members[^1].Name, stored);
        entry["size"] = stored.Length;
        if (Version > 1)
            entry["storedSha256"] = HashText.Sha256Of(stored);
    }

    /// <summary>Makes it an archive of version 1 of the format, which today's writer no longer writes.</summary>
    public void MakeVersion1()
    {
        foreach (string member in new[] { "format", "minReader" })
        {
            ChangeHeader($"\"{member}\":2", $"\"{member}\":1");
            Manifest[member] = 1;
        }

        foreach (JsonNode entry in Manifest["scripts"]!.AsArray().Concat(Manifest["chunks"]!.AsArray()).Select(e => e!))
        {
            byte[] stored = Members.Single(m => m.Name == (string)entry["member"]!).Stored;
            ChunkBuffer raw = new();
            BuiltIn.Components.GetCompressor((string)entry["codec"]!).Decompress(stored, (long)entry["rawSize"]!, raw);
            entry.AsObject().Remove("storedSha256");
            entry.AsObject().Remove("rawXxh128");
            entry["sha256"] = HashText.Sha256Of(raw.WrittenSpan);
        }
    }

    public byte[] Assemble()
    {
        using var file = new MemoryStream();
        var directory = new ChunkBuffer();
        byte[] manifest = Encoding.UTF8.GetBytes(ManifestText ?? Manifest.ToJsonString());
        int count = 0;
        foreach ((string name, byte[] stored) in Members.Append(("manifest.json", manifest)))
        {
            var member = new ZipMember(name, Crc32.HashToUInt32(stored), stored.Length, file.Length);
            file.Write(LocalHeader.Build(member, _time));
            file.Write(stored);
            CentralEntry.Write(directory, Entry(member), _time);
            count++;
        }

        long offset = file.Length;
        byte[] entries = directory.WrittenSpan.ToArray();
        Directory(entries);
        file.Write(entries);
        file.Write(End(new EndRecords(count, directory.Length, offset, HashText.Sha256Of(manifest))).Build());
        return file.ToArray();
    }
}
