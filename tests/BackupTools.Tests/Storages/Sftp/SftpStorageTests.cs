using System.Diagnostics;
using System.Security.Cryptography;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Storages.Sftp;
using BackupTools.Storages.Sftp.Connections;
using BackupTools.Storages.Sftp.Wire;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Sftp;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages.Sftp;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SftpStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OpenSsh_has_all_that_a_durable_object_needs_and_its_renaming_never_replaces()
    {
        SshServer server = await SshServer.GetAsync();
        using SftpConnection connection = await ConnectAsync(server);
        Assert.True(connection.Files.CanHardLink && connection.Files.CanSync);
        Assert.Equal(64 * 1024, connection.Files.WriteBytes);
        File.WriteAllText(_folder["a"], "a");
        File.WriteAllText(_folder["b"], "b");

        await Assert.ThrowsAsync<SftpStatusException>(() => connection.Files.RenameAsync(_folder["a"], _folder["b"], Token));
        await Assert.ThrowsAsync<SftpStatusException>(() => connection.Files.HardLinkAsync(_folder["a"], _folder["b"], Token));

        Assert.Equal(("a", "b"), (File.ReadAllText(_folder["a"]), File.ReadAllText(_folder["b"])));
        byte[] folder = await connection.Files.OpenReadAsync(_folder.Path, Token);
        await connection.Files.SyncAsync(folder, Token);
    }

    /// <summary>What the server says that it was asked for is the judge.</summary>
    [Fact]
    public async Task The_servers_disk_has_an_object_before_it_has_its_name()
    {
        SshServer server = await SshServer.GetAsync("/usr/lib/openssh/sftp-server -e -l DEBUG3 2>>{0}/log");
        await new SftpStorage(server.Storage(_folder.Path)).PutAsync("synced.zip", Bytes(100_000));

        string[] log = File.ReadAllLines(server.Path + "/log");
        int sync = Array.FindIndex(log, l => l.Contains("fsync", StringComparison.Ordinal));
        int link = Array.FindIndex(log, l => l.Contains("hardlink old", StringComparison.Ordinal) && l.Contains("synced.zip", StringComparison.Ordinal));
        Assert.True(sync >= 0 && link > sync, string.Join('\n', log));
    }

    [Fact]
    public async Task Distance_does_not_decide_the_pace()
    {
        SshServer server = await SshServer.GetAsync();
        using CuttingProxy far = new(server.Port, delay: TimeSpan.FromMilliseconds(25));
        SftpStorage storage = new(server.Storage(_folder.Path, far.Port));
        byte[] content = Bytes(24 * 1024 * 1024);

        Stopwatch time = Stopwatch.StartNew();
        await storage.PutAsync("far", content);
        TimeSpan writing = time.Elapsed;
        time.Restart();
        byte[] read = await storage.GetAsync("far");

        // One block after the other would take 384 times 50 ms, and some.
        Assert.True(writing < TimeSpan.FromSeconds(9), $"{writing}");
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(9), $"{time.Elapsed}");
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(read));
    }

    [Fact]
    public async Task Folders_are_made_and_names_that_are_no_plain_files_are_not_listed()
    {
        SshServer server = await SshServer.GetAsync();
        SftpStorage storage = new(server.Storage(_folder["new/deep"]));
        await FailsAsync(ErrorCode.StorageNotFound, () => storage.NamesAsync());
        Assert.True(await storage.GetFreeSpaceAsync(Token) > 0);

        await storage.PutAsync("x", Bytes(3));
        Directory.CreateDirectory(_folder["new/deep/folder"]);
        File.CreateSymbolicLink(_folder["new/deep/link"], _folder["new/deep/x"]);
        File.CreateSymbolicLink(_folder["new/deep/nowhere"], _folder["nowhere"]);
        File.WriteAllText(_folder["new/deep/line\nfeed"], "");
        File.WriteAllText(_folder["new/deep/back\\slash"], "");

        Assert.Equal(["link", "x"], await storage.NamesAsync());
        Assert.Equal(Convert.ToInt32("600", 8), (int)File.GetUnixFileMode(_folder["new/deep/x"]));
        Assert.Equal(Convert.ToInt32("700", 8), (int)File.GetUnixFileMode(_folder["new"]));
    }

    [Fact]
    public async Task A_server_that_denies_writing_is_denied_access()
    {
        SshServer server = await SshServer.GetAsync("internal-sftp -R");
        SftpStorage storage = new(server.Storage(_folder.Path));
        File.WriteAllText(_folder["x"], "x");
        await FailsAsync(ErrorCode.StorageAccessDenied, () => storage.PutAsync("y", Bytes(10)));
        await FailsAsync(ErrorCode.StorageAccessDenied, () => storage.DeleteAsync("x", Token));
        Assert.Equal(["x"], await storage.NamesAsync());
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_said_to_be_lost_and_one_without_a_name_is_not_tried_again()
    {
        SshServer server = await SshServer.GetAsync();
        StorageInfo nobody = server.Storage(_folder.Path, LoopbackPort.FindFree());
        Assert.True((await FailsAsync(ErrorCode.StorageFailed, () => new SftpStorage(nobody).NamesAsync())).IsTransient);
        StorageInfo nowhere = nobody with { Location = "sftp://me@no-such-host.invalid/x" };
        await FailsAsync(ErrorCode.StorageFailed, () => new SftpStorage(nowhere).NamesAsync());
    }

    [Fact]
    public async Task A_reader_and_a_storage_connect_again_when_the_connection_broke()
    {
        SshServer server = await SshServer.GetAsync();
        SftpStorage direct = new(server.Storage(_folder.Path));
        byte[] content = Bytes(3_000_000);
        await direct.PutAsync("x", content);
        int cuts = 0;
        for (int pieces = 8; pieces < 26; pieces++)
        {
            using CuttingProxy proxy = new(server.Port, pieces);
            IBackupStorage storage = BuiltIn.Components.OpenStorage(server.Storage(_folder.Path, proxy.Port));
            Assert.Equal(["x"], await storage.NamesAsync());
            await using IStorageReader reader = await storage.OpenReadAsync("x", Token);
            byte[] read = new byte[content.Length];
            for (int at = 0; at < read.Length; at += 300_000)
                await reader.ReadExactlyAsync(at, read.AsMemory(at, 300_000), Token);
            Assert.Equal(content, read);
            cuts += proxy.HasCut ? 1 : 0;
        }

        Assert.True(cuts > 5, $"{cuts}");
    }

    [Fact]
    public async Task Wherever_the_connection_breaks_there_is_a_whole_backup_or_none_and_nothing_is_left()
    {
        SshServer server = await SshServer.GetAsync();
        SqliteSample.Create(_folder["shop.db"], "CREATE TABLE t (a); INSERT INTO t SELECT value FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 500) SELECT * FROM n)");
        int failed = 0, written = 0;
        bool wasCut = true;
        for (int pieces = 0; wasCut; pieces++)
        {
            using CuttingProxy proxy = new(server.Port, pieces);
            string folder = $"/{Guid.NewGuid():n}";
            IBackupStorage storage = BuiltIn.Components.OpenStorage(server.Storage(_folder.Path + folder, proxy.Port));
            try
            {
                await BackupJob.RunAsync(
                    BuiltIn.Components,
                    new BackupJobOptions { Connection = BuiltIn.Components.ParseConnection(_folder["shop.db"]), Storages = [storage] }, Token);
                written++;
            }
            catch (BackupException)
            {
                failed++;
            }

            wasCut = proxy.HasCut;
            await CheckAsync(_folder.Path + folder);
        }

        Assert.True(failed > 0 && written > 1, $"{failed} failed, {written} written");
    }

    [Fact]
    public async Task A_backup_makes_the_whole_round()
    {
        SshServer server = await SshServer.GetAsync();
        SqliteSample.Create(_folder["shop.db"], "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
        IBackupStorage storage = BuiltIn.Components.OpenStorage(server.Storage(_folder["there"]));
        BackupJobResult result = await BackupJob.RunAsync(
            BuiltIn.Components,
            new BackupJobOptions
            {
                Connection = BuiltIn.Components.ParseConnection(_folder["shop.db"]), Storages = [storage, BuiltIn.Components.OpenStorage(_folder["here"])],
            }, Token);
        Assert.Empty(result.Failures);

        BackupInfo backup = Assert.Single(await BackupCatalog.ListAsync(BuiltIn.Components, storage, new BackupFilter(), e => throw e, Token));
        foreach (VerifyLevel level in Enum.GetValues<VerifyLevel>())
        {
            Assert.True((await VerifyJob.RunAsync(
                BuiltIn.Components, new VerifyJobOptions { Archive = new(storage, backup.Name), Level = level }, Token)).Passed);
        }

        string own = Assert.Single(Directory.GetFiles(_folder["here"], "*.zip"));
        Assert.Equal(File.ReadAllBytes(own), File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder["there"], "*.zip"))));
        ArchiveLocation byUri = BuiltIn.Components.OpenArchive(storage.GetPath(backup.Name));
        Assert.Equal((storage.Location, backup.Name), (byUri.Storage.Location, byUri.Name));
    }

    private static async Task CheckAsync(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        IBackupStorage local = BuiltIn.Components.OpenStorage(folder);
        foreach (BackupInfo backup in await BackupCatalog.ListAsync(BuiltIn.Components, local, new BackupFilter(), e => throw e, Token))
        {
            VerifyResult result = await VerifyJob.RunAsync(BuiltIn.Components, new VerifyJobOptions { Archive = new(local, backup.Name) }, Token);
            Assert.True(result.Passed, string.Join('\n', result.Findings));
        }

        Assert.Empty(Directory.GetFiles(folder, ".*partial*"));
    }

    private static async Task<SftpConnection> ConnectAsync(SshServer server)
    {
        StorageInfo info = server.Storage("/tmp");
        return await new SshConnector(
            new SftpLocation(null, "127.0.0.1", server.Port, "/"), Environment.UserName, SftpOptions.Of(info), null).ConnectAsync(Token);
    }
}
