using BackupTools.Compressors;

namespace BackupTools.Tests.Compressors;

public sealed class ZstdLoaderTests
{
    [Fact]
    public void A_library_that_is_named_and_not_there_is_reported_and_no_other_taken()
    {
        ZstdLoader.Result result = ZstdLoader.Load("/no/such/libzstd.so");

        Assert.Null(result.Library);
        Assert.Contains("/no/such/libzstd.so", result.Problem, StringComparison.Ordinal);
        Assert.Contains("BACKUPTOOLS_LIBZSTD", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_wrong_name_the_codec_says_so_and_refuses_to_work()
    {
        var codec = new ZstdCompressor(new Lazy<ZstdLoader.Result>(() => ZstdLoader.Load("/no/such/libzstd.so")));

        Assert.NotNull(codec.UnavailableReason);
        BackupException e = Assert.Throws<BackupException>(() => codec.Compress([1], new ChunkBuffer()));
        Assert.Equal(ErrorCode.CodecUnavailable, e.Code);
        Assert.Contains(ZstdLoader.Variable, e.Remedy, StringComparison.Ordinal);
        Assert.Equal(
            ErrorCode.CodecUnavailable,
            Assert.Throws<BackupException>(() => codec.Decompress([1], 1, new ChunkBuffer())).Code);
    }

    [Fact]
    public void Without_a_name_there_is_always_one()
    {
        ZstdLoader.Result result = ZstdLoader.Load(null);

        Assert.NotNull(result.Library);
        Assert.Null(result.Problem);
    }
}
