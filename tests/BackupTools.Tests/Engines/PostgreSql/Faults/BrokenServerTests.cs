using BackupTools.Backups;
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

    /// <summary>What a server has not written yet when it dies is lost; here it would not write for ten seconds unless it must.</summary>
    [Theory]
    [InlineData(IfExists.Fail, false)]
    [InlineData(IfExists.Fail, true)]
    [InlineData(IfExists.Replace, true)]
    public async Task What_is_reported_as_restored_survives_the_death_of_the_server(IfExists ifExists, bool exists)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(
            18, "wal_writer_delay = '10s'\nwal_writer_flush_after = '1GB'\nautovacuum = off");
        string database = await CreateSampleAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        if (exists)
            await server.PsqlAsync("postgres", "CREATE DATABASE copy TEMPLATE template0");
        if (ifExists == IfExists.Replace)
            await server.PsqlAsync("copy", "CREATE TABLE old ()");
        await RestoreAsync(backup, server.Connection("copy"), ifExists: ifExists);
        await server.StopAsync("immediate");

        await RestartAsync(server);
        await AssertSameRowsAsync(server, database, server, "copy");
        const string Constraints = "SELECT string_agg(conname, ' ' ORDER BY conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace";
        Assert.Equal(await server.PsqlAsync(database, Constraints), await server.PsqlAsync("copy", Constraints));
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
