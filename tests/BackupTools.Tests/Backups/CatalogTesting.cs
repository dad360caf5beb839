using BackupTools.Backups;
using BackupTools.Tests.Storages;

namespace BackupTools.Tests.Backups;

/// <summary>Archives that are only a size and a manifest, and the reader that finds their manifests.</summary>
internal sealed class CatalogTesting
{
    private readonly Dictionary<string, ArchiveManifest> _manifests = [];
    private int _reads;

    /// <summary>How many archives were opened.</summary>
    public int ManifestsRead => _reads;

    /// <summary>Opens the archive, as a real reader does, and returns what the manifest that was put there says.</summary>
    public async Task<BackupInfo> ReadAsync(IBackupStorage storage, string name, long size, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await using IStorageReader reader = await storage.OpenReadAsync(name, cancellationToken);
        return _manifests.TryGetValue(name, out ArchiveManifest? manifest)
            ? BackupInfo.FromManifest(manifest, size, storage, name)
            : throw new BackupException(ErrorCode.ArchiveInvalid, $"'{name}' is not an archive.", target: name);
    }

    /// <summary>Stores an archive without a summary.</summary>
    public async Task PutAsync(IBackupStorage storage, string name, ArchiveManifest manifest, int size = 100)
    {
        _manifests[name] = manifest;
        await storage.PutAsync(name, StorageTesting.Bytes(size));
    }

    /// <summary>Stores an archive with its summary.</summary>
    public async Task<BackupInfo> PutWithSummaryAsync(IBackupStorage storage, string name, ArchiveManifest manifest, int size = 100)
    {
        await PutAsync(storage, name, manifest, size);
        var backup = BackupInfo.FromManifest(manifest, size, storage, name);
        await SummaryFile.WriteAsync(storage, backup, TestContext.Current.CancellationToken);
        return backup;
    }

    public static ArchiveManifest Manifest(string id = "00000000000000000000000000000001", string database = "shop", int hour = 6) => new()
    {
        Id = id,
        Engine = "sqlite",
        EngineVersion = "3.40.1",
        Database = database,
        Type = BackupType.Full,
        CreatedAt = new DateTime(2026, 11, 21, hour, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567),
        Tool = "BackupTools 0.1.0",
        Objects =
        [
            new ArchiveObject { Kind = "pages", Schema = "main", Name = database },
            new ArchiveObject { Kind = "table", Schema = "main", Name = "a", Rows = 5 },
            new ArchiveObject { Kind = "table", Schema = "main", Name = "b", Rows = 7 },
        ],
        Scripts = [Script("none", 10)],
        Chunks = [Chunk(0, "brotli", 8000), Chunk(1, "brotli", 4000)],
    };

    public static ArchiveScript Script(string codec, long rawSize) => new()
    {
        Member = "schema/main.sql", Codec = codec, Offset = 100, Size = 5, RawSize = rawSize, StoredSha256 = new string('0', 64), RawXxh128 = new string('0', 32),
    };

    public static ArchiveChunk Chunk(int index, string codec, long rawSize, string? archive = null) => new()
    {
        ObjectIndex = 0, Index = index, Archive = archive, Member = $"data/main/{index}.pages", Codec = codec, Offset = 200,
        Size = 50, RawSize = rawSize, StoredSha256 = new string('0', 64), RawXxh128 = new string('0', 32),
    };
}
