using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Storages.Decorators;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Storages.Remote;

/// <summary>What people do with backups in a storage that is reached over HTTP, and what becomes of a backup when a request fails.</summary>
public abstract class RemoteRoundTrip : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string _lastError = "";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A storage of its own in the service that is at an address; without one, at the service's own.</summary>
    protected abstract Task<IBackupStorage> OpenAsync(string place, Uri? proxy = null);

    /// <summary>The service's own address.</summary>
    protected abstract Task<Uri> ServiceAsync();

    /// <summary>False where what was sent of a large object cannot be sent again, so that a backup may fail with a request of its own.</summary>
    protected virtual bool CanRepeatAll => true;

    /// <summary>How many uploads are there that nobody has completed.</summary>
    protected abstract Task<int> UnfinishedAsync(string place);

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_backup_is_made_listed_tested_restored_copied_and_removed()
    {
        IBackupStorage storage = await OpenAsync("trip");
        string database = NewDatabase();
        BackupInfo made = await BackUpAsync(storage, database);

        BackupInfo found = Assert.Single(await BackupCatalog.ListAsync(BuiltIn.Components, storage, new BackupFilter(), null, Token));
        Assert.Equal(made.Name, found.Name);
        foreach (VerifyLevel level in Enum.GetValues<VerifyLevel>())
            Assert.True((await VerifyAsync(storage, found.Name, level)).Passed, level.ToString());

        string restored = _folder["restored.db"];
        await RestoreJob.RunAsync(BuiltIn.Components, new RestoreJobOptions
        {
            Archive = new(storage, found.Name), Target = BuiltIn.Components.ParseConnection(restored), Selection = new() { Tables = ["note"] },
        }, Token);
        Assert.Equal("300", SqliteSample.Read(restored, "SELECT count(*) FROM note"));

        IBackupStorage other = await OpenAsync("copies");
        BackupInfo copy = await CopyJob.RunAsync(BuiltIn.Components, new(storage, found.Name), other, null, Token);
        Assert.True((await VerifyAsync(other, copy.Name, VerifyLevel.Full)).Passed);
        Assert.Equal(copy.Name, (await CopyJob.RunAsync(BuiltIn.Components, new(storage, found.Name), other, null, Token)).Name);

        List<BackupException> failures = [];
        await RemoveJob.RunAsync(BuiltIn.Components, [(new(storage, found.Name), found)], failures.Add, Token);
        Assert.Empty(failures);
        Assert.Empty(await storage.NamesAsync());
        Assert.Equal(0, await UnfinishedAsync("trip"));
    }

    [Theory]
    [InlineData(Fault.Busy)]
    [InlineData(Fault.CutRequest)]
    [InlineData(Fault.LostAnswer)]
    [InlineData(Fault.CutAnswer)]
    [InlineData(Fault.Silence)]
    public async Task Whichever_request_fails_there_is_a_good_backup_or_none(Fault fault)
    {
        string database = NewDatabase();
        Uri service = await ServiceAsync();
        int calls;
        await using (FaultyProxy proxy = new(service, (_, _) => null))
        {
            await BackUpAsync(await OpenAsync("counted", proxy.Address), database);
            calls = proxy.Calls;
        }

        Assert.True(calls > 5, $"A backup takes {calls} requests.");
        int failed = 0;
        for (int bad = 1; bad <= calls; bad++)
        {
            string place = $"fault-{fault}-{bad}".ToLowerInvariant();
            await using FaultyProxy proxy = new(service, (call, _) => call == bad ? fault : null);
            BackupJobResult? result = await TryBackUpAsync(await OpenAsync(place, proxy.Address), database);
            failed += await CheckAsync(place, result, bad) ? 0 : 1;
        }

        Assert.True(failed > 0, "No request's failure was one of the backup.");
    }

    [Theory]
    [InlineData(Fault.Busy)]
    [InlineData(Fault.CutRequest)]
    [InlineData(Fault.LostAnswer)]
    [InlineData(Fault.CutAnswer)]
    public async Task Whichever_request_fails_once_the_backup_is_made_all_the_same(Fault fault)
    {
        string database = NewDatabase();
        Uri service = await ServiceAsync();
        int failed = 0;
        for (int bad = 1; bad <= 60; bad++)
        {
            string place = $"again-{fault}-{bad}".ToLowerInvariant();
            await using FaultyProxy proxy = new(service, (call, _) => call == bad ? fault : null);
            RetryingStorage storage = new(await OpenAsync(place, proxy.Address), new RetryPolicy { FirstDelay = TimeSpan.FromMilliseconds(1) });
            BackupJobResult? result = await TryBackUpAsync(storage, database);
            bool isMade = await CheckAsync(place, result, bad);
            Assert.True(isMade || (!CanRepeatAll && ++failed <= 1), $"Request {bad}: {(result is { Failures: [var first, ..] } ? first.Error.Message : _lastError)}\n{string.Join('\n', proxy.Lines)}");
            if (proxy.Calls < bad)
                return;
        }

        Assert.Fail("A backup takes more requests than were tried.");
    }

    /// <summary>True where there is a backup, which must be a good one; else nothing may be listed.</summary>
    private async Task<bool> CheckAsync(string place, BackupJobResult? result, int bad)
    {
        IBackupStorage storage = await OpenAsync(place);
        List<string> names = await NamesAsync(storage);
        foreach (string name in names.Where(n => n.EndsWith(".zip", StringComparison.Ordinal)))
            Assert.True((await VerifyAsync(storage, name, VerifyLevel.Full)).Passed, $"Request {bad}");
        bool isMade = result is { Failures.Count: 0, Backups.Count: 1 };
        if (isMade)
            Assert.Contains(result!.Backups[0].Name, names);
        Assert.True(isMade || names.Count == 0 || names.All(n => !n.EndsWith(".json", StringComparison.Ordinal)), $"Request {bad}: {string.Join(' ', names)}");
        await storage.RemoveAbandonedAsync(Token);
        Assert.Equal(0, await UnfinishedAsync(place));
        return isMade;
    }

    private static async Task<List<string>> NamesAsync(IBackupStorage storage)
    {
        try
        {
            return await storage.NamesAsync();
        }
        catch (BackupException e) when (e.Code == ErrorCode.StorageNotFound)
        {
            return []; // The folder, which is made when it is first needed.
        }
    }

    private string NewDatabase()
    {
        string path = _folder[$"{Guid.NewGuid():n}.db"];
        SqliteSample.Create(path, """
            CREATE TABLE note (id INTEGER PRIMARY KEY, text BLOB); CREATE TABLE other (id INTEGER PRIMARY KEY);
            INSERT INTO note (text) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT randomblob(1000) FROM n;
            INSERT INTO other VALUES (1), (2)
            """);
        return path;
    }

    private static async Task<BackupInfo> BackUpAsync(IBackupStorage storage, string database)
    {
        BackupJobResult result = await BackupJob.RunAsync(BuiltIn.Components, Options(storage, database), Token);
        Assert.Empty(result.Failures);
        return Assert.Single(result.Backups);
    }

    private async Task<BackupJobResult?> TryBackUpAsync(IBackupStorage storage, string database)
    {
        try
        {
            return await BackupJob.RunAsync(BuiltIn.Components, Options(storage, database), Token);
        }
        catch (BackupException e)
        {
            Assert.NotEqual(ErrorCode.Unexpected, e.Code);
            _lastError = e.Message;
            return null;
        }
    }

    private static BackupJobOptions Options(IBackupStorage storage, string database) => new()
    {
        Connection = BuiltIn.Components.ParseConnection(database), Storages = [storage], ChunkSize = 64 * 1024, Parallelism = 2, Compression = "none",
    };

    private static Task<VerifyResult> VerifyAsync(IBackupStorage storage, string name, VerifyLevel level) => VerifyJob.RunAsync(
        BuiltIn.Components, new VerifyJobOptions { Archive = new(storage, name), Level = level }, Token);
}
