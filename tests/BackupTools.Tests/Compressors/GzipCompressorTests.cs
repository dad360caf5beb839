using BackupTools.Compressors;

namespace BackupTools.Tests.Compressors;

public sealed class GzipCompressorTests : CompressorConformance
{
    protected override string[] Command => ["gzip", "-dc"];

    [Fact]
    public void Its_names_are_permanent()
    {
        Assert.Equal("gzip", Create().Id);
        Assert.Equal(".gz", Create().Extension);
    }

    protected override ICompressor Create() => new GzipCompressor();
}
