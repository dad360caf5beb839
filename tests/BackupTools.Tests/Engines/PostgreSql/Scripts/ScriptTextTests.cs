using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Tests.Engines.PostgreSql.Scripts;

public sealed class ScriptTextTests
{
    [Theory]
    [InlineData("SELECT 1;")]
    [InlineData("CREATE VIEW \"a\\b\" AS SELECT E'it''s \\' ; \\\\' AS \"\\!\", 'C:\\', $x$ \\! ' $x$, U&'\\0041', U&\"\\0041\", B'01';")]
    [InlineData("SELECT a[1:2], 'x'::text, b[(lower):upper] -- it's \\! a comment\n/* \\! /* nested */ ' */;")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;")]
    [InlineData("CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b);")]
    [InlineData("SELECT 1e5, $1, a$b$ FROM c$b$;")]
    public void SQL_is_taken_for_what_it_is(string sql)
    {
        Assert.Null(ScriptText.FindProblem(sql));
        Assert.Null(ScriptText.FindProblem(ScriptText.ForPsql(sql)));
    }

    [Theory]
    [InlineData("SELECT 1\n\\! touch x\n;", "a backslash")]
    [InlineData("SELECT 1 \\g |touch x\n;", "a backslash")]
    [InlineData("SELECT 'a' -- a comment ends at a carriage return\r\\! touch x\n;", "a backslash")]
    [InlineData("SELECT 'a\\';\\! touch x\n--';", "a backslash")]
    [InlineData("SELECT E'a'\n'b\\'; \\! touch x --';", "goes on behind a line end")]
    [InlineData("SELECT 1E'a\\'; --';", "right behind a number")]
    [InlineData("SELECT 1U&'a\\'; --';", "right behind a number")]
    [InlineData("SELECT 'a", "does not end")]
    [InlineData("SELECT \"a", "does not end")]
    [InlineData("SELECT $a$ $b$", "does not end")]
    [InlineData("SELECT 1; /* /* */", "does not end")]
    [InlineData("SELECT 1", "semicolon")]
    [InlineData("SELECT (1;", "semicolon")]
    [InlineData("SELECT 1);", "parenthesis")]
    [InlineData("SELECT '\0';", "zero character")]
    [InlineData("SELECT :LAST_ERROR_MESSAGE;", "a variable")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 AS case; END; DROP TABLE x; SELECT CASE WHEN a THEN 1 END;", "a keyword as a name")]
    public void What_psql_and_the_server_could_take_for_something_else_is_refused(string sql, string why) =>
        Assert.Contains(why, ScriptText.FindProblem(sql), StringComparison.Ordinal);

    [Fact]
    public void A_string_means_the_same_whatever_the_session_says() =>
        Assert.Equal(
            "DEFAULT E'C:\\\\' || E'\\\\' || $$\\$$ || date E'\\\\';".Replace("DEFAULT E", "DEFAULT  E", StringComparison.Ordinal).Replace("date E", "date E", StringComparison.Ordinal),
            ScriptText.ForPsql("DEFAULT 'C:\\' || E'\\\\' || $$\\$$ || date'\\';"));
}
