using System.Text;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

public sealed class BrokenConnectionTests : FaultTest
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_cut_connection_ends_a_backup_and_a_restore_and_nothing_is_left(int version)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await CreateSampleAsync(server);
        using (CuttingProxy proxy = new(server))
        {
            HalfWay cut = new(() => Task.Run(proxy.Cut));
            await LosesServerAsync(() => BackUpAsync(proxy.Connection(database), cut));
            Assert.Empty(Files);
            await AssertNothingLeftAsync(server);
        }

        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        using CuttingProxy other = new(server);
        HalfWay cutAgain = new(() => Task.Run(other.Cut));
        BackupException error = await LosesServerAsync(() => RestoreAsync(backup, other.Connection("copy"), cutAgain));
        Assert.Contains("The database 'copy' was not created.", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            await server.PsqlAsync("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'copy%'"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stalled_connection_does_not_keep_a_backup_from_being_cancelled()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await CreateSampleAsync(server);
        using CuttingProxy proxy = new(server);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        HalfWay stall = new(() => Task.Run(proxy.Stall));
        Task<BackupJobResult> backup = BackUpAsync(proxy.Connection(database), stall, stop.Token);
        await Patience.UntilAsync("The backup is half-way.", () => stall.IsDone, backup);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => backup.WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Empty(Files);
        proxy.Dispose();
        await AssertNothingLeftAsync(server);
    }

    [Fact]
    public async Task A_stalled_connection_does_not_keep_a_restore_from_being_cancelled()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await CreateSampleAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        using CuttingProxy proxy = new(server);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        HalfWay stall = new(() => Task.Run(proxy.Stall));
        Task<RestoreResult> restore = RestoreAsync(backup, proxy.Connection("copy"), stall, stop.Token);
        await Patience.UntilAsync("The restore is half-way.", () => stall.IsDone, restore);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restore.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal("0", await server.PsqlAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname = 'copy'"));
    }

    [Theory]
    [InlineData(IfExists.Fail, "RENAME TO")]
    [InlineData(IfExists.Replace, "COMMIT")]
    public async Task Where_the_answer_to_the_last_rename_is_lost_the_error_tells_what_has_become_of_it(IfExists ifExists, string statement)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await CreateSampleAsync(server);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        if (ifExists == IfExists.Replace)
        {
            await server.PsqlAsync("postgres", "CREATE DATABASE copy");
            await server.PsqlAsync("copy", "CREATE TABLE old ()");
        }

        using CuttingProxy proxy = new(server);
        bool renames = false; // Rows are committed too, long before.
        proxy.CutsAfter = sent =>
        {
            string text = Encoding.UTF8.GetString(sent);
            renames |= text.Contains("RENAME TO", StringComparison.Ordinal);
            return renames && text.Contains(statement, StringComparison.Ordinal) && !text.Contains("CREATE", StringComparison.Ordinal);
        };
        RestoreResult result = await RestoreAsync(backup, proxy.Connection("copy"), ifExists: ifExists);
        Assert.Equal(ifExists == IfExists.Replace, result.Replaced);
        await AssertSameRowsAsync(server, database, server, "copy");
        await AssertNothingLeftAsync(server);
    }
}
