using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>Fewer slots than workers: the job is done by fewer, and says so.</summary>
public sealed class FewConnectionsTests : FaultTest
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_role_with_two_connections_can_do_everything(int version)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        await server.PsqlAsync("postgres", "CREATE ROLE clerk LOGIN CREATEDB CONNECTION LIMIT 2");
        string database = await CreateSampleAsync(server, "clerk");
        for (int i = 0; i < 2; i++)
        {
            BackupJobResult result = await BackUpAsync(server.Connection(database, "clerk"), parallelism: 4);
            Assert.Contains("read by 1 instead of 4 workers", Assert.Single(result.Warnings), StringComparison.Ordinal);
            RestoreResult restored = await RestoreAsync(result.Backups[0], server.Connection($"copy{i}", "clerk"), parallelism: 4);
            Assert.Contains("restored by 1 instead of 4 workers", Assert.Single(restored.Warnings), StringComparison.Ordinal);
            await AssertSameRowsAsync(server, database, server, $"copy{i}");
            VerifyResult trial = await TryRestoreAsync(result.Backups[0], server.Connection("postgres", "clerk"));
            Assert.True(trial.Passed, string.Join('\n', trial.Findings));
        }

        await AssertNothingLeftAsync(server);
    }

    [Fact]
    public async Task A_server_with_few_connections_is_used_by_fewer_workers()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(
            15, "max_connections = 7\nsuperuser_reserved_connections = 3\nmax_wal_senders = 0\nwal_level = minimal");
        await server.PsqlAsync("postgres", "CREATE ROLE clerk LOGIN CREATEDB");
        string database = await CreateSampleAsync(server, "clerk");
        BackupJobResult result = await BackUpAsync(server.Connection(database, "clerk"), parallelism: 8);
        Assert.Contains("read by 3 instead of 8 workers", Assert.Single(result.Warnings), StringComparison.Ordinal);
        RestoreResult restored = await RestoreAsync(result.Backups[0], server.Connection("copy", "clerk"), parallelism: 8);
        Assert.Contains("restored by 3 instead of 8 workers", Assert.Single(restored.Warnings), StringComparison.Ordinal);
        await AssertSameRowsAsync(server, database, server, "copy");
        await AssertNothingLeftAsync(server);
    }

    [Fact]
    public async Task One_connection_is_too_few_and_the_error_says_so()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        await server.PsqlAsync("postgres", "CREATE ROLE clerk LOGIN CREATEDB CONNECTION LIMIT 1");
        string database = await CreateSampleAsync(server, "clerk");
        await FailsAsync(ErrorCode.TooManyConnections, () => BackUpAsync(server.Connection(database, "clerk")));
        Assert.Empty(Files);
        await AssertNothingLeftAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        BackupException error = await FailsAsync(ErrorCode.TooManyConnections, () => RestoreAsync(backup, server.Connection("copy", "clerk")));
        Assert.Contains("The database 'copy' was not created.", error.Message, StringComparison.Ordinal);
        await AssertNothingLeftAsync(server);
    }
}
