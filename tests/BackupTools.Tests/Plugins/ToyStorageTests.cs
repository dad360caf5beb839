using System.Security;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Storages.Decorators;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Plugins;

/// <summary>What a storage that is somebody else's gets from the product: its identity kept, retries, limits, refusals.</summary>
public sealed class ToyStorageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_found_in_a_storage_reaches_it_again_with_its_user_its_secret_and_its_options()
    {
        ToyStorageProvider toy = new();
        ComponentSet components = Components(toy);
        using SecureString secret = new();
        secret.AppendChar('s');
        StorageInfo storage = (components.ParseStorage("toy://shelf") with
        {
            UserName = "me", Options = new Dictionary<string, string> { ["Region"] = "here" }, MaxBytesPerSecond = 1 << 30,
        }).WithSecret(secret);
        await BackUpAsync(components, components.OpenStorage(storage));

        BackupInfo found = Assert.Single(
            await BackupCatalog.ListAsync(components, components.OpenStorage(storage), new BackupFilter(), null, Token));
        VerifyResult result = await VerifyJob.RunAsync(
            components, new VerifyJobOptions { Archive = new(components.OpenStorage(found.StorageInfo!), found.Name) }, Token);

        Assert.True(result.Passed);
        Assert.Equal(3, toy.Opened.Count);
        Assert.All(toy.Opened, s => Assert.Equal(storage, s));
        Assert.Same(secret, toy.Opened.Last().GetSecret());
        Assert.DoesNotContain("s", components.OpenStorage(storage).Info.ToString().Replace("shelf", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_storage_that_fails_for_a_passing_reason_is_tried_again()
    {
        ToyStorageProvider toy = new()
        {
            Network = s => new FailingStorage(s, StorageOperations.Open | StorageOperations.Read, call => call % 3 == 1) { IsTransient = true },
        };
        ComponentSet components = Components(toy);
        BackupInfo backup = await BackUpAsync(components, components.OpenStorage("toy://shelf"));

        ArchiveLocation archive = components.OpenArchive(backup.Path);

        Assert.Equal(backup.Name, archive.Name);
        Assert.True((await VerifyJob.RunAsync(components, new VerifyJobOptions { Archive = archive }, Token)).Passed);
    }

    [Fact]
    public void What_a_kind_does_not_have_is_refused_and_not_ignored()
    {
        ComponentSet components = Components(new ToyStorageProvider());
        StorageInfo toy = components.ParseStorage("toy://shelf");
        StorageInfo folder = components.ParseStorage(Path.GetFullPath("backups"));

        Assert.Contains("Region", Refused(toy with { Options = new Dictionary<string, string> { ["Regoin"] = "x" } }).Message, StringComparison.Ordinal);
        Assert.Contains("no users", Refused(folder with { UserName = "me" }).Message, StringComparison.Ordinal);
        Assert.Contains("no option", Refused(folder with { Options = new Dictionary<string, string> { ["Region"] = "x" } }).Message, StringComparison.Ordinal);
        Refused(toy with { MaxBytesPerSecond = 0 });
        components.OpenStorage(toy with { Options = new Dictionary<string, string> { ["region"] = "x" } });

        BackupException Refused(StorageInfo storage)
        {
            BackupException error = Assert.Throws<BackupException>(() => components.OpenStorage(storage));
            Assert.Equal(ErrorCode.InvalidArgument, error.Code);
            Assert.NotEmpty(error.Remedy);
            return error;
        }
    }

    [Fact]
    public async Task What_is_opened_for_looking_is_not_written_to()
    {
        ComponentSet components = Components(new ToyStorageProvider());
        IBackupStorage storage = components.OpenStorage("toy://shelf");
        BackupInfo backup = await BackUpAsync(components, storage);
        await storage.DeleteAsync(SummaryFile.NameFor(backup.Name), Token);

        Assert.Single(await BackupCatalog.ListAsync(components, components.Restrict(storage, isReadOnly: true), new BackupFilter(), null, Token));

        await Assert.ThrowsAsync<BackupException>(() => storage.OpenReadAsync(SummaryFile.NameFor(backup.Name), Token));
    }

    private static ComponentSet Components(ToyStorageProvider toy) => new(
        [NewEngine()], [toy, .. BuiltIn.Components.Storages], [new ToyCodec(), .. BuiltIn.Components.Compressors], new StorageDecoration());

    private static FakeEngine NewEngine()
    {
        FakeEngine engine = new();
        engine.Databases["shop"] = new() { ["t"] = ["1", "2"] };
        return engine;
    }

    private static async Task<BackupInfo> BackUpAsync(ComponentSet components, IBackupStorage storage)
    {
        BackupJobResult result = await BackupJob.RunAsync(
            components,
            new BackupJobOptions { Connection = components.ParseConnection("fake:shop"), Storages = [storage], Compression = "toy" }, Token);
        Assert.Empty(result.Failures);
        return Assert.Single(result.Backups);
    }
}
