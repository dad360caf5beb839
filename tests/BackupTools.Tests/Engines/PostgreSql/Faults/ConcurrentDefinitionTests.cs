using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>Backups while others change definitions.</summary>
public sealed class ConcurrentDefinitionTests : FaultTest
{
    [Theory]
    [InlineData(15, "DROP TABLE entry")]
    [InlineData(15, "TRUNCATE entry")]
    [InlineData(18, "ALTER TABLE entry ADD extra int DEFAULT 7")]
    [InlineData(18, "ALTER TABLE entry ALTER id TYPE bigint")]
    [InlineData(18, "CLUSTER entry USING entry_pkey")]
    public async Task A_change_of_a_table_waits_until_the_backup_has_read_it(int version, string change)
    {
        PostgresServer server = await PostgresServer.GetAsync(version, "faults");
        string database = await CreateSampleAsync(server);
        string original = await server.PsqlAsync(database, "SELECT count(*), sum(hashtextextended(e::text, 0)) FROM entry e");
        Task<string>? changing = null;
        HalfWay begin = new(async () =>
        {
            changing = server.PsqlAsync(database, change);
            await server.UntilAsync($"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{database}' AND wait_event_type = 'Lock'", changing);
        });
        BackupJobResult result = await BackUpAsync(server.Connection(database), begin);
        await changing!;
        string copy = $"{database}_copy";
        await RestoreAsync(result.Backups[0], server.Connection(copy), verify: true);
        Assert.Equal(original, await server.PsqlAsync(copy, "SELECT count(*), sum(hashtextextended(e::text, 0)) FROM entry e"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Tables_that_come_and_go_all_the_time_do_not_harm_a_backup(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version, "faults");
        string database = await CreateSampleAsync(server);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task churn = Task.Run(
            async () =>
            {
                for (int i = 0; !stop.IsCancellationRequested; i++)
                {
                    await server.PsqlAsync(
                        database,
                        $"CREATE TABLE passing{i % 2} (id int PRIMARY KEY); INSERT INTO passing{i % 2} VALUES (1); SELECT pg_sleep(0.1); DROP TABLE passing{i % 2};");
                }
            },
            Token);
        List<BackupInfo> backups = [];
        for (int i = 0; i < 3; i++)
            backups.AddRange((await BackUpAsync(server.Connection(database))).Backups);
        await stop.CancelAsync();
        await churn;
        foreach (BackupInfo backup in backups)
        {
            string copy = $"{database}_{backups.IndexOf(backup)}";
            await RestoreAsync(backup, server.Connection(copy), verify: true);
            await AssertSameRowsAsync(server, database, server, copy);
        }
    }

    [Fact]
    public async Task A_lock_that_is_not_given_up_ends_the_backup_naming_table_and_holder()
    {
        PostgresServer server = await PostgresServer.GetAsync(15, "faults");
        string database = await CreateSampleAsync(server);
        Task<string> holding = server.PsqlAsync(database, "SET application_name = 'greedy'; BEGIN; LOCK TABLE entry; SELECT pg_sleep(120); END");
        await server.UntilAsync("SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'greedy' AND query LIKE '%pg_sleep(120)%'", holding);
        BackupException error = await FailsAsync(
            ErrorCode.DatabaseLocked,
            () => BackUpAsync(server.Connection(database) with { LockTimeout = TimeSpan.FromSeconds(1) }));
        Assert.Contains("public.entry", error.Message, StringComparison.Ordinal);
        Assert.Contains("greedy", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files);
        Assert.Equal("0", await server.PsqlAsync("postgres", "SELECT count(*) FROM pg_locks WHERE NOT granted"));
        await server.PsqlAsync("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'greedy'");
        await Assert.ThrowsAsync<InvalidOperationException>(() => holding);
    }
}
