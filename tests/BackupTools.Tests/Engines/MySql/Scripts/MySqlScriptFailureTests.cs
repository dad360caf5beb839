using System.Text;
using BackupTools.Engines.MySql;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;
using static BackupTools.Tests.Engines.MySql.Scripts.MySqlScriptFixture;

namespace BackupTools.Tests.Engines.MySql.Scripts;

/// <summary>The first error ends a script: it says where, what, and what became of what was done before.</summary>
public sealed class MySqlScriptFailureTests
{
    private const string Start = "CREATE TABLE t (a int PRIMARY KEY, b text);\nINSERT INTO t VALUES (1, 'x'), (2, 'y');\n";
    private const string Group = "script failures";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<MySqlVersion, string, ErrorCode, string> Wrong
    {
        get
        {
            TheoryData<MySqlVersion, string, ErrorCode, string> data = [];
            foreach (MySqlVersion version in (MySqlVersion[])[MySqlVersion.MySql97, MySqlVersion.MariaDb118])
            {
                data.Add(version, Start + "\nSELECT\n  nothing;\n", ErrorCode.RestoreFailed, "Line 4 of 'x.sql': the server refused the statement 'SELECT nothing': Unknown column 'nothing' in ");
                data.Add(version, Start + "INSERT INTO t VALUES (1, 'z');", ErrorCode.RestoreFailed, "Line 3 of 'x.sql': the server refused the statement 'INSERT INTO t VALUES (1, 'z')': Duplicate entry");
                data.Add(version, Start + "SET made_up_setting_of_later = 0;", ErrorCode.RestoreFailed, "of the other product");
                data.Add(version, Start + "DELIMITER //\nSELECT 1; DROP TABLE t//\n", ErrorCode.RestoreFailed, "several statements before one delimiter");
                data.Add(version, Start + "\\! touch /tmp/never\n", ErrorCode.ScriptInvalid, "Line 3 of 'x.sql': '\\!' is a command of the client");
                data.Add(version, Start + "SELECT 'abc", ErrorCode.ScriptInvalid, "Line 3 of 'x.sql': The statement that begins there has a string that does not end");
                data.Add(version, Start + "/*!50000 LOAD DATA INFILE '/etc/passwd' INTO TABLE t */;", ErrorCode.ForeignStatement, "Line 3 of 'x.sql': LOAD reads a file of the server.");
                data.Add(version, Start + "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t;", ErrorCode.ScriptInvalid, "a file of this machine");
                data.Add(version, Start + "SELECT b INTO OUTFILE '/tmp/never' FROM t;", ErrorCode.ForeignStatement, "INTO OUTFILE writes a file of the server.");
                data.Add(version, Start + "USE shop; USE mysql;", ErrorCode.ForeignStatement, "goes on in 'mysql', having been one of 'shop'");
                data.Add(version, Start + "BEGIN;\nINSERT INTO t VALUES (3, 'z');\n", ErrorCode.ScriptInvalid, "Line 3 of 'x.sql': The transaction that begins there is never ended");
                data.Add(version, Start + "SET autocommit = 0;\nDELETE FROM t;\n", ErrorCode.ScriptInvalid, "Line 4 of 'x.sql': The transaction that begins there is never ended");
                data.Add(version, Start + "SET NAMES made_up;\n", ErrorCode.RestoreFailed, "of the other product");
                data.Add(version, Start + "INSERT INTO t VALUES (3, '\u001b[31m');SELECT '\u001b[31m' FROM no_table;\n", ErrorCode.RestoreFailed, "Line 3 of 'x.sql'");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Nothing_is_left_of_a_database_that_was_made(MySqlVersion version, string script, ErrorCode code, string what)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string name = NewName("fail");
        BackupException error = await FailsAsync(code, () => RunAsync(server, name, script));
        Assert.Contains(what, $"{error.Message} {error.Remedy}", StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.Matches(@"which brought \d+ rows\. ", error.Message);
        Assert.Contains($"The database '{name}' was not created: nothing is left of what was done for it.", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await DatabasesAsync(server, name));

        string empty = await server.CreateDatabaseAsync("empty");
        error = await FailsAsync(code, () => RunAsync(server, empty, script));
        Assert.Contains($"The database '{empty}' is empty again.", error.Message, StringComparison.Ordinal);
        Assert.Equal("0", await server.ScalarAsync(empty, "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97, "INSERT INTO t VALUES (3, 'z');\nBEGIN;\nINSERT INTO t VALUES (4, 'z');\nSELECT x;\n", 3, "all that stays which came before line 2 of 'x.sql', where the script began a transaction; that was rolled back")]
    [InlineData(MySqlVersion.MariaDb118, "INSERT INTO t VALUES (3, 'z');\nSELECT x;\n", 3, "All that stays in '")]
    [InlineData(MySqlVersion.MariaDb1011, "SELECT x;\n", 2, "Nothing had been done before.")]
    public async Task What_a_living_database_keeps_is_said(MySqlVersion version, string script, int rows, string what)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string database = await server.CreateDatabaseAsync("append");
        await server.LoadAsync(database, Start);
        await FailsAsync(ErrorCode.TargetExists, () => RunAsync(server, database, script));
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => RunAsync(server, database, script, IfExists.Append));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Equal($"{rows}", await server.ScalarAsync(database, "SELECT COUNT(*) FROM t"));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_database_is_replaced_whole_or_stays(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string database = await server.CreateDatabaseAsync("swap", "CHARACTER SET latin1 COLLATE latin1_german1_ci");
        await server.LoadAsync(database, "CREATE TABLE old (x int); CREATE TRIGGER r BEFORE INSERT ON old FOR EACH ROW SET @a = 1; CREATE VIEW v AS SELECT x FROM old; CREATE PROCEDURE p() SELECT 1;");
        string before = await server.DumpAsync(database);
        await FailsAsync(ErrorCode.RestoreFailed, () => RunAsync(server, database, Start + "SELECT x;", IfExists.Replace));
        Assert.Equal(before, await server.DumpAsync(database));

        // The names of the living database stand for the new one, too.
        BackupException error = await FailsAsync(ErrorCode.ForeignStatement, () => RunAsync(
            server, database, Start + $"CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW INSERT INTO {database}.old VALUES (1);", IfExists.Replace));
        Assert.Contains("Line 3 of 'x.sql'", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await server.DumpAsync(database));
        ScriptOutcome outcome = await RunAsync(
            server, database, Start + $"INSERT INTO {database}.t VALUES (3, 'z'); DROP TABLE IF EXISTS {database}.old; CREATE VIEW {database}.w AS SELECT {database}.t.a FROM {database}.t;", IfExists.Replace);
        Assert.True(outcome.Replaced);
        Assert.Equal((5L, 3L), (outcome.Statements, outcome.Rows));
        Assert.Equal("latin1_german1_ci:t,w", await server.ScalarAsync(database, "SELECT CONCAT(@@collation_database, ':', GROUP_CONCAT(TABLE_NAME ORDER BY TABLE_NAME)) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"));
        Assert.Equal("3", await server.ScalarAsync(database, "SELECT COUNT(*) FROM w"));
        Assert.Equal("", await DatabasesAsync(server, ""));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task No_other_database_is_written_to(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string other = await server.CreateDatabaseAsync("living");
        await server.LoadAsync(other, Start);
        string before = await server.DumpAsync(other);
        foreach (string statement in (string[])["INSERT INTO {0}.t VALUES (3, 'z')", "DELETE FROM {0}.t", "UPDATE t, {0}.t AS u SET u.b = 'z'", "DROP TABLE {0}.t", "ALTER DATABASE {0} COLLATE latin1_bin; DROP DATABASE {0}; INSERT INTO {0}.t VALUES (3, 'z'); SELECT nothing"])
            await FailsAsync(statement.Contains("nothing", StringComparison.Ordinal) ? ErrorCode.RestoreFailed : ErrorCode.ForeignStatement, () => RunAsync(server, NewName("fail"), Start + string.Format(null, statement, other) + ";"));
        Assert.Equal(before, await server.DumpAsync(other));
        ScriptOutcome outcome = await RunAsync(server, NewName("made"), Start + $"INSERT INTO {other}.t VALUES (3, 'z');", allowForeign: true);
        Assert.Equal((3L, 3L), (outcome.Statements, outcome.Rows));
        Assert.Equal("3", await server.ScalarAsync(other, "SELECT COUNT(*) FROM t"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task A_statement_that_the_server_does_not_take_is_said_to_be_too_long(MySqlVersion version)
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(version, "--max-allowed-packet=1M");
        string script = Start.Replace("text", "longtext", StringComparison.Ordinal) + "INSERT INTO t VALUES (3, '" + new string('x', 20 * 1024 * 1024) + "');";
        BackupException error = await FailsAsync(ErrorCode.ScriptInvalid, () => RunAsync(server, "made", script));
        Assert.StartsWith("Line 3 of 'x.sql': The statement that begins there has 20.0 MB, and the server takes 1.0 MB.", error.Message, StringComparison.Ordinal);
        Assert.Contains("max_allowed_packet", error.Remedy, StringComparison.Ordinal);
        await server.ExecuteAsync(null, "SET GLOBAL max_allowed_packet = 64 * 1024 * 1024");
        await RunAsync(server, "made", script);
        Assert.Equal($"{20 * 1024 * 1024}", await server.ScalarAsync("made", "SELECT MAX(LENGTH(b)) FROM t"));
    }

    [Fact]
    public async Task Values_that_a_server_changes_are_told_of()
    {
        MySqlServer server = await MySqlServer.GetAsync(MySqlVersion.MySql97, Group);
        ScriptOutcome outcome = await RunAsync(server, NewName("made"), "SET sql_mode = '';\nCREATE TABLE t (a tinyint);\nDROP TABLE IF EXISTS u;\nINSERT INTO t VALUES (1000), (1), (-1000);\n");
        Assert.Equal(
            ["The server has given 2 warnings about rows, and may have changed values to take them. The first: Line 4 of 'x.sql': Out of range value for column 'a' at row 1."], outcome.Warnings);
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97, "cancel")]
    [InlineData(MySqlVersion.MySql97, "KILL QUERY")]
    [InlineData(MySqlVersion.MariaDb118, "cancel")]
    [InlineData(MySqlVersion.MariaDb118, "KILL QUERY")]
    [InlineData(MySqlVersion.MariaDb118, "KILL")]
    [InlineData(MySqlVersion.MySql97, "KILL")]
    public async Task A_stopped_script_leaves_nothing(MySqlVersion version, string how)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string name = NewName("stopped");
        string mark = NewName("mark");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        IScriptTarget target = await new MySqlEngine().OpenScriptAsync(new ScriptRequest { Connection = server.Connection(name) }, Token);
        await target.PrepareAsync(Token);
        Task run = target.RunAsync("x.sql", new MemoryStream(Encoding.ASCII.GetBytes(Start + $"INSERT INTO t SELECT COUNT(*) + 3, '{mark}' FROM information_schema.COLUMNS a, information_schema.COLUMNS b, information_schema.COLUMNS c;")), stop.Token);
        string? session = null;
        await Patience.UntilAsync("The statement runs.", async () =>
            (session = await server.ScalarAsync(null, $"SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'INSERT%{mark}%'")) is not null);
        if (how == "cancel")
        {
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }
        else
        {
            await server.ExecuteAsync(null, $"{how} {session}");
            BackupException error = await Assert.ThrowsAsync<BackupException>(() => run);
            Assert.Equal(how == "KILL" ? ErrorCode.ConnectionLost : ErrorCode.RestoreFailed, error.Code);
            Assert.Contains("Line 3 of 'x.sql'", error.Message, StringComparison.Ordinal);
            Assert.Contains("nothing is left", error.Message, StringComparison.Ordinal);
        }

        await target.DisposeAsync();
        Assert.Equal("", await DatabasesAsync(server, name));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task What_a_killed_server_leaves_the_next_script_drops(MySqlVersion version)
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(version);
        IScriptTarget target = await new MySqlEngine().OpenScriptAsync(new ScriptRequest { Connection = server.Connection("made") }, Token);
        await target.PrepareAsync(Token);
        Task run = target.RunAsync("x.sql", new MemoryStream(Encoding.ASCII.GetBytes(Start + "SELECT SLEEP(100);")), Token);
        await Patience.UntilAsync("The statement runs.", async () => await server.ScalarAsync(null, "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'") is not null);
        await server.KillAsync();
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => run);
        Assert.Equal(ErrorCode.ConnectionLost, error.Code);
        await target.DisposeAsync();
        await server.StartAsync();
        Assert.Contains("backuptools_restoring", await DatabasesAsync(server, "made"), StringComparison.Ordinal);
        Assert.DoesNotContain("made", await DatabasesAsync(server, "made"), StringComparison.Ordinal);
        await RunAsync(server, "made", Start);
        Assert.Equal("made", await DatabasesAsync(server, "made"));
    }
}
