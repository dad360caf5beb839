using System.IO.Compression;
using System.Text;
using BackupTools.Archive;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Archive;

public sealed class ArchiveRoundTripTests
{
    public static TheoryData<string> Codecs => ["none", "gzip", "brotli", "zstd"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task What_was_written_is_read(string codec)
    {
        Require(codec);
        byte[] bytes = await SampleArchive.CreateAsync(codec);
        await using ArchiveReader reader = await SampleArchive.OpenAsync(bytes);
        await reader.VerifyLayoutAsync(Token);

        Assert.Equal(SampleArchive.MakeHeader(), reader.Header);
        Assert.Equal(bytes.Length, reader.Length);
        Assert.Equal(SampleArchive.CreatedAt, reader.Manifest.CreatedAt);
        Assert.Equal("1024", reader.Manifest.Properties["pageSize"]);
        Assert.Equal(12, reader.Manifest.Objects[1].Rows);
        Assert.Equal([(0, 0), (0, 1), (1, 0)], reader.Manifest.Chunks.Select(c => (c.ObjectIndex, c.Index)));
        Assert.Equal("CREATE TABLE \"ä\"(b);\n", await reader.ReadScriptAsync(reader.Manifest.Scripts[0], Token));
        var output = new ChunkBuffer();
        foreach (ArchiveChunk chunk in reader.Manifest.Chunks)
        {
            await reader.ReadChunkAsync(chunk, output, Token);
            Assert.Equal(SampleArchive.MakeRaw((chunk.ObjectIndex * 2) + chunk.Index), output.WrittenSpan.ToArray());
        }
    }

    /// <summary>What the manifest says of it is to be had with <c>sha256sum</c>, whatever the codec.</summary>
    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task The_manifest_has_the_sha256_of_each_file_as_zip_tools_bring_it_out(string codec)
    {
        Require(codec);
        byte[] bytes = await SampleArchive.CreateAsync(codec);
        await using ArchiveReader reader = await SampleArchive.OpenAsync(bytes);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (ArchiveMember member in reader.Manifest.Chunks.Concat<ArchiveMember>(reader.Manifest.Scripts))
        {
            using Stream stream = zip.GetEntry(member.Member)!.Open();
            byte[] hash = await System.Security.Cryptography.SHA256.HashDataAsync(stream, Token);
            Assert.Equal(Convert.ToHexString(hash).ToLowerInvariant(), member.StoredSha256);
            Assert.Null(member.Sha256);
        }

        Assert.Equal((2, 2), (reader.Header.Format, reader.Header.MinReader));
    }

    [Fact]
    public async Task Chunks_can_be_read_at_the_same_time()
    {
        await using ArchiveReader reader = await SampleArchive.OpenAsync(await SampleArchive.CreateAsync("brotli"));
        await Parallel.ForAsync(0, 500, Token, async (i, token) =>
        {
            ArchiveChunk chunk = reader.Manifest.Chunks[i % 3];
            var output = new ChunkBuffer();
            await reader.ReadChunkAsync(chunk, output, token);
            Assert.Equal(SampleArchive.MakeRaw((chunk.ObjectIndex * 2) + chunk.Index), output.WrittenSpan.ToArray());
        });
    }

    [Fact]
    public async Task An_archive_without_any_data_is_an_archive()
    {
        using var file = new MemoryStream();
        ArchiveHeader header = SampleArchive.MakeHeader();
        ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, (b, t) => file.WriteAsync(b, t), Token);
        await writer.CompleteAsync(SampleArchive.MakeManifest(header), Token);

        await SampleArchive.ReadEverythingAsync(file.ToArray());
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task Zip_tools_accept_it(string codec)
    {
        Require(codec);
        using var folder = new TemporaryFolder();
        string path = folder["sample.backup.zip"];
        await File.WriteAllBytesAsync(path, await SampleArchive.CreateAsync(codec), Token);

        await Tool.RunAsync("unzip", "-tq", path);
        string listing = Encoding.UTF8.GetString(await Tool.RunAsync("unzip", "-l", path));
        Assert.Contains("data/main.%C3%84%2Fb/0.sql", listing, StringComparison.Ordinal);
        Assert.Contains("2026-11-21 06:00", listing, StringComparison.Ordinal);
        await Tool.RunAsync("python3", "-c", "import sys, zipfile; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip() is not None)", path);
    }

    [Fact]
    public async Task The_zip_classes_of_dotnet_accept_it()
    {
        using var zip = new ZipArchive(new MemoryStream(await SampleArchive.CreateAsync("none")));

        Assert.Equal("backup.json", zip.Entries[0].FullName);
        Assert.Equal("manifest.json", zip.Entries[^1].FullName);
        Assert.StartsWith("BackupTools archive 1; manifest sha256 ", zip.Comment, StringComparison.Ordinal);
        using Stream chunk = zip.GetEntry("data/main/1.pages")!.Open();
        using var copy = new MemoryStream();
        await chunk.CopyToAsync(copy, Token);
        Assert.Equal(SampleArchive.MakeRaw(1), copy.ToArray());
    }

    [Fact]
    public async Task Opening_what_is_no_archive_closes_the_file()
    {
        var reader = new MemoryStorageReader(new byte[1000]);

        await Assert.ThrowsAsync<BackupException>(() => ArchiveReader.OpenAsync(reader, "x", BuiltIn.Components, null, Token));

        Assert.True(reader.IsDisposed);
    }

    private static void Require(string codec)
    {
        if (BuiltIn.Components.GetCompressor(codec).UnavailableReason is { } reason)
            Assert.Skip(reason);
    }
}
