using BackupTools.Compressors;

namespace BackupTools.Tests.Compressors;

/// <summary>What the codec holds whichever library it works with.</summary>
public abstract class ZstdConformance : CompressorConformance
{
    protected override string[] Command => ["zstd", "-dc"];

    /// <summary>What the variable says that names the library.</summary>
    protected abstract string? Library { get; }

    [Fact]
    public void Its_names_are_permanent()
    {
        Assert.Equal("zstd", Create().Id);
        Assert.Equal(".zst", Create().Extension);
    }

    [Fact]
    public void A_frame_without_its_content_size_is_refused()
    {
        // A raw block with "a", as a tool writes it that reads from a pipe.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58, 0x09, 0x00, 0x00, (byte)'a'];

        var e = Assert.Throws<BackupException>(() => Create().Decompress(frame, 1, new ChunkBuffer()));
        Assert.Contains("does not say how much", e.Message, StringComparison.Ordinal);
    }

    protected override ICompressor Create() => new ZstdCompressor(new Lazy<ZstdLoader.Result>(() => ZstdLoader.Load(Library)));
}

/// <summary>libzstd where this machine has it, as a user has it.</summary>
public sealed class ZstdCompressorTests : ZstdConformance
{
    protected override string? Library => null;
}

public sealed class ManagedZstdTests : ZstdConformance
{
    protected override string? Library => ZstdLoader.Managed;

    [Fact]
    public void It_is_there_without_any_library()
    {
        ZstdLoader.Result result = ZstdLoader.Load(Library);

        Assert.IsType<ManagedZstd>(result.Library);
        Assert.Null(result.Problem);
    }

    /// <summary>Chunks are compared between backups by what was put in, and read by whichever library a machine has.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_library_reads_what_the_other_wrote(bool managedWrites)
    {
        byte[] raw = new byte[3_000_000];
        new Random(5).NextBytes(raw.AsSpan(0, 1_000_000));
        ICompressor managed = Create();
        ZstdCompressor installed = new();
        ChunkBuffer compressed = new();
        (managedWrites ? managed : installed).Compress(raw, compressed);

        ChunkBuffer back = new();
        (managedWrites ? installed : managed).Decompress(compressed.WrittenSpan, raw.Length, back);

        Assert.True(back.WrittenSpan.SequenceEqual(raw));
    }
}
