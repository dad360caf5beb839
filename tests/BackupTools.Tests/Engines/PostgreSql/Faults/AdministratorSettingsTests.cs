using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>Limits that an administrator has set for everybody, and that no backup would survive.</summary>
public sealed class AdministratorSettingsTests : FaultTest
{
    [Theory]
    [InlineData(15, "statement_timeout", "ALTER SYSTEM")]
    [InlineData(15, "idle_in_transaction_session_timeout", "ALTER ROLE postgres")]
    [InlineData(15, "idle_session_timeout", "ALTER SYSTEM")]
    [InlineData(15, "lock_timeout", "ALTER DATABASE {0}")]
    [InlineData(18, "transaction_timeout", "ALTER SYSTEM")]
    [InlineData(18, "statement_timeout", "ALTER DATABASE {0}")]
    public async Task Short_limits_do_not_end_a_job(int version, string setting, string where)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await CreateSampleAsync(server);
        int limit = setting == "statement_timeout" ? 1 : 200;
        await server.PsqlAsync(
            "postgres", $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, where, database)} SET {setting} = {limit}");
        await server.PsqlAsync("postgres", "SELECT pg_reload_conf()");
        HalfWay wait = new(() => Task.Delay(2 * limit, Token));
        BackupInfo backup = (await BackUpAsync(server.Connection(database), wait)).Backups[0];
        HalfWay waitAgain = new(() => Task.Delay(2 * limit, Token));
        RestoreResult result = await RestoreAsync(backup, server.Connection("copy"), waitAgain, verify: true);
        Assert.True(result.Verified);
        VerifyResult trial = await TryRestoreAsync(backup, server.Connection("postgres"));
        Assert.True(trial.Passed, string.Join('\n', trial.Findings));

        await server.StopAsync();
        File.Delete(server.DataFolder + "/postgresql.auto.conf");
        await server.StartAsync();
        await server.PsqlAsync("postgres", $"ALTER DATABASE {database} RESET ALL; ALTER DATABASE copy RESET ALL");
        await AssertSameRowsAsync(server, database, server, "copy");
        await AssertNothingLeftAsync(server);
    }

    /// <summary>So short that the server ends a session before the first statement, or the first answer, takes the limit away.</summary>
    [Theory]
    [InlineData(15, "idle_session_timeout")]
    [InlineData(18, "idle_session_timeout")]
    [InlineData(18, "transaction_timeout")]
    public async Task The_shortest_limits_do_not_end_a_session_that_begins(int version, string setting)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await CreateSampleAsync(server);
        await server.PsqlAsync("postgres", $"CREATE ROLE hurried LOGIN SUPERUSER; ALTER ROLE hurried SET {setting} = 1");
        BackupInfo backup = (await BackUpAsync(server.Connection(database, "hurried"))).Backups[0];
        RestoreResult result = await RestoreAsync(backup, server.Connection("copy", "hurried"), verify: true);
        Assert.True(result.Verified);
        await AssertNothingLeftAsync(server);
    }

    [Theory]
    [InlineData("ALTER SYSTEM")]
    [InlineData("ALTER ROLE postgres")]
    [InlineData("ALTER DATABASE {0}")]
    public async Task Sessions_that_read_only_can_back_up_and_are_no_target(string where)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await CreateSampleAsync(server);
        await server.PsqlAsync(
            "postgres", $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, where, database)} SET default_transaction_read_only = on");
        await server.PsqlAsync("postgres", "SELECT pg_reload_conf()");
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        await FailsAsync(ErrorCode.TargetNotWritable, () => RestoreAsync(backup, server.Connection(database), ifExists: IfExists.Append));
        if (where == "ALTER DATABASE {0}")
        {
            // The setting is the database's own, so the copy gets it too; but only when it is complete.
            await RestoreAsync(backup, server.Connection("copy"), verify: true);
            await AssertSameRowsAsync(server, database, server, "copy");
        }
        else
        {
            await FailsAsync(ErrorCode.TargetNotWritable, () => RestoreAsync(backup, server.Connection("copy")));
            await FailsAsync(ErrorCode.TargetNotWritable, () => TryRestoreAsync(backup, server.Connection("postgres")));
        }

        await AssertNothingLeftAsync(server);
    }
}
