using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Servers;

public sealed class PostgresServerTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_shared_server_is_of_the_version_that_was_asked_for_and_the_same_each_time(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        Assert.Equal(version, server.Version);
        Assert.StartsWith($"{version}", await server.PsqlAsync("postgres", "SHOW server_version_num"));
        Assert.Same(server, await PostgresServer.GetAsync(version));
        Assert.True(File.Exists($"{server.SocketFolder}/.s.PGSQL.{server.Port}"));
    }

    [Fact]
    public async Task A_script_that_fails_is_an_exception_with_the_servers_words()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => server.PsqlAsync("postgres", "SELECT 1; SELECT no_such_function()"));
        Assert.Contains("no_such_function() does not exist", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_server_of_ones_own_can_be_killed_and_started_again(int version)
    {
        string data;
        await using (PostgresServer server = await PostgresServer.StartPrivateAsync(version, "work_mem = '5MB'"))
        {
            data = server.DataFolder;
            string database = await server.CreateDatabaseAsync("odd 'name\\");
            await server.PsqlAsync(database, "CREATE TABLE kept AS SELECT 1 AS a; CHECKPOINT");
            await server.KillAsync();
            await Assert.ThrowsAsync<InvalidOperationException>(() => server.PsqlAsync(database, "SELECT 1"));
            await server.StartAsync();
            Assert.Equal("5MB|1", await server.PsqlAsync(database, "SELECT current_setting('work_mem'), a FROM kept"));
            await server.StopAsync();
            await server.StartAsync();
            Assert.Contains("CREATE TABLE public.kept", await server.DumpAsync(database), StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(data));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Servers_are_gone_soon_after_their_process_was_killed(int version)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await PostgresServer.GetAsync(version);
        using TemporaryFolder folder = new();
        string noted = folder["data"];
        using (ChildProcess child = ChildProcess.Start(typeof(PostgresServerTests), $"Start_{version}_and_wait", folder.Path))
        {
            await child.WaitUntilAsync(() => File.Exists(noted));
            Assert.True(Directory.Exists(await File.ReadAllTextAsync(noted, token)));
            await child.KillAsync(token);
        }

        string data = await File.ReadAllTextAsync(noted, token);
        await Patience.UntilAsync("The servers' folder is removed.", () => !Directory.Exists(data));
    }

    [Fact(Explicit = true)]
    public Task Start_15_and_wait() => StartAndWaitAsync(15);

    [Fact(Explicit = true)]
    public Task Start_18_and_wait() => StartAndWaitAsync(18);

    private static async Task StartAndWaitAsync(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string noted = Path.Combine(ChildProcess.Folder, "data");
        await File.WriteAllTextAsync(noted + ".partial", server.DataFolder, TestContext.Current.CancellationToken);
        File.Move(noted + ".partial", noted);
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }
}
