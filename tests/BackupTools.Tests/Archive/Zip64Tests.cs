using BackupTools.Archive;
using BackupTools.Archive.Zip;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Archive;

public sealed class Zip64Tests
{
    private const string ListWithPython = """
        import sys, zipfile
        z = zipfile.ZipFile(sys.argv[1])
        names = z.namelist()
        first, last = z.read(names[0]), z.read(names[-2])
        z.read(names[-1])
        print(len(names), z.infolist()[-1].header_offset, last.decode())
        """;

    private static readonly ArchiveObject Pages = new() { Kind = "pages", Schema = "main", Name = "big" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(66_000)]
    public async Task Many_members_are_no_limit(int count)
    {
        Tool.Require("python3");
        using var folder = new TemporaryFolder();
        string path = folder["many.backup.zip"];
        byte[] raw = "small"u8.ToArray();
        PreparedChunk chunk = Prepare(0, raw);
        await WriteAsync(path, count - 2, i => chunk with { Info = chunk.Info with { Index = i } });

        await CheckAsync(path, count, raw);

        await Tool.RunAsync("unzip", "-tq", path, "data/main/65000.pages");
    }

    [Fact]
    public async Task Many_gigabytes_are_no_limit()
    {
        Tool.Require("python3");
        if (OperatingSystem.IsWindows())
            Assert.Skip("The file would not be sparse here.");
        using var folder = new TemporaryFolder();
        string path = folder["large.backup.zip"];
        byte[] small = "behind 4 GiB"u8.ToArray();
        PreparedChunk large = Prepare(0, new byte[256 * 1024 * 1024]);

        await WriteAsync(path, 18, i => i < 17 ? large with { Info = large.Info with { Index = i } } : Prepare(i, small));

        Assert.True(new FileInfo(path).Length > uint.MaxValue);
        await CheckAsync(path, 20, small);
        await Tool.RunAsync("unzip", "-tq", path, "data/main/17.pages");
    }

    [Theory]
    [InlineData(0xFFFFFFFE, 46 + 1)]
    [InlineData(0xFFFFFFFF, 46 + 1 + 12)]
    [InlineData(0x100000000, 46 + 1 + 12)]
    public void An_entry_has_an_extra_field_exactly_where_its_offset_does_not_fit(long offset, int length)
    {
        var output = new ChunkBuffer();
        var member = new ZipMember("x", 1, 2, offset);

        CentralEntry.Write(output, member, default);

        Assert.Equal(length, output.Length);
        Assert.Equal(member, CentralEntry.Read(output.WrittenSpan, offset));
    }

    [Theory]
    [InlineData(65_534, 0xFFFFFFFE, false)]
    [InlineData(65_535, 0, true)]
    [InlineData(2, 0xFFFFFFFF, true)]
    [InlineData(100_000, 0x123456789A, true)]
    public void The_end_has_zip64_records_exactly_where_they_are_needed(long count, long offset, bool is64)
    {
        var end = new EndRecords(count, 1000, offset, new string('a', 64));
        byte[] bytes = end.Build();

        Assert.Equal(is64 ? EndRecords.MaxLength : EndRecords.MinLength, bytes.Length);
        Assert.Equal(end, EndRecords.Read([.. new byte[EndRecords.MaxLength - bytes.Length], .. bytes]));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] flipped = [.. bytes];
            flipped[i] ^= 0x10;
            Assert.NotEqual(end, EndRecords.Read(flipped));
        }
    }

    private static PreparedChunk Prepare(int index, byte[] raw) => PreparedChunk.Create(
        new ChunkInfo(0, index, ".pages", null, null, null), Pages, raw, BuiltIn.Components.GetCompressor("none"),
        SampleArchive.AnyWriter, new ChunkBuffer(raw.Length));

    /// <summary>Writes an archive; large pieces, which are zeros, become holes in the file.</summary>
    private static async Task WriteAsync(string path, int chunks, Func<int, PreparedChunk> chunk)
    {
        await using var file = new FileStream(path, FileMode.CreateNew);
        ArchiveHeader header = SampleArchive.MakeHeader();
        ArchiveWriter writer = await ArchiveWriter.CreateAsync(
            header,
            async (bytes, token) =>
            {
                if (bytes.Length == 256 * 1024 * 1024)
                    file.Position += bytes.Length;
                else
                    await file.WriteAsync(bytes, token);
            },
            Token);
        List<ArchiveChunk> written = [];
        for (int i = 0; i < chunks; i++)
            written.Add(await writer.WriteChunkAsync(chunk(i), Token));
        await writer.CompleteAsync(SampleArchive.MakeManifest(header) with { Objects = [Pages], Chunks = written }, Token);
    }

    private static async Task CheckAsync(string path, int members, byte[] lastChunk)
    {
        await using ArchiveReader reader =
            await ArchiveReader.OpenAsync(new FileStorageReader(path), path, BuiltIn.Components, null, Token);
        await reader.VerifyLayoutAsync(Token);
        Assert.Equal(members - 2, reader.Manifest.Chunks.Count);
        var output = new ChunkBuffer();
        await reader.ReadChunkAsync(reader.Manifest.Chunks[0], output, Token);
        await reader.ReadChunkAsync(reader.Manifest.Chunks[^1], output, Token);
        Assert.Equal(lastChunk, output.WrittenSpan.ToArray());

        string[] seen = System.Text.Encoding.UTF8.GetString(await Tool.RunAsync("python3", "-c", ListWithPython, path)).Split(' ', 3);
        Assert.Equal($"{members}", seen[0]);
        ArchiveChunk last = reader.Manifest.Chunks[^1];
        Assert.Equal($"{last.Offset + last.Size}", seen[1]);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(lastChunk), seen[2].TrimEnd());
    }
}
