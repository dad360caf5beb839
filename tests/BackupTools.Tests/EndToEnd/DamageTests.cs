using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.EndToEnd;

/// <summary>A real archive, damaged: no level of testing, and no restore, takes it for good.</summary>
public sealed class DamageTests
{
    [Fact]
    public async Task A_flipped_byte_anywhere_is_found_and_never_restored()
    {
        using ShopFile shop = ShopFile.Create(4000);
        BackupInfo backup = await shop.BackUpAsync();
        byte[] good = await File.ReadAllBytesAsync(backup.Path, ShopFile.Token);
        int step = Math.Max(1, good.Length / 300);
        for (int position = 0; position < good.Length; position += step)
        {
            byte[] bad = [.. good];
            bad[position] ^= 0x01;
            await File.WriteAllBytesAsync(backup.Path, bad, ShopFile.Token);
            VerifyResult result = await VerifyJob.RunAsync(
                BuiltIn.Components, new VerifyJobOptions { Archive = new(shop.Storage, backup.Name) }, ShopFile.Token);
            Assert.False(result.Passed, $"The flipped byte at {position} of {good.Length} was not found.");
        }
    }

    [Fact]
    public async Task An_archive_cut_anywhere_is_refused_and_the_target_stays()
    {
        using ShopFile shop = ShopFile.Create(4000);
        BackupInfo backup = await shop.BackUpAsync();
        byte[] good = await File.ReadAllBytesAsync(backup.Path, ShopFile.Token);
        string target = Path.Combine(shop.Folder, "target.db");
        SqliteSample.Create(target, "CREATE TABLE mine (x); INSERT INTO mine VALUES ('precious')");
        byte[] before = await File.ReadAllBytesAsync(target, ShopFile.Token);
        foreach (int length in new[] { 0, 1, 30, 100, good.Length / 4, good.Length / 2, good.Length - 200, good.Length - 22, good.Length - 1 })
        {
            await File.WriteAllBytesAsync(backup.Path, good[..length], ShopFile.Token);
            BackupException error = await Assert.ThrowsAsync<BackupException>(() => RestoreJob.RunAsync(
                BuiltIn.Components,
                new RestoreJobOptions
                {
                    Archive = new(shop.Storage, backup.Name),
                    Target = BuiltIn.Components.ParseConnection(target),
                    IfExists = IfExists.Replace,
                },
                ShopFile.Token));
            Assert.True(error.Code is ErrorCode.ArchiveDamaged or ErrorCode.ArchiveInvalid, $"{length}: {error.Code}");
            Assert.Equal(before, await File.ReadAllBytesAsync(target, ShopFile.Token));
        }
    }

    [Fact]
    public async Task A_damaged_database_is_not_backed_up_as_if_it_were_good()
    {
        using ShopFile shop = ShopFile.Create();
        byte[] bytes = await File.ReadAllBytesAsync(shop.Path, ShopFile.Token);
        bytes.AsSpan(bytes.Length / 2 / 4096 * 4096, 4096).Fill(0xA5);
        await File.WriteAllBytesAsync(shop.Path, bytes, ShopFile.Token);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => shop.BackUpAsync());
        Assert.Equal(ErrorCode.DatabaseCorrupt, error.Code);
        Assert.Empty(Directory.GetFileSystemEntries(shop.Backups));
    }
}
