using BackupTools.Backups;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

public sealed class FullDiskTests : FaultTest
{
    [Fact]
    public async Task A_server_whose_disk_fills_ends_the_restore_and_has_its_room_back()
    {
        using TemporaryFileSystem disk = TemporaryFileSystem.Mount(60);
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        await using PostgresServer small = await PostgresServer.StartPrivateAsync(15);
        await small.StopAsync();
        await ProcessRunner.RunAsync(new("cp", ["-a", small.DataFolder + "/base", disk.Path + "/base"]));
        Directory.Delete(small.DataFolder + "/base", recursive: true);
        File.CreateSymbolicLink(small.DataFolder + "/base", disk.Path + "/base");
        await small.StartAsync();

        BackupInfo backup = (await BackUpAsync(server.Connection(await CreateSampleAsync(server)))).Backups[0];
        BackupException error = await FailsAsync(ErrorCode.StorageFull, () => RestoreAsync(backup, small.Connection("copy")));
        Assert.Contains("SQLSTATE 53100", error.Message, StringComparison.Ordinal);
        Assert.Contains("The database 'copy' was not created.", error.Message, StringComparison.Ordinal);
        await AssertNothingLeftAsync(small);

        // It is the server that failed here, and not the backup.
        await FailsAsync(ErrorCode.StorageFull, () => TryRestoreAsync(backup, small.Connection("postgres")));
        await AssertNothingLeftAsync(small);
        Assert.Equal("3", await small.PsqlAsync("postgres", "SELECT count(*) FROM pg_database"));
    }

    [Fact]
    public async Task A_storage_that_fills_ends_the_backup_and_has_its_room_back()
    {
        using TemporaryFileSystem disk = TemporaryFileSystem.Mount(3);
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await CreateSampleAsync(server);
        await FailsAsync(
            ErrorCode.StorageFull,
            () => BackupTools.Jobs.BackupJob.RunAsync(
                BuiltIn.Components,
                new BackupTools.Jobs.BackupJobOptions
                {
                    Connection = server.Connection(database), Storages = [BuiltIn.Components.OpenStorage(disk.Path)], ChunkSize = 256 * 1024,
                },
                Token));
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
        await AssertNothingLeftAsync(server);
    }
}
