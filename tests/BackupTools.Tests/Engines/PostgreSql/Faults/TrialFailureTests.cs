using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>A server that fails during a trial says nothing about the backup: the test could not be made, which is no verdict.</summary>
public sealed class TrialFailureTests : FaultTest
{
    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task A_server_that_is_stopped_is_an_error_of_the_test(string mode)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        BackupInfo backup = (await BackUpAsync(server.Connection(await CreateSampleAsync(server)))).Backups[0];
        HalfWay stop = new(() => server.StopAsync(mode));
        await LosesServerAsync(() => TryRestoreAsync(backup, server.Connection("postgres"), progress: stop));
        Assert.True(stop.IsDone);

        // The role and the database that could not be dropped are by the next trial.
        await server.StartAsync();
        Assert.Matches("^backuptools_scratch_", await server.PsqlAsync("postgres", "SELECT rolname FROM pg_roles WHERE rolname ~ 'scratch'"));
        Assert.True((await TryRestoreAsync(backup, server.Connection("postgres"))).Passed);
        await AssertNothingLeftAsync(server);
    }

    [Fact]
    public async Task A_limit_of_the_server_is_an_error_of_the_test()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        await using PostgresServer small = await PostgresServer.StartPrivateAsync(15, "work_mem = '64kB'\ntemp_file_limit = '1MB'");
        BackupInfo backup = (await BackUpAsync(server.Connection(await CreateSampleAsync(server)))).Backups[0];
        BackupException error = await FailsAsync(ErrorCode.ServerFailed, () => TryRestoreAsync(backup, small.Connection("postgres")));
        Assert.Contains("temp_file_limit", error.Message, StringComparison.Ordinal);
        await AssertNothingLeftAsync(small);
    }

    [Theory]
    [InlineData("pg_cancel_backend", ErrorCode.ServerFailed)]
    [InlineData("pg_terminate_backend", ErrorCode.ConnectionLost)]
    public async Task Work_that_an_administrator_ends_is_an_error_of_the_test(string function, ErrorCode code)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await server.CreateDatabaseAsync("slow");
        await server.PsqlAsync(
            database,
            """
            CREATE FUNCTION slow(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
                IF current_database() LIKE '%restoring%' THEN PERFORM pg_catalog.pg_sleep(600); END IF;
                RETURN $1;
            END $$;
            CREATE TABLE few (id int); INSERT INTO few VALUES (1);
            CREATE INDEX slowly ON few (slow(id));
            """);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        Task<VerifyResult> trial = TryRestoreAsync(backup, server.Connection("postgres"));
        await server.UntilAsync("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep'", trial);
        await server.PsqlAsync("postgres", $"SELECT {function}(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
        await FailsAsync(code, () => trial);
        await AssertNothingLeftAsync(server);
    }

    [Fact]
    public async Task The_full_disk_of_a_scratch_folder_is_an_error_of_the_test()
    {
        using TemporaryFileSystem disk = TemporaryFileSystem.Mount(1);
        using TemporaryFolder folder = new();
        string database = folder.Path + "/large.db";
        SqliteSample.Create(database, "CREATE TABLE t(x); INSERT INTO t VALUES(randomblob(3900000))");
        BackupInfo backup = (await BackUpAsync(BuiltIn.Components.ParseConnection(database))).Backups[0];
        BackupException error = await FailsAsync(
            ErrorCode.StorageFull,
            () => VerifyJob.RunAsync(
                BuiltIn.Components,
                new VerifyJobOptions { Archive = new(Storage, backup.Name), Level = VerifyLevel.Restore, ScratchDirectory = disk.Path }, Token));
        Assert.Contains(disk.Path, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }
}
