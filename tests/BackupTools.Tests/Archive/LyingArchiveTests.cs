using System.Text.Json.Nodes;
using BackupTools.Archive;

namespace BackupTools.Tests.Archive;

/// <summary>Archives whose every checksum is right and that are lying all the same.</summary>
public sealed class LyingArchiveTests
{
    private static readonly Dictionary<string, Action<LyingArchive>> Lies = new()
    {
        ["size + 1"] = a => a.Chunk["size"] = (long)a.Chunk["size"]! + 1,
        ["size negative"] = a => a.Chunk["size"] = -1,
        ["size huge"] = a => a.Chunk["size"] = long.MaxValue,
        ["size of script"] = a => a.Script["size"] = (long)a.Script["size"]! - 1,
        ["offset + 1"] = a => a.Chunk["offset"] = (long)a.Chunk["offset"]! + 1,
        ["offset negative"] = a => a.Chunk["offset"] = -5,
        ["offset zero"] = a => a.Chunk["offset"] = 0,
        ["offset beyond the file"] = a => a.Chunk["offset"] = 1_000_000,
        ["offset overflows"] = a => a.Chunk["offset"] = long.MaxValue,
        ["offset is no number"] = a => a.Chunk["offset"] = "7",
        ["offset is a fraction"] = a => a.Chunk["offset"] = 7.5,
        ["offset is missing"] = a => a.Chunk.AsObject().Remove("offset"),
        ["raw size too small"] = a => a.Chunk["rawSize"] = (long)a.Chunk["rawSize"]! - 1,
        ["raw size too large"] = a => a.Chunk["rawSize"] = (long)a.Chunk["rawSize"]! + 1,
        ["raw size huge"] = a => a.Chunk["rawSize"] = 2_000_000_000,
        ["raw size impossible"] = a => a.Chunk["rawSize"] = long.MaxValue,
        ["raw size negative"] = a => a.Chunk["rawSize"] = -1,
        ["raw size of script"] = a => a.Script["rawSize"] = 5,
        ["content of another with the right hash of what is stored"] = a => Recompress(a),
        ["no hash"] = a => RemoveHashes(a.Chunk),
        ["no hash of script"] = a => RemoveHashes(a.Script),
        ["codec of another"] = a => a.Chunk["codec"] = "gzip",
        ["codec null"] = a => a.Chunk["codec"] = null,
        ["member of another"] = a => a.Chunk["member"] = (string)a.Manifest["chunks"]![1]!["member"]!,
        ["member leads elsewhere"] = a => a.Chunk["member"] = "../../etc/passwd",
        ["member is the header"] = a => a.Chunk["member"] = "backup.json",
        ["member null"] = a => a.Chunk["member"] = null,
        ["two chunks are one member"] = a => a.Manifest["chunks"]!.AsArray().Add(Copy(a.Chunk, c => c["objectIndex"] = 1, c => c["index"] = 1)),
        ["a member is not spoken of"] = a => a.Manifest["chunks"]!.AsArray().RemoveAt(2),
        ["a script is not spoken of"] = a => a.Manifest["scripts"] = new JsonArray(),
        ["index gap"] = a => a.Manifest["chunks"]![1]!["index"] = 2,
        ["index twice"] = a => a.Manifest["chunks"]![1]!["index"] = 0,
        ["index negative"] = a => a.Chunk["index"] = -1,
        ["index from 1"] = a => a.Manifest["chunks"]![2]!["index"] = 1,
        ["chunks out of order"] = a => Reverse(a.Manifest["chunks"]!.AsArray()),
        ["object index too large"] = a => a.Manifest["chunks"]![2]!["objectIndex"] = 2,
        ["object index negative"] = a => a.Chunk["objectIndex"] = -1,
        ["rows negative"] = a => a.Manifest["chunks"]![2]!["rows"] = -1,
        ["object rows negative"] = a => a.Manifest["objects"]![1]!["rows"] = -1,
        ["object checksum"] = a => a.Manifest["objects"]![1]!["checksum"] = "ff",
        ["object null"] = a => a.Manifest["objects"]![1] = null,
        ["object without kind"] = a => a.Manifest["objects"]![1]!.AsObject().Remove("kind"),
        ["object name null"] = a => a.Manifest["objects"]![1]!["name"] = null,
        ["server with a line end"] = a => a.Manifest["server"] = "db1\n",
        ["server too long"] = a => a.Manifest["server"] = new string('x', 1001),
        ["server id with an escape"] = a => a.Manifest["serverId"] = "\u001b[2J",
        ["server id too long"] = a => a.Manifest["serverId"] = new string('1', 101),
        ["description with a bell"] = a => a.Manifest["description"] = "\a",
        ["description too long"] = a => a.Manifest["description"] = new string('x', 1001),
        ["description is no text"] = a => a.Manifest["description"] = 5,
        ["duration negative"] = a => a.Manifest["duration"] = -1,
        ["duration is no number"] = a => a.Manifest["duration"] = "00:00:01",
        ["duration impossible"] = a => a.Manifest["duration"] = 1e300,
        ["chunk null"] = a => a.Manifest["chunks"]![1] = null,
        ["script null"] = a => a.Manifest["scripts"]![0] = null,
        ["chunks null"] = a => a.Manifest["chunks"] = null,
        ["chunks missing"] = a => a.Manifest.AsObject().Remove("chunks"),
        ["chunks an object"] = a => a.Manifest["chunks"] = new JsonObject(),
        ["objects null"] = a => a.Manifest["objects"] = null,
        ["property null"] = a => a.Manifest["properties"]!["x"] = null,
        ["properties null"] = a => a.Manifest["properties"] = null,
        ["references null"] = a => a.Manifest["references"] = null,
        ["reference to itself"] = a => a.Manifest["references"] = new JsonArray(Reference(SampleArchive.Id)),
        ["reference twice"] = a => a.Manifest["references"] = new JsonArray(Reference(SampleArchive.OtherId), Reference(SampleArchive.OtherId)),
        ["reference null"] = a => a.Manifest["references"] = new JsonArray((JsonNode?)null),
        ["reference leads elsewhere"] = a => a.Manifest["references"] = new JsonArray(Reference(SampleArchive.OtherId, "../x.backup.zip")),
        ["chunk of an archive that is no reference"] = a => a.Chunk["archive"] = SampleArchive.OtherId,
        ["another id"] = a => a.Manifest["id"] = SampleArchive.OtherId,
        ["another engine"] = a => a.Manifest["engine"] = "mysql",
        ["another database"] = a => a.Manifest["database"] = "x",
        ["another time"] = a => a.Manifest["createdAt"] = "2026-11-21T06:00:00.1234568Z",
        ["a local time"] = a => a.Manifest["createdAt"] = "2026-11-21T06:00:00.1234567+00:00",
        ["another tool"] = a => a.Manifest["tool"] = "x",
        ["another format"] = a => a.Manifest["format"] = 9,
        ["another reader"] = a => a.Manifest["minReader"] = 3 - a.Version,
        ["type unknown"] = a => a.Manifest["type"] = "Differential",
        ["type a number"] = a => a.Manifest["type"] = 0,
        ["header with another id"] = a => a.ChangeHeader(SampleArchive.Id, SampleArchive.OtherId),
        ["header with an id that is none"] = a => a.ChangeHeader(SampleArchive.Id, SampleArchive.Id.ToUpperInvariant()),
        ["header for reader 0"] = a => a.ChangeHeader($"\"minReader\":{a.Version}", "\"minReader\":0"),
        ["header older than its reader"] = a => a.ChangeHeader($"\"format\":{a.Version}", "\"format\":0"),
        ["header without reader"] = a => a.ChangeHeader("\"minReader\":", "\"minRaeder\":"),
        ["header's reader is text"] = a => a.ChangeHeader($"\"minReader\":{a.Version}", "\"minReade\":\"\""),
        ["header is not JSON"] = a => a.ChangeHeader("{\"format", " \"format"),
        ["header has an impossible name"] = a => a.Members[0] = ("backup.json", [.. "{\"\\ud800\":0,"u8, .. a.Members[0].Stored.AsSpan(1)]),
        ["header has an impossible text"] = a => a.ChangeHeader("BackupTools", "Back\\ud800s"),
        ["manifest is a list"] = a => a.ManifestText = "[]",
        ["manifest is null"] = a => a.ManifestText = "null",
        ["manifest is a number"] = a => a.ManifestText = "5",
        ["manifest is empty"] = a => a.ManifestText = "",
        ["manifest is an empty object"] = a => a.ManifestText = "{}",
        ["manifest has something behind"] = a => a.ManifestText = a.Manifest.ToJsonString() + "{}",
        ["manifest is deep"] = a => a.ManifestText = new string('[', 100_000),
        ["manifest is deep where it is ignored"] = a => a.ManifestText = "{\"x\":" + new string('[', 100_000),
        ["manifest has an impossible name"] = a => a.ManifestText = a.Manifest.ToJsonString().Replace("{\"format", "{\"\\ud800\":1,\"format", StringComparison.Ordinal),
        ["manifest has an impossible text"] = a => a.ManifestText = a.Manifest.ToJsonString().Replace("3.40.1", "\\ud800", StringComparison.Ordinal),
        ["count too small"] = a => a.End = e => e with { Count = e.Count - 1 },
        ["count too large"] = a => a.End = e => e with { Count = e.Count + 1 },
        ["count zero"] = a => a.End = e => e with { Count = 0 },
        ["count huge"] = a => a.End = e => e with { Count = long.MaxValue },
        ["directory elsewhere"] = a => a.End = e => e with { DirectoryOffset = e.DirectoryOffset - 1 },
        ["directory far away"] = a => a.End = e => e with { DirectoryOffset = long.MaxValue },
        ["directory behind 4 GiB"] = a => a.End = e => e with { DirectoryOffset = uint.MaxValue },
        ["directory huge"] = a => a.End = e => e with { DirectorySize = 0xFFFFFFFE },
        ["directory empty"] = a => a.End = e => e with { DirectorySize = 0 },
        ["comment of another manifest"] = a => a.End = e => e with { ManifestSha256 = new string('0', 64) },
        ["entry elsewhere"] = a => a.Entry = m => m.Name == "data/main/0.pages.br" ? m with { HeaderOffset = m.HeaderOffset + 1 } : m,
        ["entry overlaps another"] = a => a.Entry = m => m.Name == "data/main/0.pages.br" ? m with { HeaderOffset = 0 } : m,
        ["entry with another size"] = a => a.Entry = m => m.Name == "data/main/0.pages.br" ? m with { Size = m.Size - 1 } : m,
        ["entry with another CRC"] = a => a.Entry = m => m.Name == "data/main/0.pages.br" ? m with { Crc32 = m.Crc32 + 1 } : m,
        ["entry with another name"] = a => a.Entry = m => m.Name == "data/main/0.pages.br" ? m with { Name = "data/main/9.pages.br" } : m,
        ["entry leads elsewhere"] = a => a.Entry = m => m.Name == "data/main/0.pages.br" ? m with { Name = "../../main/0.pages.b" } : m,
        ["entries of one name but for the case"] = a => a.Members.Insert(4, (a.Members[3].Name.ToUpperInvariant(), [1])),
        ["two members swapped"] = a => (a.Members[2], a.Members[3]) = (a.Members[3], a.Members[2]),
        ["two members' contents swapped"] = a => (a.Members[2], a.Members[3]) = ((a.Members[2].Name, a.Members[3].Stored), (a.Members[3].Name, a.Members[2].Stored)),
        ["a member twice"] = a => a.Members.Insert(4, a.Members[3]),
        ["a member is a symbolic link"] = a => a.Directory = d => LinkAttributes.CopyTo(d.AsSpan(EntryOf(d, a.Members[^1].Name) + 38)),
        ["a member is of Unix"] = a => a.Directory = d => d[EntryOf(d, a.Members[^1].Name) + 5] = 3,
        ["member leads elsewhere in the container too"] = a => Rename(a, "../x"),
        ["member is absolute in the container too"] = a => Rename(a, "/x"),
        ["member is of Windows in the container too"] = a => Rename(a, "C:x"),
        ["manifest is not last"] = a => a.Members.Add(("manifest.jsom", [])),
        ["member nobody speaks of"] = a => a.Members.Add(("data/x", [1, 2, 3])),
        ["a bomb"] = a => Bomb(a, 100),
        ["a bomb that is announced"] = a => Bomb(a, 1_000_000_000),
    };

