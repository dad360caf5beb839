using BackupTools.Compressors;

namespace BackupTools.Tests.Compressors;

public sealed class GzipHeaderTests
{
    private static readonly byte[] Body = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void Every_optional_field_is_skipped()
    {
        byte[] file =
            [0x1F, 0x8B, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 255, 3, 0, 1, 2, 3, .. "name\0"u8, .. "comment\0"u8, 9, 9, .. Body];

        new GzipCompressor().Decompress(file, 0, new ChunkBuffer());

        Assert.Equal(file.Length - Body.Length, GzipHeader.GetLength(file));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(2)]
    public void A_field_that_does_not_end_is_no_header(int flag) =>
        Assert.Null(GzipHeader.GetLength([0x1F, 0x8B, 8, (byte)flag, 0, 0, 0, 0, 0, 255, .. flag == 2 ? new byte[1] : [255]]));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 7)]
    [InlineData(3, 0x20)]
    public void What_is_not_gzip_is_no_header(int position, int value)
    {
        byte[] header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];
        header[position] = (byte)value;
        Assert.Null(GzipHeader.GetLength(header));
    }

    [Fact]
    public void A_wrong_checksum_is_an_error()
    {
        byte[] file = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0];
        var e = Assert.Throws<BackupException>(() => new GzipCompressor().Decompress(file, 0, new ChunkBuffer()));
        Assert.Equal(ErrorCode.ArchiveDamaged, e.Code);
    }
}
