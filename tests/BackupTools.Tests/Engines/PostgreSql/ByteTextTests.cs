using System.Text;
using BackupTools.Engines.PostgreSql.Text;

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
    public void Names_keep_their_bytes() =>
        Assert.Equal("CREATE TABLE \"\U0010F7E4\" (t text DEFAULT E'\\xe4')", ByteText.Escape(ByteText.FromLatin1("CREATE TABLE \"ä\" (t text DEFAULT 'ä')")));

    [Fact]
    public void The_characters_that_stand_for_bytes_are_none_where_a_database_has_them()
    {
        string read = ByteText.FromBytes("\U0010F7E4"u8);
        Assert.Equal("\U0010F7F4\U0010F78F\U0010F79F\U0010F7A4", read);
        Assert.Equal("\U0010F7E4"u8.ToArray(), ByteTextEncoding.Instance.GetBytes(read));
        Assert.Equal(read, ByteTextEncoding.Instance.GetString("\U0010F7E4"u8));
    }

    [Fact]
    public void Text_that_is_no_Unicode_is_refused() =>
        Assert.Throws<EncoderFallbackException>(() => ByteTextEncoding.Instance.GetBytes("\udc80"));
}
