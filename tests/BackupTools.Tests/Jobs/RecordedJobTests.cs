using BackupTools.Backups;
using BackupTools.Configuration;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

/// <summary>However a job ends, that is a line; whatever happens to the line, the job ends as it did.</summary>
public sealed class RecordedJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JobFixture _shop = new();
    private readonly List<string> _problems = [];

    private static CancellationToken Token => JobFixture.Token;

    private HistoryFile History => new(new ConfigurationFolder(_folder["home"]));

    private JobRecording Recording => new() { History = History, Job = "nightly", OnProblem = _problems.Add };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_kind_of_job_is_a_line()
    {
        BackupInfo backup = await BackUpAsync(_shop.Options());
        await VerifyJob.RunAsync(_shop.Components, new VerifyJobOptions { Archive = new(_shop.Storage, backup.Name), Recording = Recording }, Token);
        await RestoreJob.RunAsync(_shop.Components, _shop.RestoreOptions(backup, "copy") with { Recording = Recording }, Token);
        await CopyJob.RunAsync(_shop.Components, new(_shop.Storage, backup.Name), new MemoryStorage(), null, Token, Recording);
        await ExportJob.RunAsync(_shop.Components, new ExportJobOptions { Archive = new(_shop.Storage, backup.Name), Destination = _folder.Path, Recording = Recording }, Token);
        await RemoveJob.RunAsync(_shop.Components, [(new(_shop.Storage, backup.Name), backup)], _ => { }, Token, Recording);

        IReadOnlyList<HistoryEntry> entries = Read();
        Assert.Equal(["Backup", "Test", "Restore", "Copy", "Export", "Removal"], entries.Select(e => e.Kind));
        Assert.All(entries, e =>
        {
            Assert.Equal(("shop", "Succeeded", backup.Id, "nightly"), (e.Database, e.Result, e.BackupId, e.Job));
            Assert.Equal(backup.Path, e.Path);
            Assert.NotNull(e.Duration);
            Assert.NotNull(e.User);
            Assert.StartsWith("BackupTools ", e.Tool, StringComparison.Ordinal);
        });
        Assert.Equal("fake:copy", entries[2].Target);
        Assert.Equal(backup.SizeBytes, entries[0].SizeBytes);
        Assert.Empty(_problems);
    }

    [Fact]
    public async Task A_job_that_fails_is_a_line_with_its_error()
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => BackUpAsync(_shop.Options() with { Connection = _shop.Components.ParseConnection("fake:missing") }));
        HistoryEntry entry = Assert.Single(Read());
        Assert.Equal(("Failed", error.Code.ToString(), error.Message), (entry.Result, entry.ErrorId, entry.Message));
        Assert.Equal("missing", entry.Database);
    }

    [Fact]
    public async Task A_job_that_is_stopped_is_a_line()
    {
        using CancellationTokenSource stop = new();
        _shop.Engine.OnRead = (_, _, _) =>
        {
            stop.Cancel();
            return ValueTask.CompletedTask;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BackupJob.RunAsync(_shop.Components, _shop.Options() with { Recording = Recording }, stop.Token));
        Assert.Equal("Stopped", Assert.Single(Read()).Result);
    }

    [Fact]
    public async Task A_defect_is_a_line_too()
    {
        _shop.Engine.OnRead = (_, _, _) => throw new InvalidOperationException("Password=hunter2");
        await Assert.ThrowsAsync<InvalidOperationException>(() => BackUpAsync(_shop.Options()));
        HistoryEntry entry = Assert.Single(Read());
        Assert.Equal("Unexpected", entry.ErrorId);
        Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(History.Path, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_not_every_storage_got_is_incomplete()
    {
        await BackUpAsync(_shop.Options(_shop.Storage, new DiskFullStorage(new MemoryStorage(), 10)));
        HistoryEntry entry = Assert.Single(Read());
        Assert.Equal(("Incomplete", "DestinationFailed"), (entry.Result, entry.ErrorId));
        Assert.True(entry.Succeeded);
    }

    [Fact]
    public async Task A_test_that_is_not_passed_is_failed_and_one_that_could_not_be_made_says_nothing()
    {
        BackupInfo backup = await _shop.BackUpAsync();
        byte[] good = [.. _shop.Storage[backup.Name]];
        byte[] bad = [.. good];
        bad[good.Length / 2] ^= 1;
        _shop.Storage[backup.Name] = bad;
        await TestAsync(backup);
        Assert.Equal([backup.Path], HistoryFacts.FindFailed(Read()));
        await Assert.ThrowsAsync<BackupException>(() => VerifyJob.RunAsync(
            _shop.Components, new VerifyJobOptions { Archive = new(_shop.Storage, "none.backup.zip"), Recording = Recording }, Token));
        Assert.Equal([backup.Path], HistoryFacts.FindFailed(Read()));
        _shop.Storage[backup.Name] = good;
        await TestAsync(backup);
        Assert.Empty(HistoryFacts.FindFailed(Read()));
    }

    [Fact]
    public async Task A_history_that_cannot_be_written_is_a_problem_and_the_backup_is_good()
    {
        await File.WriteAllTextAsync(_folder["home"], "no folder", Token);
        BackupInfo backup = await BackUpAsync(_shop.Options());
        Assert.Contains(backup.Name, _shop.Storage.Names);
        Assert.Contains("history", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_is_given_no_history_writes_none()
    {
        await _shop.BackUpAsync();
        Assert.False(Directory.Exists(_folder["home"]));
    }

    /// <summary>A policy does not let a backup that is known to be bad push out a good one.</summary>
    [Fact]
    public async Task Retention_after_a_backup_knows_which_ones_failed_their_tests()
    {
        BackupInfo good = await _shop.BackUpAsync();
        BackupInfo bad = await _shop.BackUpAsync();
        _shop.Storage[bad.Name] = [.. _shop.Storage[bad.Name][..^100], .. new byte[100]];
        await TestAsync(bad);
        BackupInfo made = await BackUpAsync(_shop.Options() with { Retention = new RetentionPolicy { KeepLast = 2 } });
        string[] names = [.. _shop.Storage.Names.Where(n => n.EndsWith(".backup.zip", StringComparison.Ordinal))];
        Assert.Contains(good.Name, names);
        Assert.Contains(made.Name, names);
    }

    private async Task<BackupInfo> BackUpAsync(BackupJobOptions options) =>
        (await BackupJob.RunAsync(_shop.Components, options with { Recording = Recording }, Token)).Backups[0];

    private Task<VerifyResult> TestAsync(BackupInfo backup) => VerifyJob.RunAsync(
        _shop.Components, new VerifyJobOptions { Archive = new(_shop.Storage, backup.Name), Recording = Recording }, Token);

    private IReadOnlyList<HistoryEntry> Read() => History.Read(new(), Token).Entries;
}
