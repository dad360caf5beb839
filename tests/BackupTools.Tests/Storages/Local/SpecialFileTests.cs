using System.Diagnostics;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.Shared;
using BackupTools.Engines.Sqlite;
using BackupTools.Jobs;
using BackupTools.Storages.Local;
using BackupTools.Tests.Fakes;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Local;

/// <summary>Pipes, sockets, devices, folders and links that lead nowhere, where files are expected: nothing may wait for them.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalStorage _storage;

    public SpecialFileTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files in folders.");
        _storage = new LocalStorage(_folder.Path);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_files_and_links_to_files_are_listed_and_opened()
    {
        await _storage.PutAsync("good.backup.zip", Bytes(10));
        File.CreateSymbolicLink(_folder["link.backup.zip"], _folder["good.backup.zip"]);
        File.CreateSymbolicLink(_folder["loop.backup.zip"], _folder["loop.backup.zip"]);
        File.CreateSymbolicLink(_folder["nowhere.backup.zip"], _folder["nothing"]);
        File.CreateSymbolicLink(_folder["device.backup.zip"], "/dev/zero");
        Directory.CreateDirectory(_folder["folder.backup.zip"]);
        Pipe("pipe.backup.zip");
        File.CreateSymbolicLink(_folder["pipelink.backup.zip"], _folder["pipe.backup.zip"]);
        Pipe(".x.partial-host-1-abcdef");
        Assert.Equal(["good.backup.zip", "link.backup.zip"], await _storage.NamesAsync());
        await using (IStorageReader linked = await _storage.OpenReadAsync("link.backup.zip", Token))
            Assert.Equal(10, linked.Length);
        foreach (string name in new[] { "pipe.backup.zip", "pipelink.backup.zip", "device.backup.zip" })
        {
            BackupException error = await FailsAsync(ErrorCode.ArchiveInvalid, () => _storage.OpenReadAsync(name, Token));
            Assert.Contains("is a pipe, a socket or a device", error.Message, StringComparison.Ordinal);
        }

        foreach (string name in new[] { "loop.backup.zip", "nowhere.backup.zip", "folder.backup.zip" })
            await Assert.ThrowsAsync<BackupException>(() => _storage.OpenReadAsync(name, Token));
        Assert.Equal(0, await _storage.RemoveAbandonedAsync(Token));
    }

    [Fact]
    public async Task A_pipe_for_a_summary_is_passed_over()
    {
        await _storage.PutAsync("good.backup.zip", Bytes(10));
        Pipe("good.backup.json");
        Assert.Null(await BackupTools.Backups.SummaryFile.ReadAsync(_storage, "good.backup.zip", 10, Token));
    }

    [Fact]
    public async Task A_pipe_is_no_database_and_no_target()
    {
        Pipe("pipe.db");
        SqliteEngine engine = new();
        DbConnectionInfo pipe = engine.ParseConnection(_folder["pipe.db"]);
        await FailsAsync(ErrorCode.DatabaseInvalid, () => engine.OpenBackupAsync(new BackupRequest { Connection = pipe }, Token));
        await FailsAsync(ErrorCode.DatabaseInvalid, () => engine.GetTablesAsync(pipe, false, Token));
        await FailsAsync(ErrorCode.DatabaseInvalid, () => engine.GetDatabasesAsync(pipe, Token));
        Assert.False((await engine.TestConnectionAsync(pipe, Token)).Succeeded);
        SqliteSample.Create(_folder["good.db"], "CREATE TABLE t(a)");
        BackupJobResult made = await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = engine.ParseConnection(_folder["good.db"]), Storages = [_storage] }, Token);
        await FailsAsync(ErrorCode.TargetNotWritable, () => RestoreJob.RunAsync(
            BuiltIn.Components,
            new RestoreJobOptions { Archive = new(_storage, made.Backups[0].Name), Target = pipe, IfExists = IfExists.Replace }, Token));
    }

    [Fact]
    public void A_pipe_is_no_password_file()
    {
        Pipe(".pgpass");
        SystemSettings system = new();
        Assert.False(system.FileExists(_folder[".pgpass"]));
        Assert.Null(system.ReadLines(_folder[".pgpass"]));
    }

    private void Pipe(string name)
    {
        using Process mkfifo = Process.Start("mkfifo", [_folder[name]]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
    }
}
