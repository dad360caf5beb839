using BackupTools.Backups;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

public sealed class StandbyTests : FaultTest
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_standby_can_be_backed_up_and_is_no_target(int version)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await CreateSampleAsync(server);
        await using PostgresServer standby = await server.StartStandbyAsync();
        Assert.Equal("t", await standby.PsqlAsync(database, "SELECT pg_is_in_recovery()"));
        BackupInfo backup = (await BackUpAsync(standby.Connection(database))).Backups[0];
        await AssertNothingLeftAsync(standby);

        BackupException error = await FailsAsync(ErrorCode.TargetNotWritable, () => RestoreAsync(backup, standby.Connection("copy")));
        Assert.Contains("standby", error.Message, StringComparison.Ordinal);
        await FailsAsync(ErrorCode.TargetNotWritable, () => TryRestoreAsync(backup, standby.Connection("postgres")));
        await RestoreAsync(backup, server.Connection("copy"), verify: true);
        await AssertSameRowsAsync(server, database, server, "copy");
        await AssertNothingLeftAsync(standby);
    }
}
