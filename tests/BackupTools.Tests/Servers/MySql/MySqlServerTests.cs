using System.Globalization;
using BackupTools.Tests.Fakes;
using MySqlConnector;

namespace BackupTools.Tests.Servers.MySql;

public sealed class MySqlServerTests
{
    private const string Sample = """
        CREATE TABLE kept (id INT PRIMARY KEY AUTO_INCREMENT, word VARCHAR(40) NOT NULL, raw VARBINARY(40), at TIMESTAMP NULL) CHARACTER SET utf8mb4;
        INSERT INTO kept (word, raw, at) VALUES ('smörgåsbord 🍞', x'00ff0d0a27', '2026-11-28 01:02:03'), ('it''s\n', NULL, NULL);
        CREATE VIEW seen AS SELECT word FROM kept;
        DELIMITER ;;
        CREATE TRIGGER louder BEFORE INSERT ON kept FOR EACH ROW BEGIN SET NEW.word = UPPER(NEW.word); END;;
        CREATE PROCEDURE many(IN n INT) BEGIN SELECT n; SELECT 'é'; END;;
        CREATE FUNCTION one() RETURNS INT DETERMINISTIC RETURN 1;;
        CREATE EVENT later ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM kept;;
        DELIMITER ;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_database_that_the_client_loads_from_a_dump_dumps_the_same(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        string original = await server.CreateDatabaseAsync("odd `name", "CHARACTER SET latin1");
        string copy = await server.CreateDatabaseAsync(options: "CHARACTER SET latin1");
        await server.LoadAsync(original, Sample);
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["dump.sql"], await server.DumpBytesAsync(original), Token);
        await server.RunScriptAsync(copy, folder["dump.sql"]);

        string dump = await server.DumpAsync(original);
        Assert.All(
            ["smörgåsbord 🍞", "0x00FF0D0A27", "VIEW `seen`", "TRIGGER `?louder`?", "PROCEDURE `many`", "FUNCTION `one`", "EVENT `later`", "latin1"],
            part => Assert.Matches($"(?i){part}", dump));
        Assert.Equal(dump, await server.DumpAsync(copy));
        Assert.Equal(await server.ChecksumAsync(original), await server.ChecksumAsync(copy));

        await server.ExecuteAsync(copy, "UPDATE kept SET at = '2026-11-28 01:02:04' WHERE id = 1");
        Assert.NotEqual(dump, await server.DumpAsync(copy));
        Assert.NotEqual(await server.ChecksumAsync(original), await server.ChecksumAsync(copy));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task The_shared_server_is_the_one_that_was_asked_for_with_what_tests_rely_on(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        Assert.Same(server, await MySqlServer.GetAsync(version));
        Assert.StartsWith($"{version.Number()}.", await server.ScalarAsync(null, "SELECT VERSION()"), StringComparison.Ordinal);
        Assert.Equal("root@%", await server.ScalarAsync(null, "SELECT CURRENT_USER()"));
        Assert.Equal("root@localhost", await server.LoadAsync("mysql", "SELECT CURRENT_USER()"));
        Assert.Equal("1,1,ROW", await server.ScalarAsync(null, "SELECT CONCAT_WS(',', @@log_bin + 0, @@local_infile + 0, @@binlog_format)"));
        Assert.NotNull(await server.ScalarAsync(null, "SHOW STATUS WHERE Variable_name = 'Ssl_cipher' AND Value <> ''"));
        if (!server.IsMariaDb)
            Assert.Equal("ON", await server.ScalarAsync(null, "SELECT @@gtid_mode"));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_script_that_fails_is_an_exception_with_the_servers_words(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => server.LoadAsync("mysql", "SELECT 1; SELECT no_such_column"));
        Assert.Contains("no_such_column", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MySqlException>(() => server.ExecuteAsync("mysql", "SELECT 1", "SELECT no_such_column"));
        await Assert.ThrowsAsync<MySqlException>(() => server.OpenAsync(user: "root", password: "another"));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_server_of_ones_own_can_be_killed_and_started_again(MySqlVersion version)
    {
        string data;
        await using (MySqlServer server = await MySqlServer.StartPrivateAsync(version, "--max-connections=33", "--innodb-flush-log-at-trx-commit=1"))
        {
            data = server.DataFolder;
            string database = await server.CreateDatabaseAsync();
            await server.ExecuteAsync(database, "CREATE TABLE kept AS SELECT 1 AS a");
            await server.KillAsync();
            await Assert.ThrowsAsync<MySqlException>(() => server.OpenAsync());
            await server.StartAsync();
            Assert.Equal("33", await server.ScalarAsync(null, "SELECT @@max_connections"));
            await server.StopAsync();
            await server.StartAsync();
            Assert.Contains("INSERT INTO `kept` (`a`) VALUES (1)", await server.DumpAsync(database), StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_server_that_is_installed_and_does_not_start_is_a_failure_with_its_log()
    {
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => MySqlServer.StartPrivateAsync(MySqlVersion.MariaDb1011, "--no-such-option"));
        Assert.Contains("unknown option '--no-such-option'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Servers_are_gone_soon_after_their_process_was_killed(MySqlVersion version)
    {
        await MySqlServer.GetAsync(version);
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["version"], $"{version}", Token);
        string noted = folder["noted"];
        using (ChildProcess child = ChildProcess.Start(typeof(MySqlServerTests), nameof(Start_and_wait), folder.Path))
        {
            await child.WaitUntilAsync(() => File.Exists(noted));
            await child.KillAsync(Token);
        }

        string[] lines = await File.ReadAllLinesAsync(noted, Token);
        await Patience.UntilAsync("The server has ended.", async () => !await ProcessRunner.IsAliveAsync(int.Parse(lines[0], CultureInfo.InvariantCulture)));
        await Patience.UntilAsync("The servers' folder is removed.", () => !Directory.Exists(lines[1]));
    }

    [Fact(Explicit = true)]
    public async Task Start_and_wait()
    {
        string folder = ChildProcess.Folder;
        MySqlServer server = await MySqlServer.GetAsync(Enum.Parse<MySqlVersion>(await File.ReadAllTextAsync(folder + "/version", Token)));
        Assert.True(Directory.Exists(server.DataFolder));
        await File.WriteAllTextAsync(folder + "/partial", $"{server.ProcessId}\n{server.DataFolder}\n", Token);
        File.Move(folder + "/partial", folder + "/noted");
        await Task.Delay(Timeout.Infinite, Token);
    }
}
