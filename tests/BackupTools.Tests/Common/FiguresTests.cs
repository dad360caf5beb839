namespace BackupTools.Tests.Common;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1024, "1.0 KB")]
    [InlineData(1024 * 1024 - 1, "1.0 MB")]
    [InlineData(4_898_816, "4.7 MB")]
    [InlineData(long.MaxValue, "8.0 EB")]
    public void Bytes_have_a_unit_that_keeps_them_short(long bytes, string expected) => Assert.Equal(expected, Figures.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 tables")]
    [InlineData(1, "1 table")]
    [InlineData(1234, "1,234 tables")]
    public void One_of_them_is_not_many(long count, string expected) => Assert.Equal(expected, Figures.Count(count, "table"));
}
