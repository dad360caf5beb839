using BackupTools.Encryption;

namespace BackupTools.Tests.Archive.Sealing;

/// <summary>Nothing can be done to an encrypted archive that is not noticed, by whoever has no key, and also with all hashes made to fit.</summary>
public sealed class SealedDamageTests
{
    private static readonly ErrorCode[] Expected = [ErrorCode.ArchiveDamaged, ErrorCode.ArchiveInvalid];

    [Fact]
    public async Task Every_flipped_bit_is_noticed()
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey);
        for (int i = 0; i < bytes.Length * 8; i++)
        {
            bytes[i / 8] ^= (byte)(1 << (i % 8));
            BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.ReadAsync(bytes, SealedSample.ByKey));
            Assert.Contains(e.Code, Expected);
            bytes[i / 8] ^= (byte)(1 << (i % 8));
        }

        await SealedSample.ReadAsync(bytes, SealedSample.ByKey);
    }

    [Fact]
    public async Task A_file_cut_at_any_byte_is_refused()
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey);
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(cut, SealedSample.ByKey));
            Assert.Contains(e.Code, Expected);
        }
    }

    /// <summary>Whoever can write the file makes every CRC and the manifest's hash fit: what is left is the encryption itself.</summary>
    [Fact]
    public async Task Every_flipped_bit_of_a_member_is_noticed_where_all_hashes_were_made_to_fit()
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey);
        int count = new RepackedArchive(bytes).Members.Count;
        for (int member = 1; member < count; member++)
        {
            int length = new RepackedArchive(bytes).Members[member].Bytes.Length;
            for (int i = 0; i < length; i++)
            {
                RepackedArchive archive = new(bytes);
                archive.Members[member].Bytes[i] ^= 0x10;
                BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.ReadAsync(archive.Assemble(), SealedSample.ByKey));
                Assert.Equal(ErrorCode.ArchiveDamaged, e.Code);
            }
        }
    }

    [Fact]
    public async Task Nothing_of_the_header_can_be_altered()
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey);
        foreach ((string from, string to) in new[]
        {
            ("\"db1:5432\"", "\"db2:5432\""), ("\"Full\"", "\"Table\""), ("\"serverId\":\"7\"", "\"serverId\":\"8\""), ("1048576", "1040000"),
            ("\"name\":\"ops\"", "\"name\":\"opt\""), ("}],\"facts\"", "},{\"kind\":\"x\",\"wrappedKey\":\"AA==\"}],\"facts\""),
            (SampleArchive.Id, SampleArchive.OtherId),
        })
        {
            RepackedArchive archive = new(bytes);
            archive.ChangeHeader(from, to);
            BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.ReadAsync(archive.Assemble(), SealedSample.ByKey));
            Assert.Contains(e.Code, new[] { ErrorCode.ArchiveDamaged, ErrorCode.KeyRefused });
        }
    }

    [Fact]
    public async Task Members_of_one_archive_cannot_take_each_others_place()
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey);
        RepackedArchive archive = new(bytes);
        (archive.Members[2].Bytes, archive.Members[3].Bytes) = (archive.Members[3].Bytes, archive.Members[2].Bytes);
        Assert.Equal(ErrorCode.ArchiveDamaged, (await Assert.ThrowsAsync<BackupException>(() => SealedSample.ReadAsync(archive.Assemble(), SealedSample.ByKey))).Code);
    }

    /// <summary>Also where the thief knows the data key of both, and the members have the same names.</summary>
    [Fact]
    public async Task Members_of_another_archive_do_not_fit()
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForKey);
        byte[] older = await SealedSample.CreateAsync(SealedSample.ForKey, SampleArchive.OtherId, seed: 2);
        for (int member = 1; member < new RepackedArchive(bytes).Members.Count; member++)
        {
            RepackedArchive archive = new(bytes);
            archive.Members[member].Bytes = new RepackedArchive(older).Members[member].Bytes;
            BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.ReadAsync(archive.Assemble(), SealedSample.ByKey));
            Assert.Equal(ErrorCode.ArchiveDamaged, e.Code);
        }
    }

    [Theory]
    [InlineData("\"iterations\":600000", "\"iterations\":2147483647")]
    [InlineData("\"iterations\":600000", "\"iterations\":-1")]
    [InlineData("\"segmentSize\":1048576", "\"segmentSize\":0")]
    [InlineData("\"segmentSize\":1048576", "\"segmentSize\":2147483647")]
    [InlineData("\"scheme\":\"aes-256-gcm-hkdf-sha256\"", "\"scheme\":\"rot13\"")]
    [InlineData("\"minReader\":3", "\"minReader\":2")]
    public async Task A_hostile_header_costs_nothing(string from, string to)
    {
        byte[] bytes = await SealedSample.CreateAsync(SealedSample.ForBoth);
        RepackedArchive archive = new(bytes);
        archive.ChangeHeader(from, to);
        BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(archive.Assemble(), SealedSample.ByPhrase));
        Assert.Contains(e.Code, new[] { ErrorCode.ArchiveDamaged, ErrorCode.KeyRefused });
    }

    [Fact]
    public async Task Passphrases_that_do_not_fit_cost_no_more_than_seconds_together()
    {
        RepackedArchive archive = new(await SealedSample.CreateAsync(SealedSample.ForBoth));
        string costly = string.Concat(Enumerable.Repeat("{\"kind\":\"pbkdf2-sha256\",\"salt\":\"AAAA\",\"iterations\":9000000,\"wrappedKey\":\"AAAA\"},", 40));
        archive.ChangeHeader("\"recipients\":[", "\"recipients\":[" + costly);
        BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(archive.Assemble(), SealedSample.ByPhrase));
        Assert.Equal(ErrorCode.ArchiveDamaged, e.Code);
        Assert.Contains("20,000,000", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_in_a_header_is_not_the_key_that_the_archive_committed_to()
    {
        byte[] one = await SealedSample.CreateAsync(SealedSample.ForKey), two = await SealedSample.CreateAsync(SealedSample.ForKey, seed: 2);
        RepackedArchive archive = new(one);
        archive.ChangeHeader(Wrapped(archive.Header), Wrapped(new RepackedArchive(two).Header));
        BackupException e = await Assert.ThrowsAsync<BackupException>(() => SealedSample.OpenAsync(archive.Assemble(), SealedSample.ByKey));
        Assert.Equal(ErrorCode.KeyRefused, e.Code);

        static string Wrapped(string json) => System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("recipients")[0].GetProperty("wrappedKey").GetString()!;
    }

    [Fact]
    public async Task Whatever_a_recipient_says_is_shown_cleaned()
    {
        ArchiveProtection hostile = new() { Recipients = [new RsaRecipient(SealedSample.OtherKey, "evil\u001b]0;x\u0007")] };
        BackupException e = await Assert.ThrowsAsync<BackupException>(async () => await SealedSample.OpenAsync(await SealedSample.CreateAsync(hostile), SealedSample.ByPhrase));
        Assert.Equal(ErrorCode.KeyMissing, e.Code);
        Assert.DoesNotContain(e.Message, char.IsControl);
    }
}
