using BackupTools.Compressors;

namespace BackupTools.Tests.Compressors;

public sealed class ZstdCompressorTests : CompressorConformance
{
    protected override string[] Command => ["zstd", "-dc"];

    [Fact]
    public void Its_names_are_permanent()
    {
        Assert.Equal("zstd", Create().Id);
        Assert.Equal(".zst", Create().Extension);
    }

    protected override ICompressor Create() => new ZstdCompressor();
}
