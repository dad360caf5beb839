using BackupTools.Archive;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Archive;

public sealed class IncrementalArchiveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("none", 1)]
    [InlineData("none", 2)]
    [InlineData("brotli", 2)]
    public async Task Chunks_of_another_archive_are_read_from_there(string codec, int version)
    {
        byte[] other = await SampleArchive.CreateAsync("gzip", version);
        byte[] bytes = await SampleArchive.CreateIncrementalAsync(other, codec);
        var opened = new List<MemoryStorageReader>();
        var output = new ChunkBuffer();
        await using (ArchiveReader reader = await SampleArchive.OpenAsync(bytes, new FakePlace((reference, _) =>
        {
            Assert.Equal(new ArchiveReference(SampleArchive.Id, "other.backup.zip"), reference);
            opened.Add(new MemoryStorageReader(other));
            return Task.FromResult<IStorageReader>(opened[^1]);
        })))
        {
            await Parallel.ForAsync(0, 20, Token, async (_, token) =>
                await reader.ReadChunkAsync(reader.Manifest.Chunks[1], new ChunkBuffer(), token));
            await reader.ReadChunkAsync(reader.Manifest.Chunks[0], output, Token);
            Assert.Equal(SampleArchive.MakeRaw(9), output.WrittenSpan.ToArray());
            await reader.ReadChunkAsync(reader.Manifest.Chunks[1], output, Token);
            Assert.Equal(SampleArchive.MakeRaw(1), output.WrittenSpan.ToArray());
        }

        Assert.True(Assert.Single(opened).IsDisposed);
    }

    [Fact]
    public async Task Without_a_place_to_look_the_reference_is_missing() =>
        Assert.Equal(ErrorCode.ArchiveReferenceMissing, await ReadWithAsync(null));

    [Fact]
    public async Task A_reference_that_is_not_there_is_missing() =>
        Assert.Equal(
            ErrorCode.ArchiveReferenceMissing,
            await ReadWithAsync(new FakePlace((_, _) => throw new BackupException(ErrorCode.ArchiveNotFound, "Not there."))));

    [Fact]
    public async Task Another_archive_under_the_references_name_is_not_taken()
    {
        byte[] incremental = await SampleArchive.CreateIncrementalAsync(await SampleArchive.CreateAsync("none"), "none");
        Assert.Equal(ErrorCode.ArchiveReferenceMissing, await ReadWithAsync(SampleArchive.Beside(incremental)));
    }

    [Fact]
    public async Task A_failure_of_the_storage_stays_what_it_is_and_can_be_tried_again()
    {
        byte[] other = await SampleArchive.CreateAsync("none");
        byte[] bytes = await SampleArchive.CreateIncrementalAsync(other, "none");
        int calls = 0;
        await using ArchiveReader reader = await SampleArchive.OpenAsync(bytes, new FakePlace((_, _) => calls++ == 0
            ? throw new BackupException(ErrorCode.StorageFailed, "A cut connection.", isTransient: true)
            : Task.FromResult<IStorageReader>(new MemoryStorageReader(other))));

        var e = await Assert.ThrowsAsync<BackupException>(() => reader.ReadChunkAsync(reader.Manifest.Chunks[1], new ChunkBuffer(), Token));
        Assert.Equal(ErrorCode.StorageFailed, e.Code);
        await reader.ReadChunkAsync(reader.Manifest.Chunks[1], new ChunkBuffer(), Token);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Another_content_of_the_borrowed_chunk_is_noticed_though_its_own_archive_is_consistent(int version)
    {
        byte[] other = await SampleArchive.CreateAsync("none", version);
        byte[] bytes = await SampleArchive.CreateIncrementalAsync(other, "none");
        LyingArchive changed = new(other);
        int member = changed.Members.FindIndex(m => m.Name == "data/main/1.pages");
        changed.Members[member].Stored[7] ^= 1;

        var e = await Assert.ThrowsAsync<BackupException>(
            () => SampleArchive.ReadEverythingAsync(bytes, SampleArchive.Beside(changed.Assemble())));

        Assert.Equal(ErrorCode.ArchiveDamaged, e.Code);
        Assert.Contains("'other.backup.zip'", e.Message, StringComparison.Ordinal);
        Assert.Contains("SHA-256", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_flipped_byte_of_the_borrowed_chunk_is_noticed(int version)
    {
        byte[] other = await SampleArchive.CreateAsync("none", version);
        byte[] bytes = await SampleArchive.CreateIncrementalAsync(other, "none");
        await using ArchiveReader good = await SampleArchive.OpenAsync(bytes, SampleArchive.Beside(other));
        ArchiveChunk chunk = good.Manifest.Chunks[1];
        for (long i = chunk.Offset - 30 - chunk.Member.Length; i < chunk.Offset + chunk.Size; i++)
        {
            byte[] flipped = [.. other];
            flipped[i] ^= 1;
            await Assert.ThrowsAsync<BackupException>(() => SampleArchive.ReadEverythingAsync(bytes, SampleArchive.Beside(flipped)));
        }
    }

    [Fact]
    public async Task A_borrowed_archive_that_was_cut_within_the_chunk_is_damaged()
    {
        byte[] other = await SampleArchive.CreateAsync("none");
        byte[] bytes = await SampleArchive.CreateIncrementalAsync(other, "none");
        await using ArchiveReader good = await SampleArchive.OpenAsync(other);
        int end = (int)(good.Manifest.Chunks[1].Offset + good.Manifest.Chunks[1].Size);

        await SampleArchive.ReadEverythingAsync(bytes, SampleArchive.Beside(other[..end]));
        var e = await Assert.ThrowsAsync<BackupException>(
            () => SampleArchive.ReadEverythingAsync(bytes, SampleArchive.Beside(other[..(end - 1)])));
        Assert.Equal(ErrorCode.ArchiveDamaged, e.Code);
    }

    private static async Task<ErrorCode> ReadWithAsync(IArchivePlace? place)
    {
        byte[] bytes = await SampleArchive.CreateIncrementalAsync(await SampleArchive.CreateAsync("none"), "none");
        return (await Assert.ThrowsAsync<BackupException>(() => SampleArchive.ReadEverythingAsync(bytes, place))).Code;
    }
}
