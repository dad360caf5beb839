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
    public void Without_the_library_the_codec_says_so_and_refuses_to_work()
    {
        var codec = new ZstdCompressor(new Lazy<ZstdLoader.Result>(() => ZstdLoader.Load("/no/such/libzstd.so")));

        Assert.NotNull(codec.UnavailableReason);
        Assert.Equal(
            ErrorCode.CodecUnavailable,
            Assert.Throws<BackupException>(() => codec.Compress([1], new ChunkBuffer())).Code);
        Assert.Equal(
            ErrorCode.CodecUnavailable,
            Assert.Throws<BackupException>(() => codec.Decompress([1], 1, new ChunkBuffer())).Code);
    }

    [Fact]
    public void A_frame_without_its_content_size_is_refused()
    {
        var codec = new ZstdCompressor();
        if (codec.UnavailableReason is { } reason)
            Assert.Skip(reason);

        // A raw block with "a", as a tool writes it that reads from a pipe.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58, 0x09, 0x00, 0x00, (byte)'a'];

        var e = Assert.Throws<BackupException>(() => codec.Decompress(frame, 1, new ChunkBuffer()));
        Assert.Contains("does not say how much", e.Message, StringComparison.Ordinal);
    }
}
