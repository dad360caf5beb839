using BackupTools.Backups;
using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Backups.CatalogTesting;

namespace BackupTools.Tests.Backups;

public sealed class BackupInfoTests
{
    [Fact]
    public void Says_what_the_manifest_says()
    {
        ArchiveManifest manifest = Manifest() with { References = [new ArchiveReference("abc", "base.backup.zip")] };

        var backup = BackupInfo.FromManifest(manifest, 777, new LocalStorage("/backups"), "shop_1.backup.zip");

        Assert.Equal(manifest.Id, backup.Id);
        Assert.Equal(("sqlite", "3.40.1", "shop", "Full"), (backup.Engine, backup.EngineVersion, backup.Database, backup.Type));
        Assert.Equal(manifest.CreatedAt, backup.CreatedAtUtc);
        Assert.Equal(manifest.CreatedAt.ToLocalTime(), backup.CreatedAt);
        Assert.Equal((777, 12_010, 2, 12L), (backup.SizeBytes, backup.RawBytes, backup.Tables, backup.Rows));
        Assert.Equal("brotli", backup.Compression);
        Assert.Equal("BackupTools 0.1.0", backup.Tool);
        Assert.Equal(["abc"], backup.References);
        Assert.Equal(("/backups", "shop_1.backup.zip"), (backup.Storage, backup.Name));
        Assert.Equal(("/backups/shop_1.backup.zip", "Local"), (backup.Path, backup.StorageInfo?.Kind));
    }

    [Fact]
    public void Rows_are_unknown_where_one_tables_are()
    {
        ArchiveManifest manifest = Manifest() with
        {
            Objects =
            [
                new ArchiveObject { Kind = "table", Schema = "main", Name = "a", Rows = 5 },
                new ArchiveObject { Kind = "table", Schema = "main", Name = "b", Note = "virtual" },
            ],
        };

        Assert.Null(BackupInfo.FromManifest(manifest, 1, new MemoryStorage(), "").Rows);
    }

    [Fact]
    public void Compression_is_that_of_most_of_the_archives_own_bytes()
    {
        ArchiveManifest manifest = Manifest() with { Chunks = [Chunk(0, "zstd", 1_000_000, archive: "other"), Chunk(1, "gzip", 500)] };
        Assert.Equal("gzip", BackupInfo.FromManifest(manifest, 1, new MemoryStorage(), "").Compression);

        ArchiveManifest empty = Manifest() with { Chunks = [], Scripts = [] };
        Assert.Equal("none", BackupInfo.FromManifest(empty, 1, new MemoryStorage(), "").Compression);
    }

    [Fact]
    public void Sizes_that_cannot_be_true_are_damage()
    {
        ArchiveManifest manifest = Manifest() with { Chunks = [Chunk(0, "brotli", long.MaxValue), Chunk(1, "brotli", long.MaxValue)] };

        BackupException error = Assert.Throws<BackupException>(() => BackupInfo.FromManifest(manifest, 1, new MemoryStorage(), "x"));

        Assert.Equal(ErrorCode.ArchiveDamaged, error.Code);
    }
}
