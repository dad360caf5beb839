using System.IO.Hashing;
using System.Text;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Archive;

/// <summary>The checksums that the archive format names are those of their definitions, whoever computes them.</summary>
public sealed class HashTests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Crc32_is_that_of_zip(string text, uint expected) =>
        Assert.Equal(expected, Crc32.HashToUInt32(Encoding.ASCII.GetBytes(text)));

    /// <summary>Figures of the reference implementation (the xxhsum command).</summary>
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999UL)]
    [InlineData("a", 0xD24EC4F1A98C6E5BUL)]
    [InlineData("abc", 0x44BC2CF5AD770999UL)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1UL)]
    public void XxHash64_is_that_of_the_reference(string text, ulong expected) =>
        Assert.Equal(expected, XxHash64.HashToUInt64(Encoding.ASCII.GetBytes(text)));

    /// <summary>Figures of the reference implementation (<c>xxhsum -H2</c>).</summary>
    [Theory]
    [InlineData("", "99aa06d3014798d86001c324468d497f")]
    [InlineData("a", "a96faf705af16834e6c632b61e964e1f")]
    public void Xxh128_is_that_of_the_reference(string text, string expected) =>
        Assert.Equal(expected, HashText.Xxh128Of(Encoding.ASCII.GetBytes(text)));

    /// <summary>The independent reader has an implementation of its own, out of the algorithm's description.</summary>
    [Fact]
    public async Task Xxh128_is_that_of_the_independent_reader_at_every_length()
    {
        Tool.Require("python3");
        using TemporaryFolder folder = new();
        byte[] data = new byte[5000];
        new Random(7).NextBytes(data);
        await File.WriteAllBytesAsync(folder["data"], data, TestContext.Current.CancellationToken);
        int[] lengths = [.. Enumerable.Range(0, 600), 1023, 1024, 1025, 1088, 1089, 2047, 2048, 2049, 4096, 5000];

        string seen = Encoding.ASCII.GetString(await Tool.RunAsync(
            "python3", "-c",
            "import sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True; from read_archive import xxh128; "
                + "data = open(sys.argv[2], 'rb').read(); print(' '.join(xxh128(data[:int(n)]) for n in sys.argv[3].split()))",
            GoldenArchives.Folder, folder["data"], string.Join(' ', lengths)));

        Assert.Equal(lengths.Select(n => HashText.Xxh128Of(data.AsSpan(0, n))), seen.Trim().Split(' '));
    }
}
