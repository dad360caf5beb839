using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>Jobs that are cancelled at any moment.</summary>
public sealed class CancelledJobTests : FaultTest
{
    private const int Cancels = 6;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_backup_that_is_cancelled_leaves_nothing(int version)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await CreateSampleAsync(server);
        await CancelAsync(
            stop => BackUpAsync(server.Connection(database), token: stop),
            async finished =>
            {
                if (!finished)
                    Assert.Empty(Files);
                foreach (string file in Files)
                    File.Delete(file);
                await AssertNothingLeftAsync(server);
            });
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_restore_that_is_cancelled_leaves_nothing(int version)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await CreateSampleAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        await CancelAsync(
            stop => RestoreAsync(backup, server.Connection("copy"), token: stop, verify: true),
            async finished =>
            {
                await AssertNothingLeftAsync(server);
                Assert.Equal(finished ? "1" : "0", await server.PsqlAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname = 'copy'"));
                await server.PsqlAsync("postgres", "DROP DATABASE IF EXISTS copy");
            });
    }

    [Fact]
    public async Task A_restore_over_a_database_that_is_cancelled_leaves_the_old_one()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await CreateSampleAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        await server.PsqlAsync("postgres", "CREATE DATABASE old");
        await server.PsqlAsync("old", "CREATE TABLE precious ()");
        await server.PsqlAsync("postgres", "CREATE DATABASE copy TEMPLATE old");
        await CancelAsync(
            stop => RestoreAsync(backup, server.Connection("copy"), token: stop, ifExists: IfExists.Replace),
            async finished =>
            {
                await AssertNothingLeftAsync(server);
                Assert.Equal(finished ? "f" : "t", await server.PsqlAsync("copy", "SELECT to_regclass('precious') IS NOT NULL"));
                await server.PsqlAsync("postgres", "DROP DATABASE copy");
                await server.PsqlAsync("postgres", "CREATE DATABASE copy TEMPLATE old");
            });
    }

    [Fact]
    public async Task A_trial_restore_that_is_cancelled_leaves_no_database()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await CreateSampleAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        await CancelAsync(
            stop => TryRestoreAsync(backup, server.Connection("postgres"), stop), _ => AssertNothingLeftAsync(server));
    }

    /// <summary>Runs a job to its end, and then again and again, cancelling it at moments that are spread over that time.</summary>
    private static async Task CancelAsync(Func<CancellationToken, Task> job, Func<bool, Task> checkAndTidy)
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        await job(Token);
        TimeSpan whole = System.Diagnostics.Stopwatch.GetElapsedTime(started);
        await checkAndTidy(true);
        int cancelled = 0;
        for (int i = 0; i < Cancels; i++)
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            stop.CancelAfter(whole * i / Cancels);
            bool finished = false;
            try
            {
                await job(stop.Token);
                finished = true;
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            await checkAndTidy(finished);
        }

        Assert.True(cancelled > 0, "No job was cancelled before its end: the test shows nothing.");
    }
}
