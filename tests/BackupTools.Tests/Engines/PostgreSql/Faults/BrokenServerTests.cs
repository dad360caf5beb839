using BackupTools.Catalog;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

public sealed class BrokenServerTests : FaultTest
{
    [Theory]
    [InlineData(15, true)]
    [InlineData(15, false)]
    [InlineData(18, true)]
    [InlineData(18, false)]
    public async Task A_server_that_dies_half_way_ends_the_backup_and_no_file_is_left(int version, bool killed)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await CreateSampleAsync(server);
        HalfWay death = new(() => killed ? server.KillAsync() : server.StopAsync("immediate"));
        BackupException error = await LosesServerAsync(() => BackUpAsync(server.Connection(database), death));
        Assert.Contains(server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
        Assert.Empty(Files);

        await RestartAsync(server);
        Assert.Single((await BackUpAsync(server.Connection(database))).Backups);
        await AssertNothingLeftAsync(server);
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(18, false)]
    public async Task A_server_that_dies_in_a_restore_has_no_database_of_the_target_s_name(int version, bool killed)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await CreateSampleAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        HalfWay death = new(() => killed ? server.KillAsync() : server.StopAsync("immediate"));
        BackupException error = await LosesServerAsync(() => RestoreAsync(backup, server.Connection("copy"), death));
        Assert.Contains("The database 'copy' was not created.", error.Message, StringComparison.Ordinal);
        Assert.Contains("_restoring_", error.Message, StringComparison.Ordinal);

        await RestartAsync(server);
        Assert.Equal("0", await server.PsqlAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname = 'copy'"));
        await RestoreAsync(backup, server.Connection("copy"));
        await AssertSameRowsAsync(server, database, server, "copy");
    }

    [Fact]
    public async Task A_server_that_recovers_at_once_is_cleaned()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await CreateSampleAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        // The crash of one session makes the server end all of them and recover.
        HalfWay crash = new(async () =>
        {
            string pid = await server.PsqlAsync("postgres", "SELECT pid FROM pg_stat_activity WHERE datname LIKE 'copy_restoring_%' LIMIT 1");
            System.Diagnostics.Process.GetProcessById(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture)).Kill();
        });
        await LosesServerAsync(() => RestoreAsync(backup, server.Connection("copy"), crash));
        await AssertNothingLeftAsync(server);
        Assert.Equal("0", await server.PsqlAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname ~ 'copy'"));
    }

    private static async Task RestartAsync(PostgresServer server)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await server.StartAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < 20)
            {
                // The children of a killed postmaster take a moment to notice.
                await Task.Delay(250, Token);
            }
        }
    }
}
