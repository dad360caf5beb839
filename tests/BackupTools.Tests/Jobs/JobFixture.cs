using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

/// <summary>A fake database <c>shop</c> of two tables in several chunks, and storages in memory.</summary>
internal sealed class JobFixture
{
    public JobFixture()
    {
        Engine.Databases["shop"] = new SortedDictionary<string, List<string>>
        {
            ["customer"] = [.. Enumerable.Range(0, 3000).Select(i => $"customer {i} {i * 7919 % 1009}")],
            ["order"] = [.. Enumerable.Range(0, 9000).Select(i => $"order {i} of customer {i * 31 % 3000}")],
            ["empty"] = [],
        };
        Components = new ComponentSet([Engine], BuiltIn.Components.Storages, BuiltIn.Components.Compressors);
    }

    public FakeEngine Engine { get; } = new();

    public ComponentSet Components { get; }

    public MemoryStorage Storage { get; } = new();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public BackupJobOptions Options(params IBackupStorage[] storages) => new()
    {
        Connection = Components.ParseConnection("fake:shop"),
        Storages = storages.Length > 0 ? storages : [Storage],
        ChunkSize = 16 * 1024,
        Parallelism = 3,
    };

    public async Task<BackupInfo> BackUpAsync(params string[] tables)
    {
        BackupJobResult result = await BackupJob.RunAsync(Components, Options() with { Selection = new() { Tables = tables } }, Token);
        Assert.Empty(result.Failures);
        return Assert.Single(result.Backups);
    }

    public async Task<ArchiveManifest> ReadManifestAsync(BackupInfo backup)
    {
        await using ArchiveReader archive = await ArchiveReader.OpenAsync(
            await Storage.OpenReadAsync(backup.Name, Token), backup.Name, Components, null, Token);
        return archive.Manifest;
    }

    public RestoreJobOptions RestoreOptions(BackupInfo backup, string target) => new()
    {
        Archive = new(Storage, backup.Name),
        Target = Components.ParseConnection("fake:" + target),
        Parallelism = 3,
    };

    public Task<VerifyResult> VerifyAsync(string name, VerifyLevel level) => VerifyJob.RunAsync(
        Components, new VerifyJobOptions { Archive = new(Storage, name), Level = level }, Token);
}
