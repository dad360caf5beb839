using System.Buffers;
using System.Text.Json.Nodes;
using BackupTools.Archive;
using BackupTools.Jobs;
using BackupTools.Tests.Archive;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

/// <summary>Chunks that are small in the archive and large in memory.</summary>
public sealed class LargeChunkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Large_chunks_are_in_memory_one_at_a_time_and_small_ones_are_not_kept_waiting(int concurrency)
    {
        // Large ones between small ones, in an order in which every worker comes to have one.
        long[] sizes = [2_000_000_000, 5, 2_000_000_000, 2_000_000_000, 2_000_000_000, 5, 5, 2_000_000_000, 5, 5];
        CountingArchive archive = new(sizes);
        CountingTarget target = new(archive, concurrency);
        await ChunkDelivery.RunAsync(archive, target, 4, new ProgressMeter(null, "", 0), Token).WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal(1, archive.MostLarge);
        Assert.Equal(sizes.Length, target.Written.Count);
        if (concurrency == 1)
            Assert.Equal(Enumerable.Range(0, sizes.Length), target.Written);

        CountingArchive read = new(sizes);
        ChunkReading reading = new(read, null, new ProgressMeter(null, "", 0));
        Task work = reading.ReadAsync([], read.Manifest.Chunks, 4, Token);
        await work.WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal(1, read.MostLarge);
        Assert.Equal(sizes.Length, reading.ChunksRead);
    }

    [Fact]
    public async Task A_bomb_that_is_honest_about_its_size_is_named_and_let_in_once_at_a_time()
    {
        const int Size = 80 * 1024 * 1024;
        ArrayBufferWriter<byte> zeros = new();
        zeros.GetSpan(Size)[..Size].Clear();
        zeros.Advance(Size);
        ChunkBuffer stored = new();
        BuiltIn.Components.GetCompressor("brotli").Compress(zeros.WrittenSpan, stored);
        string sha256 = HashText.Sha256Of(stored.WrittenSpan), xxh128 = HashText.Xxh128Of(zeros.WrittenSpan);
        LyingArchive archive = new(await SampleArchive.CreateAsync("brotli"));
        foreach (JsonNode? chunk in archive.Manifest["chunks"]!.AsArray())
        {
            int member = archive.Members.FindIndex(m => m.Name == (string)chunk!["member"]!);
            long grown = stored.Length - archive.Members[member].Stored.Length;
            archive.Members[member] = (archive.Members[member].Name, stored.WrittenSpan.ToArray());
            chunk!["size"] = stored.Length;
            chunk["rawSize"] = Size;
            chunk["storedSha256"] = sha256;
            chunk["rawXxh128"] = xxh128;
            foreach (JsonNode? later in archive.Manifest["chunks"]!.AsArray().Where(c => archive.Members.FindIndex(m => m.Name == (string)c!["member"]!) > member))
                later!["offset"] = (long)later["offset"]! + grown;
        }

        byte[] bytes = archive.Assemble();
        Assert.True(bytes.Length < Size / 1000, $"{bytes.Length}");
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder.Path + "/bomb.backup.zip", bytes, Token);
        VerifyResult result = await VerifyJob.RunAsync(
            BuiltIn.Components,
            new VerifyJobOptions { Archive = new(BuiltIn.Components.OpenStorage(folder.Path), "bomb.backup.zip"), Parallelism = 4 }, Token);
        Assert.False(result.Passed);
        Assert.All(result.Findings, f => Assert.NotEmpty(f));
    }

    private sealed class CountingArchive(long[] sizes) : IArchiveContents
    {
        private int _large;

        public int MostLarge { get; private set; }

        public ArchiveManifest Manifest { get; } = SampleArchive.MakeManifest(SampleArchive.MakeHeader()) with
        {
            Objects = [new ArchiveObject { Kind = "pages", Schema = "main", Name = "x" }],
            Chunks = [.. sizes.Select((s, i) => new ArchiveChunk
            {
                ObjectIndex = 0, Index = i, Member = $"data/{i}", Codec = "none", Offset = 0, Size = 5, RawSize = s,
            })],
        };

        public Task<string> ReadScriptAsync(ArchiveScript script, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task ReadChunkAsync(ArchiveChunk chunk, ChunkBuffer output, CancellationToken cancellationToken)
        {
            output.Clear();
            output.Write([1, 2, 3, 4, 5]);
            Enter(chunk);
            await Task.Delay(5, cancellationToken);
            Leave(chunk);
        }

        public void Enter(ArchiveChunk chunk)
        {
            if (chunk.RawSize > LargeChunks.From)
                MostLarge = Math.Max(MostLarge, Interlocked.Increment(ref _large));
        }

        public void Leave(ArchiveChunk chunk)
        {
            if (chunk.RawSize > LargeChunks.From)
                Interlocked.Decrement(ref _large);
        }
    }

    private sealed class CountingTarget(CountingArchive archive, int concurrency) : IRestoreTarget
    {
        public List<int> Written { get; } = [];

        public string Display => "x";

        public IReadOnlyList<ArchiveChunk> Chunks => archive.Manifest.Chunks;

        public IReadOnlyList<string> Plan => [];

        public bool Replaces => false;

        public int MaxConcurrency => concurrency;

        public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async ValueTask WriteChunkAsync(ArchiveChunk chunk, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
        {
            Assert.Equal(5, raw.Length);
            archive.Enter(chunk);
            await Task.Delay(2, cancellationToken);
            archive.Leave(chunk);
            lock (Written)
                Written.Add(chunk.Index);
        }

        public Task<RestoreOutcome> CompleteAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
