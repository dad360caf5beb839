using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Scripts.Splitting;
using BackupTools.Engines.Shared;
using FsCheck.Xunit;

namespace BackupTools.Tests.Engines.MySql.Scripts;

/// <summary>Where statements end, and that it does not matter how the bytes are divided.</summary>
public sealed class MySqlScriptReaderTests
{
    private static readonly int[] Sizes = [1, 2, 3, 7, 4096];
    private static readonly ServerVersion MySql = ServerVersion.Parse("9.7.0");
    private static readonly ServerVersion MariaDb = ServerVersion.Parse("11.8.3-MariaDB");

    [Theory]
    [InlineData("SELECT 1; SELECT 2;", "SELECT 1|SELECT 2")]
    [InlineData("-- a; b\n--x\n# c; d\nSELECT 1;/* ; /* ; */;;\n SELECT 2 -- ;\n;", "SELECT 1|SELECT 2 -- ;\n")]
    [InlineData("SELECT 'a;''b;', 'a\\';b', \"x;\"\"y;\\\";\", `a;``b\\`;x;", "SELECT 'a;''b;', 'a\\';b', \"x;\"\"y;\\\";\", `a;``b\\`|x")]
    [InlineData("SELECT 1--1;SELECT 1-- 1;\n;SELECT 4/2;", "SELECT 1--1|SELECT 1-- 1;\n|SELECT 4/2")]
    [InlineData("SELECT 1 --\u0001;\n;x;", "SELECT 1 --\u0001;\n|x")]
    [InlineData("SELECT 1 /*/ ; */ , /* **/ 2;x;", "SELECT 1 /*/ ; */ , /* **/ 2|x")]
    [InlineData("DELIMITER //\nSELECT 1; SELECT 2//\n  delimiter ;\nSELECT 3;", "SELECT 1; SELECT 2|SELECT 3")]
    [InlineData("DELIMITER $$\r\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\r\nDELIMITER ;\r\nSELECT 1;\r\n", "CREATE PROCEDURE p() BEGIN SELECT 1; END|SELECT 1")]
    [InlineData("DELIMITER ';;' -- it's\nSELECT ';;';;SELECT 2;;\nDELIMITER \"x y\"\nSELECT 3x y", "SELECT ';;'|SELECT 2|SELECT 3")]
    [InlineData("DELIMITER go\nSELECT 1\ngo\nSELECT `go`, 'go' /* go */, agogo", "SELECT 1\n|SELECT `go`, 'go' /* go */, a")]
    [InlineData("SELECT delimiter\nFROM t;", "SELECT delimiter\nFROM t")]
    [InlineData("CREATE TABLE t (\nstatus\nint,\nsource int,\nuse_it int);", "CREATE TABLE t (\nstatus\nint,\nsource int,\nuse_it int)")]
    [InlineData("USE shop\nSELECT 1;USE shop;\n use `a b` \n", "USE shop|SELECT 1|USE shop|use `a b` ")]
    [InlineData("use shop", "use shop")]
    [InlineData("SELECT \\N, 1;", "SELECT \\N, 1")]
    [InlineData("/*!40101 SET a = 1 */;/*!99999 SET b = ';' */;/*! SET c = 1 */;", "/*!40101 SET a = 1 */|/*! SET c = 1 */")]
    [InlineData("/*!999999 /* ; */ ; */ SELECT 1;", "SELECT 1")]
    [InlineData("/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 VIEW v AS SELECT ';' */;", "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 VIEW v AS SELECT ';' */")]
    [InlineData("SELECT /*+ MAX_EXECUTION_TIME(1) ; */ 1;", "SELECT /*+ MAX_EXECUTION_TIME(1) ; */ 1")]
    [InlineData("\ufeffSELECT 'ü';", "SELECT 'ü'")]
    [InlineData("  -- nothing\n /* at */ ;; ;\n", "")]
    [InlineData("", "")]
    public void A_script_is_divided_as_the_client_divides_it(string script, string statements) =>
        Assert.All(Sizes, size => Assert.Equal(statements, string.Join('|', Read(script, size, MySql))));

    [Theory]
    [InlineData("/*M!999999\\- enable the sandbox mode */ \nSELECT 1;", "SELECT 1", "SELECT 1")]
    [InlineData("/*M!100616 SET a = 1*/;SELECT 1;", "SELECT 1", "/*M!100616 SET a = 1*/|SELECT 1")]
    [InlineData("/*!80000 SET a = 1*/;SELECT 1;", "/*!80000 SET a = 1*/|SELECT 1", "SELECT 1")]
    [InlineData("/*!100100 SET a = 1*/;SELECT 1;", "SELECT 1", "/*!100100 SET a = 1*/|SELECT 1")]
    [InlineData("/*!50003SET a = 1*/;SELECT 1;", "/*!50003SET a = 1*/|SELECT 1", "/*!50003SET a = 1*/|SELECT 1")]
    public void What_is_a_comment_says_the_server(string script, string mySql, string mariaDb) => Assert.All(Sizes, size =>
    {
        Assert.Equal(mySql, string.Join('|', Read(script, size, MySql)));
        Assert.Equal(mariaDb, string.Join('|', Read(script, size, MariaDb)));
    });

