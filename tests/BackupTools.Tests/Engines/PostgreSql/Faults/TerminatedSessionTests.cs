using BackupTools.Backups;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

public sealed class TerminatedSessionTests : FaultTest
{
    private const string Worker = "query LIKE 'COPY%' OR query LIKE '%SNAPSHOT%' OR query LIKE '%lock_timeout%'";

    [Theory]
    [InlineData(15, true)]
    [InlineData(15, false)]
    [InlineData(18, true)]
    [InlineData(18, false)]
    public async Task A_backup_ends_when_one_of_its_sessions_is_terminated(int version, bool worker)
    {
        PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        await using (server)
        {
            string database = await CreateSampleAsync(server);
            HalfWay end = new(() => TerminateAsync(server, $"datname = '{database}' AND {(worker ? "" : "NOT ")}({Worker})"));
            BackupException error = await FailsAsync(ErrorCode.ConnectionLost, () => BackUpAsync(server.Connection(database), end));
            // A worker has sent its next statement already; the reset that this provokes may swallow the server's last words.
            if (!worker)
                Assert.Contains("administrator", error.Message, StringComparison.Ordinal);
            Assert.Empty(Files);
            await AssertNothingLeftAsync(server);
        }
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(18, true)]
    [InlineData(15, false)]
    public async Task A_restore_ends_when_one_of_its_sessions_is_terminated(int version, bool worker)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await CreateSampleAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        HalfWay end = new(() => TerminateAsync(server, $"datname LIKE 'copy_restoring_%' AND {(worker ? "" : "NOT ")}(query LIKE 'COPY%')"));
        BackupException error = await FailsAsync(ErrorCode.ConnectionLost, () => RestoreAsync(backup, server.Connection("copy"), end));
        Assert.Contains("administrator", error.Message, StringComparison.Ordinal);
        Assert.Contains("The database 'copy' was not created.", error.Message, StringComparison.Ordinal);
        await AssertNothingLeftAsync(server);
        Assert.Equal("0", await server.PsqlAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname ~ 'copy'"));
    }

    private static async Task TerminateAsync(PostgresServer server, string which)
    {
        string ended = await server.PsqlAsync(
            "postgres", $"SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE application_name = 'BackupTools' AND {which} LIMIT 1) s");
        Assert.Equal("1", ended);
    }
}
