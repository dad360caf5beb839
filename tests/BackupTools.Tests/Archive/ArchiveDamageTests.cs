using BackupTools.Archive;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Archive;

/// <summary>Nothing can happen to a file that is not noticed, and nothing in a file can do more than a backup error.</summary>
public sealed class ArchiveDamageTests
{
    public static TheoryData<string, int> Codecs => [("none", 1), ("zstd", 1), ("none", 2), ("gzip", 2), ("brotli", 2), ("zstd", 2)];

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task A_file_cut_at_any_byte_is_refused_when_it_is_opened(string codec, int version)
    {
        byte[] bytes = await CreateAsync(codec, version);
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            var e = await Assert.ThrowsAsync<BackupException>(() => SampleArchive.OpenAsync(cut));
            Assert.Equal(length < 41 ? ErrorCode.ArchiveInvalid : ErrorCode.ArchiveDamaged, e.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task Every_flipped_bit_is_noticed(string codec, int version)
    {
        byte[] bytes = await CreateAsync(codec, version);
        for (int i = 0; i < bytes.Length * 8; i++)
        {
            bytes[i / 8] ^= (byte)(1 << (i % 8));
            var e = await Assert.ThrowsAsync<BackupException>(() => SampleArchive.ReadEverythingAsync(bytes));
            Assert.Contains(e.Code, new[] { ErrorCode.ArchiveDamaged, ErrorCode.ArchiveInvalid });
            bytes[i / 8] ^= (byte)(1 << (i % 8));
        }

        await SampleArchive.ReadEverythingAsync(bytes);
    }

    [Fact]
    public async Task Bytes_before_or_behind_or_within_are_noticed()
    {
        byte[] bytes = await CreateAsync("brotli");
        for (int i = 0; i <= bytes.Length; i++)
        {
            byte[] longer = [.. bytes[..i], 0, .. bytes[i..]];
            await Assert.ThrowsAsync<BackupException>(() => SampleArchive.ReadEverythingAsync(longer));
        }
    }

    [Fact]
    public async Task Random_changes_never_do_more_than_a_backup_error()
    {
        byte[] bytes = await CreateAsync("brotli");
        var random = new Random(11);
        for (int i = 0; i < 3000; i++)
        {
            byte[] changed = [.. bytes];
            int start = random.Next(changed.Length);
            random.NextBytes(changed.AsSpan(start, random.Next(1, Math.Min(60, changed.Length - start) + 1)));
            if (!changed.AsSpan().SequenceEqual(bytes))
                await Assert.ThrowsAsync<BackupException>(() => SampleArchive.ReadEverythingAsync(changed));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("SQLite format 3 and then something that is longer than any header")]
    [InlineData("{ \"format\": 1 }")]
    public async Task What_is_no_archive_is_called_so(string content)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(content);
        var e = await Assert.ThrowsAsync<BackupException>(() => SampleArchive.OpenAsync(bytes));
        Assert.Equal(ErrorCode.ArchiveInvalid, e.Code);
        Assert.Contains("sample", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_zeros_is_no_archive() =>
        Assert.Equal(
            ErrorCode.ArchiveInvalid,
            (await Assert.ThrowsAsync<BackupException>(() => SampleArchive.OpenAsync(new byte[100_000]))).Code);

    private static Task<byte[]> CreateAsync(string codec, int version = ArchiveFormat.Version)
    {
        if (BuiltIn.Components.GetCompressor(codec).UnavailableReason is { } reason)
            Assert.Skip(reason);
        return SampleArchive.CreateAsync(codec, version);
    }
}
