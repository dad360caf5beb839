using System.Text;
using BackupTools.Archive;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers.MySql;
using static BackupTools.Tests.Engines.MySql.Scripts.MySqlScriptFixture;

namespace BackupTools.Tests.Engines.MySql.Scripts;

/// <summary>Scripts of mysqldump, mariadb-dump and our own export: the database is the one that the client makes of them.</summary>
public sealed class MySqlScriptRoundTripTests
{
    private const string Group = "scripts";
    private const string Everything = "--routines --triggers --events --no-tablespaces";

    private readonly MemoryStorage _storage = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<MySqlVersion, string> Dumps
    {
        get
        {
            TheoryData<MySqlVersion, string> data = [];
            foreach (MySqlVersion version in Enum.GetValues<MySqlVersion>())
            {
                foreach (string arguments in (string[])["", "--skip-extended-insert --complete-insert", "--hex-blob --no-autocommit --skip-comments", "--single-transaction --skip-opt --create-options --add-drop-trigger", "--skip-comments --skip-set-charset --insert-ignore"])
                    data.Add(version, arguments);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Dumps))]
    public async Task What_a_dump_holds_is_what_the_client_makes_of_it(MySqlVersion version, string arguments)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string original = await MySqlFixture.CreateAsync(server, "wide");
        string[] all = [.. Everything.Split(' '), .. Own(server), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        byte[] script = await DumpAsync(server, [.. all, original]);
        string judge = await server.CreateDatabaseAsync("judge");
        // The client would fail at the history, which the server has already.
        await LoadAsync(server, judge, server.IsMariaDb ? script : await DumpAsync(server, [.. all, "--set-gtid-purged=OFF", original]));

        string made = NewName("made");
        ScriptOutcome outcome = await RunAsync(server, made, script);
        Assert.True(outcome.Statements > 50);
        await AssertSameAsync(server, judge, made, original);

        string filled = await server.CreateDatabaseAsync("filled");
        await RunAsync(server, filled, script);
        await AssertSameAsync(server, judge, filled, original);
        Assert.Equal("", await DatabasesAsync(server, ""));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_dump_that_makes_and_chooses_its_database_goes_where_it_is_told(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string original = await MySqlFixture.CreateAsync(server, "wide");
        await server.ExecuteAsync(null, $"ALTER DATABASE {original} CHARACTER SET latin1 COLLATE latin1_german1_ci");
        string before = await TextAsync(server, original);
        byte[] script = await DumpAsync(server, [.. Everything.Split(' '), .. Own(server), "--add-drop-database", "-B", original]);
        string made = NewName("made");
        ScriptOutcome outcome = await RunAsync(server, made, script);
        Assert.Contains($"The script is of the database '{original}', and was run as one of '{made}'.", outcome.Warnings);
        Assert.True(outcome.Warnings.Count == (server.IsMariaDb ? 1 : 3), string.Join('\n', outcome.Warnings));
        Assert.Equal(before, await TextAsync(server, original));
        Assert.Equal(before, await TextAsync(server, made));

        await server.ExecuteAsync(made, "CREATE TABLE not_in_it (a int)", "DROP VIEW m_needs_a", "CREATE PROCEDURE nor_this() SELECT 1", "CREATE TRIGGER nor_that BEFORE DELETE ON numbers FOR EACH ROW SET @x = 1");
        Assert.True((await RunAsync(server, made, script, IfExists.Replace)).Replaced);
        Assert.Equal(before, await TextAsync(server, made));
        Assert.Equal("", await DatabasesAsync(server, ""));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task What_an_export_writes_is_restored(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string original = await MySqlFixture.CreateAsync(server, "wide");
        BackupInfo backup = (await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = server.Connection(original), Storages = [_storage], ChunkSize = 64 * 1024 }, Token)).Backups[0];
        await using ArchiveReader archive = await ArchiveReader.OpenAsync(await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);
        using MemoryStream script = new();
        await ((ISqlExport)BuiltIn.Components.GetEngine("mysql")).ExportSqlAsync(archive, new ExportRequest(), script, null, Token);
        string made = NewName("made");
        ScriptOutcome outcome = await RunAsync(server, made, script.ToArray());
        Assert.Empty(outcome.Warnings);
        Assert.Equal(backup.Rows, outcome.Rows);
        Assert.Equal(await TextAsync(server, original), await TextAsync(server, made));
        Assert.Equal(await ChecksumsAsync(server, original), await ChecksumsAsync(server, made));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97, ExportForm.Zip)]
    [InlineData(MySqlVersion.MariaDb118, ExportForm.TarZst)]
    public async Task An_export_with_a_file_for_each_feature_is_restored(MySqlVersion version, ExportForm form)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string original = await MySqlFixture.CreateAsync(server, "wide");
        BackupInfo backup = (await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = server.Connection(original), Storages = [_storage], ChunkSize = 64 * 1024 }, Token)).Backups[0];
        await using ArchiveReader archive = await ArchiveReader.OpenAsync(await _storage.OpenReadAsync(backup.Name, Token), backup.Name, BuiltIn.Components, null, Token);
        using TemporaryFolder folder = new();
        string path = folder["x" + form.Extension()];
        await using (FileStream stream = File.Create(path))
        {
            await using Package package = Package.Create(form, stream, path);
            await ((IFeatureExport)BuiltIn.Components.GetEngine("mysql")).ExportFilesAsync(archive, new ExportRequest(), package, null, Token);
            package.Complete();
        }

        string made = NewName("made");
        ScriptResult result = await ScriptJob.RunAsync(BuiltIn.Components, new ScriptJobOptions { Path = path, Target = server.Connection(made) }, Token);
        Assert.True(result.Scripts > 5);
        Assert.Equal(await TextAsync(server, original), await TextAsync(server, made));
        Assert.Equal(await ChecksumsAsync(server, original), await ChecksumsAsync(server, made));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97, "DEFAULT ENCRYPTION = 'N'", "SELECT DEFAULT_ENCRYPTION FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()", "NO")]
    [InlineData(MySqlVersion.MariaDb118, "COMMENT = 'it''s \\\\ ours'", "SELECT SCHEMA_COMMENT FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()", @"it's \ ours")]
    public async Task What_a_script_says_of_its_database_arrives(MySqlVersion version, string options, string question, string answer)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string made = NewName("made");
        await RunAsync(server, made, $"CREATE DATABASE a COLLATE latin1_bin {options}; USE a; CREATE TABLE t (b text); INSERT INTO a.t VALUES ('x');");
        Assert.Equal(answer, await server.ScalarAsync(made, question));
        Assert.Equal("latin1_bin", await server.ScalarAsync(made, "SELECT @@collation_database"));
        await RunAsync(server, made, $"CREATE DATABASE a {options}; USE a; CREATE TABLE u (b text); INSERT INTO a.u VALUES ('x');", IfExists.Replace);
        Assert.Equal(answer, await server.ScalarAsync(made, question));
        Assert.Equal("u", await server.ScalarAsync(made, "SELECT GROUP_CONCAT(TABLE_NAME) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"));
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Bytes_arrive_in_the_character_set_that_the_script_sets(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        byte[] script =
        [
            .. "CREATE TABLE t (a varchar(50), b varchar(50)) CHARACTER SET utf8mb4;\n/*!40101 SET NAMES latin1 */;\n"u8,
            .. Encoding.Latin1.GetBytes("INSERT INTO t VALUES ('é;''', 'latin1');\n"), .. "SET NAMES sjis;\n"u8,
            .. Encoding.GetEncoding("shift_jis").GetBytes("INSERT INTO t VALUES ('表;ソ', 'sjis');\nCREATE TABLE `表` (`能` int COMMENT '表');\n"), .. "SET NAMES gbk;\n"u8,
            .. Encoding.GetEncoding("gb2312").GetBytes("INSERT INTO t VALUES ('縗;\\'', 'gbk');\n"), .. "/*!50503 SET NAMES utf8mb4 */;\nINSERT INTO t VALUES ('🍞', 'utf8mb4');\n"u8,
        ];
        string made = NewName("made");
        await RunAsync(server, made, script);
        Assert.Equal("é;',表;ソ,縗;',🍞", await server.ScalarAsync(made, "SELECT GROUP_CONCAT(a ORDER BY FIELD(b, 'latin1', 'sjis', 'gbk', 'utf8mb4')) FROM t"));
        Assert.Equal("表", await server.ScalarAsync(made, "SELECT COLUMN_COMMENT FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '表' AND COLUMN_NAME = '能'"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97, 20_000_000)]
    [InlineData(MySqlVersion.MariaDb1011, 5_000_000)]
    [InlineData(MySqlVersion.MariaDb118, 5_000_000)]
    public async Task Answers_of_any_kind_are_read_to_their_end(MySqlVersion version, int length)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, Group);
        string made = NewName("made");
        ScriptOutcome outcome = await RunAsync(
            server, made,
            $"""
            CREATE TABLE t (a int PRIMARY KEY, b longtext);
            INSERT INTO t VALUES (1, REPEAT('x', {length})), (2, ''), (3, NULL);
            SELECT a, b, REPEAT('y', 254), b FROM t;
            DELIMITER //
            CREATE PROCEDURE p() BEGIN SELECT * FROM t; SELECT 1 WHERE 1 = 0; SET SESSION sql_mode = 'ANSI_QUOTES'; END//
            DELIMITER ;
            CALL p();
            CHECK TABLE t; SHOW TABLES; DO 1; EXPLAIN SELECT 1;
            INSERT INTO t VALUES (4, (SELECT COUNT(*) FROM t AS s));
            """);
        Assert.Equal((10L, 4L), (outcome.Statements, outcome.Rows));
        Assert.Equal("3", await server.ScalarAsync(made, "SELECT b FROM t WHERE a = 4"));
        Assert.Equal($"{length}", await server.ScalarAsync(made, "SELECT LENGTH(b) FROM t WHERE a = 1"));
    }

    [Fact]
    public async Task The_session_is_the_client_s_and_follows_its_sql_mode()
    {
        MySqlServer server = await MySqlServer.GetAsync(MySqlVersion.MySql97, Group);
        string made = NewName("made");
        await RunAsync(
            server, made,
            """
            CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY, b text);
            INSERT INTO t (b) SELECT @@session.sql_mode;
            SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES';
            INSERT INTO "t" ("b") VALUES ('C:\');
            INSERT INTO "t" ("b") VALUES ('";');
            SET sql_mode = DEFAULT;
            INSERT INTO t (b) VALUES ('it\'s;'), (@@autocommit), (@@time_zone);
            """);
        Assert.Equal(
            $"{await server.ScalarAsync(null, "SELECT @@sql_mode")}|C:\\|\";|it's;|1|SYSTEM", await server.ScalarAsync(made, "SELECT GROUP_CONCAT(b ORDER BY a SEPARATOR '|') FROM t"));
    }

    /// <summary>
    /// With its locks a dump of a table that takes numbers of a sequence can be loaded by nobody, MariaDB's client included; without the history of
    /// rows they get the time of the load.
    /// </summary>
    private static string[] Own(MySqlServer server) => server.IsMariaDb ? ["--skip-add-locks", "--dump-history"] : [];

    private static async Task AssertSameAsync(MySqlServer server, string judge, string made, string original)
    {
        string Plain(string text) => text.Replace($"`{original}`.", "", StringComparison.Ordinal);
        Assert.Equal(Plain(await TextAsync(server, judge)), Plain(await TextAsync(server, made)));
        Assert.Equal(await ChecksumsAsync(server, judge), await ChecksumsAsync(server, made));
    }
}
