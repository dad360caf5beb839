using BackupTools.Compressors;

namespace BackupTools.Tests.Compressors;

public sealed class BrotliCompressorTests : CompressorConformance
{
    protected override string[] Command => ["brotli", "-dc"];

    [Fact]
    public void Its_names_are_permanent()
    {
        Assert.Equal("brotli", Create().Id);
        Assert.Equal(".br", Create().Extension);
    }

    protected override ICompressor Create() => new BrotliCompressor();
}
