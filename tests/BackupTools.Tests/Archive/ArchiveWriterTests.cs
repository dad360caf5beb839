using BackupTools.Archive;

namespace BackupTools.Tests.Archive;

public sealed class ArchiveWriterTests
{
    private static readonly ArchiveObject Table = new() { Kind = "table", Schema = "main", Name = "t" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Defects =>
        ["a chunk is missing", "a chunk is added", "an index is missing", "another id", "another time", "upper-case checksum"];

    [Theory]
    [MemberData(nameof(Defects))]
    public async Task A_manifest_that_is_not_of_this_archive_is_never_written(string defect)
    {
        (ArchiveWriter writer, MemoryStream file, ArchiveManifest good) = await StartAsync();
        ArchiveManifest bad = defect switch
        {
            "a chunk is missing" => good with { Chunks = [good.Chunks[0]] },
            "a chunk is added" => good with { Chunks = [.. good.Chunks, good.Chunks[0] with { Index = 2, Member = "data/x" }] },
            "an index is missing" => good with { Chunks = [good.Chunks[0], good.Chunks[1] with { Index = 2 }] },
            "another id" => good with { Id = SampleArchive.OtherId },
            "another time" => good with { CreatedAt = good.CreatedAt.AddTicks(1) },
            _ => good with { Objects = [Table with { Rows = 1, Checksum = "00000000000000FF" }] },
        };
        long before = file.Length;

        await Assert.ThrowsAsync<BackupException>(() => writer.CompleteAsync(bad, Token));

        Assert.Equal(before, file.Length);
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CompleteAsync(good, Token));
    }

    [Fact]
    public async Task The_same_manifest_without_the_defect_is_written()
    {
        (ArchiveWriter writer, MemoryStream file, ArchiveManifest good) = await StartAsync();

        ArchiveManifest written = await writer.CompleteAsync(good with { Chunks = [.. good.Chunks.Reverse()] }, Token);

        Assert.Equal(good.Chunks, written.Chunks);
        await SampleArchive.ReadEverythingAsync(file.ToArray());
    }

    [Fact]
    public async Task The_same_member_cannot_be_written_twice()
    {
        (ArchiveWriter writer, _, _) = await StartAsync();
        await Assert.ThrowsAsync<BackupException>(() => writer.WriteChunkAsync(Prepare(0), Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.WriteChunkAsync(Prepare(2), Token));
    }

    [Theory]
    [InlineData("../evil.sql")]
    [InlineData("/evil.sql")]
    [InlineData("schema//x.sql")]
    [InlineData("schema/ä.sql")]
    [InlineData("schema\\x.sql")]
    [InlineData("MANIFEST/../x")]
    public async Task A_script_cannot_have_a_name_that_leads_elsewhere(string name)
    {
        (ArchiveWriter writer, _, _) = await StartAsync();
        await Assert.ThrowsAsync<BackupException>(
            () => writer.WriteScriptAsync(new SchemaScript(name, "x"), BuiltIn.Components.GetCompressor("none"), Token));
    }

    [Fact]
    public async Task A_failed_sink_ends_the_archive()
    {
        bool fail = false;
        ArchiveWriter writer = await ArchiveWriter.CreateAsync(
            SampleArchive.MakeHeader(), (_, _) => fail ? throw new BackupException(ErrorCode.StorageFull, "Full.") : ValueTask.CompletedTask, Token);
        fail = true;
        await Assert.ThrowsAsync<BackupException>(() => writer.WriteChunkAsync(Prepare(0), Token));
        fail = false;
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.WriteChunkAsync(Prepare(1), Token));
    }

    [Fact]
    public async Task A_header_whose_time_is_not_utc_is_refused() =>
        await Assert.ThrowsAsync<BackupException>(() => ArchiveWriter.CreateAsync(
            SampleArchive.MakeHeader() with { CreatedAt = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local) },
            (_, _) => ValueTask.CompletedTask, Token));

    private static PreparedChunk Prepare(int index) => PreparedChunk.Create(
        new ChunkInfo(0, index, ".sql", null, null, 1), Table, SampleArchive.MakeRaw(index),
        BuiltIn.Components.GetCompressor("none"), SampleArchive.AnyWriter, new ChunkBuffer());

    private static async Task<(ArchiveWriter Writer, MemoryStream File, ArchiveManifest Good)> StartAsync()
    {
        var file = new MemoryStream();
        ArchiveHeader header = SampleArchive.MakeHeader();
        ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, (b, t) => file.WriteAsync(b, t), Token);
        ArchiveChunk first = await writer.WriteChunkAsync(Prepare(0), Token);
        ArchiveChunk second = await writer.WriteChunkAsync(Prepare(1), Token);
        return (writer, file, SampleArchive.MakeManifest(header) with { Objects = [Table], Chunks = [first, second] });
    }
}