    [Fact]
    public void What_a_session_has_set_says_what_a_backslash_is() => Assert.All(Sizes, size =>
    {
        Assert.Equal([@"SELECT 'a\'", "x"], Read(@"SELECT 'a\';x;", size, MySql, new SessionState("NO_BACKSLASH_ESCAPES", "utf8mb4")));
        Assert.Equal(["SELECT \"a\\\"", "x"], Read("SELECT \"a\\\";x;", size, MySql, new SessionState("ANSI_QUOTES,X", "utf8mb4")));
        Assert.Equal(["SELECT \"a\\\";x\""], Read("SELECT \"a\\\";x\";", size, MySql, new SessionState("", "utf8mb4")));
    });

    /// <summary>The second byte of 表 in Shift-JIS is a backslash, that of 縗 in GBK is another, and that of 乗 in Big5 none.</summary>
    [Theory]
    [InlineData("sjis", "SELECT '\u0095\u005C', `\u0095\u0060`;x;", "SELECT '\u0095\u005C', `\u0095\u0060`|x")]
    [InlineData("gbk", "SELECT '\u00BF\u005C', 1;x;", "SELECT '\u00BF\u005C', 1|x")]
    [InlineData("gbk", "SELECT \u00BF\u005C, \u00BF\u0060;x;", "SELECT \u00BF\u005C, \u00BF\u0060|x")]
    [InlineData("big5", "-- \u00A1\u005C\nSELECT '\u00A1\u005C';x;", "SELECT '\u00A1\u005C'|x")]
    [InlineData("gbk", "SELECT '\u00BF';x;", "SELECT '\u00BF'|x")]
    [InlineData("latin1", "SELECT '\u00BF\u005C';x';y;", "SELECT '\u00BF\u005C';x'|y")]
    [InlineData("gb18030", "SELECT '\u0081\u0030\u0081\u0030\u0081\u005C';x;", "SELECT '\u0081\u0030\u0081\u0030\u0081\u005C'|x")]
    public void A_character_is_not_divided(string characterSet, string script, string statements) => Assert.All(Sizes, size =>
        Assert.Equal(statements, string.Join('|', Read(Encoding.Latin1.GetBytes(script), size, MySql, new SessionState("", characterSet), Encoding.Latin1))));

