using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Tests.Engines.PostgreSql;

public class AsciiSqlTests
{
    [Theory]
    [InlineData("COPY \"a\".\"b\" TO STDOUT", "COPY \"a\".\"b\" TO STDOUT")]
    [InlineData("COPY \"a\".\"é\" TO STDOUT", "COPY \"a\".U&\"\\00E9\" TO STDOUT")]
    [InlineData("\"é\\\"\"x\"", "U&\"\\00E9\\\\\"\"x\"")]
    [InlineData("'it''s \\ 中'", "U&'it''s \\\\ \\4E2D'")]
    [InlineData("\"\U0001F600\"", "U&\"\\+01F600\"")]
    [InlineData("'a', \"é\", '\"é'", "'a', U&\"\\00E9\", U&'\"\\00E9'")]
    [InlineData("E'\\n' \"é\" -- 'x\n'é'", "E'\\n' U&\"\\00E9\" -- 'x\nU&'\\00E9'")]
    public void Names_and_strings_have_the_numbers_of_their_characters(string sql, string expected) =>
        Assert.Equal(expected, AsciiSql.Of(sql));

    [Theory]
    [InlineData("E'é'")]
    [InlineData("U&'é'")]
    [InlineData("$$é$$")]
    [InlineData("SELECT é")]
    [InlineData("/* é */")]
    public void What_cannot_be_written_so_stays(string sql) => Assert.Equal(sql, AsciiSql.Of(sql));
}
