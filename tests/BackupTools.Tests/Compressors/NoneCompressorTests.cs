using BackupTools.Compressors;

namespace BackupTools.Tests.Compressors;

public sealed class NoneCompressorTests : CompressorConformance
{
    protected override string[] Command => ["cat"];

    [Fact]
    public void Its_names_are_permanent()
    {
        Assert.Equal("none", Create().Id);
        Assert.Equal("", Create().Extension);
    }

    protected override ICompressor Create() => new NoneCompressor();
}