    private static readonly Dictionary<string, Action<LyingArchive>> LiesOfVersion1 = new()
    {
        ["sha256 of another"] = a => a.Chunk["sha256"] = new string('0', 64),
        ["sha256 in upper case"] = a => a.Chunk["sha256"] = ((string)a.Chunk["sha256"]!).ToUpperInvariant(),
        ["sha256 null"] = a => a.Chunk["sha256"] = null,
        ["sha256 of script"] = a => a.Script["sha256"] = new string('0', 64),
        ["version 1 with the hashes of version 2"] = a => SetHashes(a.Chunk, null, new string('0', 64), new string('0', 32)),
        ["version 1 with a hash of version 2 too"] = a => a.Chunk["rawXxh128"] = new string('0', 32),
    };

    private static readonly Dictionary<string, Action<LyingArchive>> LiesOfVersion2 = new()
    {
        ["stored sha256 of another"] = a => a.Chunk["storedSha256"] = new string('0', 64),
        ["stored sha256 in upper case"] = a => a.Chunk["storedSha256"] = ((string)a.Chunk["storedSha256"]!).ToUpperInvariant(),
        ["stored sha256 null"] = a => a.Chunk["storedSha256"] = null,
        ["stored sha256 of script"] = a => a.Script["storedSha256"] = new string('0', 64),
        ["stored sha256 of the raw bytes"] = a => a.Chunk["storedSha256"] = HashText.Sha256Of(SampleArchive.MakeRaw(0)),
        ["xxh128 of another"] = a => a.Chunk["rawXxh128"] = new string('0', 32),
        ["xxh128 in upper case"] = a => a.Chunk["rawXxh128"] = ((string)a.Chunk["rawXxh128"]!).ToUpperInvariant(),
        ["xxh128 of 64 bits"] = a => a.Chunk["rawXxh128"] = ((string)a.Chunk["rawXxh128"]!)[..16],
        ["xxh128 null"] = a => a.Chunk["rawXxh128"] = null,
        ["xxh128 missing"] = a => a.Chunk.AsObject().Remove("rawXxh128"),
        ["xxh128 of script"] = a => a.Script["rawXxh128"] = new string('0', 32),
        ["sha256 of version 1 too"] = a => a.Chunk["sha256"] = HashText.Sha256Of(SampleArchive.MakeRaw(0)),
        ["sha256 of version 1 instead"] = a => SetHashes(a.Chunk, HashText.Sha256Of(SampleArchive.MakeRaw(0)), null, null),
        ["version 2 that says it is version 1"] = a =>
        {
            a.ChangeHeader("\"minReader\":2", "\"minReader\":1");
            a.Manifest["minReader"] = 1;
        },
    };

