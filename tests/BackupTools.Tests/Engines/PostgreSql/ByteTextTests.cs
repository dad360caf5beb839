using System.Text;
using BackupTools.Engines.PostgreSql;

namespace BackupTools.Tests.Engines.PostgreSql;

/// <summary>Text of databases without an encoding: every sequence of bytes comes through, and SQL of it is valid UTF-8.</summary>
public sealed class ByteTextTests
{
    [Fact]
    public void Any_bytes_come_through()
    {
        Random random = new(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(12)];
            random.NextBytes(bytes);
            string latin1 = Encoding.Latin1.GetString(bytes);
            Assert.Equal(latin1, ByteText.ToLatin1(ByteText.FromLatin1(latin1)));
        }
    }

    [Theory]
    [InlineData("käse 😀 \u0001")]
    [InlineData("")]
    public void Valid_text_stays_as_it_is(string text)
    {
        string read = ByteText.FromLatin1(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(text, read);
        Assert.False(ByteText.HasBytes(read));
    }

    [Theory]
    [InlineData(@"DEFAULT 'a\ä''', 'ok'", @"DEFAULT E'a\\\xe4''', 'ok'")]
    [InlineData(@"IS E'it''s \\ ä';", @"IS E'it''s \\ \xe4';")]
    [InlineData(@"IS 'x''ä'", @"IS E'x''\xe4'")]
    [InlineData(@"AS $f$ 'ä' \ $f$;", @"AS E' ''\xe4'' \\ ';")]
    [InlineData("SELECT \"plain\", 'plain' -- x\n", "SELECT \"plain\", 'plain' -- x\n")]
    public void Strings_with_other_bytes_become_escape_strings(string latin1, string expected) =>
        Assert.Equal(expected, ByteText.Escape(ByteText.FromLatin1(latin1)));

    [Fact]
    public void Names_cannot() => Assert.Throws<FormatException>(() => ByteText.Escape(ByteText.FromLatin1("CREATE TABLE \"ä\" ()")));
}
