using System.Text;

namespace BackupTools.Tests.Common;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Agrees_with_the_published_values(string text, uint expected) =>
        Assert.Equal(expected, Crc32.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Agrees_with_the_plain_definition_at_every_length()
    {
        byte[] data = new byte[600];
        new Random(3).NextBytes(data);
        for (int length = 0; length <= data.Length; length++)
        {
            uint expected = Plain(data.AsSpan(0, length));
            Assert.Equal(expected, Crc32.Compute(data.AsSpan(0, length)));
            Assert.Equal(expected, ~Crc32.UpdateByTable(0xFFFFFFFF, data.AsSpan(0, length)));
        }
    }

    private static uint Plain(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }
}
