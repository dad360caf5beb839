using System.Text;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Compressors;

/// <summary>What every codec must do; a subclass names the codec and the command that reads its files.</summary>
public abstract class CompressorConformance
{
    public static TheoryData<string> Samples => ["empty", "one byte", "text", "random", "zeros", "high bytes", "large"];

    protected abstract ICompressor Create();

    /// <summary>The command that writes a file's decompressed content to its output, without the file's name.</summary>
    protected abstract string[] Command { get; }

    private bool IsRaw => Create().Extension.Length == 0;

    private ICompressor Codec
    {
        get
        {
            ICompressor codec = Create();
            if (codec.UnavailableReason is { } reason)
                Assert.Skip(reason);
            return codec;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_goes_in_comes_out(string sample)
    {
        byte[] raw = MakeSample(sample);
        var output = new ChunkBuffer();
        output.WriteByte(42);
        byte[] compressed = Compress(Codec, raw);

        Codec.Decompress(compressed, raw.Length, output);

        Assert.Equal(42, output.WrittenSpan[0]);
        Assert.True(output.WrittenSpan[1..].SequenceEqual(raw));
        Assert.True(compressed.Length <= Codec.GetMaxCompressedLength(raw.Length));
    }

    [Fact]
    public void Compressing_appends()
    {
        var output = new ChunkBuffer();
        output.WriteByte(42);

        Codec.Compress(MakeSample("text"), output);

        Assert.Equal(42, output.WrittenSpan[0]);
        Assert.Equal(MakeSample("text"), Decompress(Codec, output.WrittenSpan[1..].ToArray(), MakeSample("text").Length));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Fewer_bytes_than_expected_are_an_error(string sample)
    {
        byte[] raw = MakeSample(sample);
        AssertDamaged(Codec, Compress(Codec, raw), raw.Length + 1);
        AssertDamaged(Codec, Compress(Codec, raw), raw.Length + 1_000_000L);
    }

    [Theory]
    [InlineData("one byte")]
    [InlineData("text")]
    [InlineData("large")]
    public void More_bytes_than_expected_are_an_error(string sample)
    {
        byte[] raw = MakeSample(sample);
        AssertDamaged(Codec, Compress(Codec, raw), raw.Length - 1);
        AssertDamaged(Codec, Compress(Codec, raw), 0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(int.MaxValue)]
    public void An_impossible_length_is_an_error(long rawLength) =>
        AssertDamaged(Codec, Compress(Codec, MakeSample("text")), rawLength);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Bytes_behind_the_end_are_an_error(string sample)
    {
        byte[] raw = MakeSample(sample);
        byte[] compressed = Compress(Codec, raw);
        AssertDamaged(Codec, [.. compressed, 0], raw.Length);
        AssertDamaged(Codec, [.. compressed, .. new byte[100_000]], raw.Length);
        if (compressed.Length > 0)
            AssertDamaged(Codec, [.. compressed, .. compressed.AsSpan(Math.Max(0, compressed.Length - 8))], raw.Length);
    }

    [Fact]
    public void A_second_stream_behind_the_first_is_an_error()
    {
        byte[] raw = MakeSample("text");
        byte[] compressed = Compress(Codec, raw);
        AssertDamaged(Codec, [.. compressed, .. compressed], raw.Length);
        AssertDamaged(Codec, [.. compressed, .. compressed], raw.Length * 2L + 1);
        AssertDamaged(Codec, [.. compressed, .. Compress(Codec, [])], raw.Length + (IsRaw ? 1 : 0));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("random")]
    [InlineData("zeros")]
    public void A_stream_cut_anywhere_is_an_error(string sample)
    {
        byte[] raw = MakeSample(sample);
        byte[] compressed = Compress(Codec, raw);
        for (int i = 0; i < 16; i++)
            AssertDamaged(Codec, compressed[..(int)(compressed.Length * (long)i / 16)], raw.Length);
        for (int i = 1; i < Math.Min(16, compressed.Length); i++)
            AssertDamaged(Codec, compressed[..^i], raw.Length);
    }

    [Fact]
    public void A_flipped_bit_never_does_more_than_a_backup_error()
    {
        byte[] raw = MakeSample("text");
        byte[] compressed = Compress(Codec, raw);
        int step = Math.Max(1, compressed.Length / 500);
        for (int i = 0; i < compressed.Length; i += step)
        {
            byte[] flipped = [.. compressed];
            flipped[i] ^= (byte)(1 << (i % 8));
            var output = new ChunkBuffer();
            try
            {
                Codec.Decompress(flipped, raw.Length, output);
                Assert.Equal(raw.Length, output.Length);
            }
            catch (BackupException e)
            {
                Assert.Equal(ErrorCode.ArchiveDamaged, e.Code);
            }
        }
    }

    [Fact]
    public void Garbage_is_an_error()
    {
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] garbage = new byte[random.Next(2000)];
            random.NextBytes(garbage);
            AssertDamaged(Codec, garbage, garbage.Length + 1);
        }
    }

    [Fact]
    public void A_claim_of_much_costs_no_memory()
    {
        byte[] compressed = Compress(Codec, MakeSample("text"));
        var output = new ChunkBuffer();

        Assert.Throws<BackupException>(() => Codec.Decompress(compressed, 2_000_000_000, output));

        Assert.InRange(output.Length + output.GetMemory().Length, 0, 2_000_000);
    }

    [Fact]
    public void A_bomb_is_not_followed_further_than_expected()
    {
        byte[] bomb = Compress(Codec, new byte[64 * 1024 * 1024]);
        var output = new ChunkBuffer();

        Assert.Throws<BackupException>(() => Codec.Decompress(bomb, 100_000, output));

        int own = IsRaw ? 0 : 8 * Math.Max(65_536, bomb.Length);
        Assert.InRange(output.Length + output.GetMemory().Length, 0, 200_000 + own);
    }

    [Fact]
    public void Many_threads_can_share_a_codec()
    {
        ICompressor codec = Codec;
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            byte[] raw = MakeSample(i % 2 == 0 ? "text" : "random");
            raw[0] = (byte)i;
            Assert.Equal(raw, Decompress(codec, Compress(codec, raw), raw.Length));
        });
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task The_codecs_own_command_reads_it(string sample)
    {
        using var folder = new TemporaryFolder();
        string file = folder["sample" + Codec.Extension];
        await File.WriteAllBytesAsync(file, Compress(Codec, MakeSample(sample)), TestContext.Current.CancellationToken);

        byte[] output = await Tool.RunAsync(Command[0], [.. Command[1..], file]);

        Assert.True(output.AsSpan().SequenceEqual(MakeSample(sample)));
    }

    protected static byte[] Compress(ICompressor codec, byte[] raw)
    {
        var output = new ChunkBuffer();
        codec.Compress(raw, output);
        return output.WrittenSpan.ToArray();
    }

    protected static byte[] Decompress(ICompressor codec, byte[] compressed, long rawLength)
    {
        var output = new ChunkBuffer();
        codec.Decompress(compressed, rawLength, output);
        return output.WrittenSpan.ToArray();
    }

    protected static void AssertDamaged(ICompressor codec, byte[] compressed, long rawLength) =>
        Assert.Equal(
            ErrorCode.ArchiveDamaged,
            Assert.Throws<BackupException>(() => codec.Decompress(compressed, rawLength, new ChunkBuffer())).Code);

    protected static byte[] MakeSample(string name)
    {
        var random = new Random(7);
        switch (name)
        {
            case "empty":
                return [];
            case "one byte":
                return [200];
            case "random":
                byte[] noise = new byte[300_000];
                random.NextBytes(noise);
                return noise;
            case "zeros":
                return new byte[1_000_000];
            case "high bytes":
                return [.. Enumerable.Range(0, 500_000).Select(_ => (byte)random.Next(144, 256))];
            default:
                var text = new StringBuilder();
                int wanted = name == "large" ? 17_000_000 : 60_000;
                while (text.Length < wanted)
                    text.Append("row\t").Append(random.Next(1_000_000)).Append("\tsome text\n");
                return Encoding.ASCII.GetBytes(text.ToString());
        }
    }
}