    [Theory]
    [InlineData("SELECT 1;\n\nSELECT 'abc", 3, "a string that does not end")]
    [InlineData("SELECT 1;\nSELECT `abc;", 2, "a quoted name that does not end")]
    [InlineData("SELECT 1;\n/* abc", 2, "a comment that does not end")]
    [InlineData("SELECT 1;\n/*!40101 SET a = 1", 2, "a comment that does not end")]
    [InlineData("SELECT 1;\nDELETE FROM t", 2, "no ; behind it")]
    [InlineData("DELIMITER $$\nDELETE FROM t;\n", 2, "no $$ behind it")]
    [InlineData("SELECT 1;\n\\! rm -rf /\n", 2, @"'\!'")]
    [InlineData("SELECT 1;\nsystem rm -rf /\n", 2, "'system'")]
    [InlineData("SELECT 1; SOURCE other.sql;\n", 1, "'source'")]
    [InlineData("\\. other.sql\n", 1, @"'\.'")]
    [InlineData("-- x\n tee /tmp/x\n", 2, "'tee'")]
    [InlineData("pager less\n", 1, "'pager'")]
    [InlineData("connect mysql\n", 1, "'connect'")]
    [InlineData("quit", 1, "'quit'")]
    [InlineData("SELECT 1\n\\g\n;", 2, @"'\g'")]
    [InlineData("SELECT 1\\G\n;", 1, @"'\G'")]
    [InlineData("/*!40101 \\! touch x */;", 1, @"'\!'")]
    [InlineData("SELECT 1;\nDELIMITER\n", 2, "DELIMITER stands alone")]
    [InlineData("SELECT 1; DELIMITER //\n", 1, "DELIMITER stands alone")]
    [InlineData("DELIMITER \\\\\n", 1, "DELIMITER stands alone")]
    [InlineData("DELIMITER 1234567890123456\n", 1, "DELIMITER stands alone")]
    [InlineData("SELECT 1;\nSELECT '\0';", 2, "zero byte")]
    [InlineData("-- \0", 1, "zero byte")]
    public void What_is_wrong_is_said_with_its_line(string script, int line, string what) => Assert.All(Sizes, size =>
    {
        BackupException error = Assert.Throws<BackupException>(() => Read(script, size, MySql));
        Assert.Equal(ErrorCode.ScriptInvalid, error.Code);
        Assert.StartsWith($"Line {line} of 'x.sql': ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("-- MySQL dump 10.13\n--\n-- Host: localhost    Database: shop\n-- ----\nSELECT 1;", "shop")]
    [InlineData("/*M!999999\\- enable the sandbox mode */ \r\n-- Host: 127.0.0.1    Database: a b\r\nSELECT 1;", "a b")]
    [InlineData("-- Host: localhost    Database: \nSELECT 1;", null)]
    [InlineData("SELECT 'Database: shop';", null)]
    public void The_database_that_a_dump_is_of_stands_at_its_head(string script, string? database) =>
        Assert.Equal(database, Reader(Encoding.UTF8.GetBytes(script), 7, MySql, null).SourceDatabase);

    [Fact]
    public void A_statement_has_a_limit_and_what_stands_before_it_has_none()
    {
        byte[] script = Encoding.UTF8.GetBytes(
            "-- " + new string('x', 3_000_000) + "\n/* " + new string('y', 3_000_000) + " */" + new string(' ', 3_000_000) + "\nSELECT 1;\nSELECT '" + new string('y', 3_000_000));
        ScriptReader reader = new(new ScriptWindow("x.sql", new MemoryStream(script), limit: 1_000_000), MySql);
        Assert.Equal("SELECT 1", Encoding.UTF8.GetString(reader.Next()!.Value.Span));
        Assert.StartsWith("Line 4 of 'x.sql': The statement that begins there has more than", Assert.Throws<BackupException>(() => reader.Next()).Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever pieces a script is made of: read in small pieces it is divided as it is when read at once.</summary>
    [Property(MaxTest = 600)]
    public bool Borders_of_buffers_play_no_part(int[] choice, bool isMaria, int set)
    {
        string[] pieces =
        [
            "SELECT ", "'", "\"", "`", "\\", "\n", ";", ";\n", "--", "-- ", "#", "/*", "*/", "/*!", "/*!50003 ", "/*!99999 ", "/*M!100000 ", "(", ")", "ü", "1", ".", "\nDELIMITER $$\n", "$$",
            "\nDELIMITER ;\n", "\nDELIMITER go\n", "go", "USE a", "\nuse a\n", "\\N", "\r\n", " ", "\u0095\\", "x.y", "SET GLOBAL ",
        ];
        string script = string.Concat(choice.Select(c => pieces[(int)((uint)c % pieces.Length)]));
        SessionState state = new(set % 2 == 0 ? "" : "NO_BACKSLASH_ESCAPES,ANSI_QUOTES", (set % 3) switch { 0 => "utf8mb4", 1 => "sjis", _ => "latin1" });
        string whole = Outcome(script, 4096, isMaria, state);
        return Sizes.All(size => Outcome(script, size, isMaria, state) == whole);
    }

    private static string Outcome(string script, int size, bool isMaria, SessionState state)
    {
        ScriptReader reader = Reader(Encoding.Latin1.GetBytes(script), size, isMaria ? MariaDb : MySql, state);
        StringBuilder result = new();
        try
        {
            while (reader.Next() is { } statement)
                result.Append(reader.Line).Append(' ').Append(Encoding.Latin1.GetString(statement.Span)).Append(' ').Append(reader.Words.Count).Append(reader.Words.First).Append('|');
        }
        catch (BackupException e)
        {
            result.Append(e.Message);
        }

        return result.ToString();
    }

    private static List<string> Read(string script, int size, ServerVersion server, SessionState? state = null) => Read(Encoding.UTF8.GetBytes(script), size, server, state, Encoding.UTF8);

    private static List<string> Read(byte[] script, int size, ServerVersion server, SessionState? state, Encoding encoding)
    {
        ScriptReader reader = Reader(script, size, server, state);
        List<string> result = [];
        while (reader.Next() is { } statement)
            result.Add(encoding.GetString(statement.Span));
        return result;
    }

    private static ScriptReader Reader(byte[] script, int size, ServerVersion server, SessionState? state)
    {
        ScriptReader reader = new(new ScriptWindow("x.sql", new MemoryStream(script), size), server);
        if (state is not null)
            reader.Follow(state);
        return reader;
    }
}