    public static TheoryData<int, string> Names =>
    [
        .. Lies.Keys.Concat(LiesOfVersion1.Keys).Select(n => (1, n)), .. Lies.Keys.Concat(LiesOfVersion2.Keys).Select(n => (2, n)),
    ];


    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_lie_is_found(int version, string name)
    {
        var archive = new LyingArchive(await SampleArchive.CreateAsync("brotli", version));
        (Lies.GetValueOrDefault(name) ?? (version == 1 ? LiesOfVersion1 : LiesOfVersion2)[name])(archive);
        byte[] bytes = archive.Assemble();

        var e = await Assert.ThrowsAsync<BackupException>(() => SampleArchive.ReadEverythingAsync(bytes));

        Assert.Equal(ErrorCode.ArchiveDamaged, e.Code);
        Assert.Contains("sample", e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(e.Remedy);
    }

    [Fact]
    public async Task Opening_a_lie_costs_no_more_memory_than_the_truth()
    {
        byte[] good = await SampleArchive.CreateAsync("brotli");
        foreach ((string name, Action<LyingArchive> lie) in Lies.Concat(LiesOfVersion2))
        {
            var archive = new LyingArchive(good);
            lie(archive);
            byte[] bytes = archive.Assemble();

            // Everything is in memory, so the whole opening runs on this thread.
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                await (await SampleArchive.OpenAsync(bytes)).DisposeAsync();
            }
            catch (BackupException)
            {
            }

            long cost = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(cost < 2_000_000, $"{name} cost {cost:N0} bytes.");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Without_a_lie_the_archive_is_good(int version) =>
        await SampleArchive.ReadEverythingAsync(new LyingArchive(await SampleArchive.CreateAsync("brotli", version)).Assemble());

    [Fact]
    public async Task An_unknown_codec_is_named()
    {
        var archive = new LyingArchive(await SampleArchive.CreateAsync("brotli"));
        archive.Chunk["codec"] = "lzma";

        var e = await Assert.ThrowsAsync<BackupException>(() => SampleArchive.ReadEverythingAsync(archive.Assemble()));

        Assert.Equal(ErrorCode.CodecUnknown, e.Code);
        Assert.Contains("lzma", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"minReader\":4,\"format\":\"?\"}")]
    [InlineData("{\"format\":9,\"minReader\":2147483648}")]
    public async Task An_archive_for_a_newer_reader_is_called_so_whatever_else_it_holds(string header)
    {
        var archive = new LyingArchive(await SampleArchive.CreateAsync("brotli")) { ManifestText = "?" };
        archive.Members[0] = ("backup.json", System.Text.Encoding.UTF8.GetBytes(header));

        var e = await Assert.ThrowsAsync<BackupException>(() => SampleArchive.OpenAsync(archive.Assemble()));

        Assert.Equal(ErrorCode.ArchiveTooNew, e.Code);
    }

    [Fact]
    public async Task A_newer_archive_that_this_reader_may_read_is_read_and_what_is_unknown_ignored()
    {
        var archive = new LyingArchive(await SampleArchive.CreateAsync("brotli"));
        archive.ChangeHeader("\"format\":2", "\"format\":7");
        archive.Manifest["format"] = 7;
        archive.Manifest["new"] = new JsonObject { ["x"] = 1 };
        archive.Chunk["nonce"] = "x";

        await SampleArchive.ReadEverythingAsync(archive.Assemble());
    }

    /// <summary>The external attributes of a symbolic link: S_IFLNK and all permissions in the upper half.</summary>
    private static ReadOnlySpan<byte> LinkAttributes => [0, 0, 0xFF, 0xA1];

    /// <summary>Where the record of a member begins in the central directory.</summary>
    private static int EntryOf(byte[] directory, string name) => directory.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(name)) - 46;

    private static JsonObject Reference(string id, string name = "x.backup.zip") => new() { ["id"] = id, ["name"] = name };

    private static JsonNode Copy(JsonNode chunk, params Action<JsonNode>[] changes)
    {
        JsonNode copy = chunk.DeepClone();
        foreach (Action<JsonNode> change in changes)
            change(copy);
        return copy;
    }

    private static void Reverse(JsonArray list)
    {
        JsonNode?[] items = [.. list.Reverse().Select(i => i?.DeepClone())];
        list.Clear();
        foreach (JsonNode? item in items)
            list.Add(item);
    }

    /// <summary>Renames the member that was written last, in the container and in the manifest alike.</summary>
    private static void Rename(LyingArchive archive, string name)
    {
        long moved = name.Length - archive.Members[^1].Name.Length;
        archive.Members[^1] = (name, archive.Members[^1].Stored);
        archive.Chunk["member"] = name;
        archive.Chunk["offset"] = (long)archive.Chunk["offset"]! + moved;
    }

    private static void RemoveHashes(JsonNode entry)
    {
        foreach (string hash in new[] { "sha256", "storedSha256", "rawXxh128" })
            entry.AsObject().Remove(hash);
    }

    private static void SetHashes(JsonNode entry, string? sha256, string? storedSha256, string? rawXxh128) =>
        (entry["sha256"], entry["storedSha256"], entry["rawXxh128"]) = (sha256, storedSha256, rawXxh128);

    /// <summary>Puts another content of the same size in the place of a chunk, as somebody would who knows how to compress and hash.</summary>
    private static void Recompress(LyingArchive archive)
    {
        byte[] raw = SampleArchive.MakeRaw(0);
        raw[5] ^= 1;
        ChunkBuffer stored = new();
        BuiltIn.Components.GetCompressor("brotli").Compress(raw, stored);
        archive.ReplaceLastMember(stored.WrittenSpan.ToArray(), archive.Chunk);
    }

    private static void Bomb(LyingArchive archive, long rawSize)
    {
        var stored = new ChunkBuffer();
        BuiltIn.Components.GetCompressor("brotli").Compress(new byte[32 * 1024 * 1024], stored);
        archive.ReplaceLastMember(stored.WrittenSpan.ToArray(), archive.Chunk);
        archive.Chunk["rawSize"] = rawSize;
    }
}
