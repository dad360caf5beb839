using System.Security.Cryptography;
using System.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Tests.Engines.PostgreSql.Wire;

public sealed class ScramSha256Tests
{
    private const string ServerFirst =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    [Fact]
    public void The_example_of_RFC_7677_comes_out()
    {
        ScramSha256 scram = new("pencil", "n,,", [], "rOprNGfwEbeRWgbNEkqO");

        // The RFC's example has a user in the first message, which PostgreSQL leaves out, so only the shape can be its own.
        string final = Encoding.UTF8.GetString(scram.Final(ServerFirst));

        Assert.Equal("n,,n=,r=rOprNGfwEbeRWgbNEkqO", Encoding.UTF8.GetString(scram.First()));
        Assert.StartsWith("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=", final, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r=somebodyelses,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=*,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==")]
    [InlineData("")]
    public void A_first_message_that_makes_no_sense_is_refused(string serverFirst)
    {
        ScramSha256 scram = new("pencil", "n,,", [], "rOprNGfwEbeRWgbNEkqO");
        Assert.Throws<CryptographicException>(() => scram.Final(serverFirst));
    }

    [Theory, InlineData("v=AAAA"), InlineData("v="), InlineData("e=other-error"), InlineData("")]
    public void A_server_that_does_not_know_the_password_is_refused(string serverFinal)
    {
        ScramSha256 scram = new("pencil", "n,,", [], "rOprNGfwEbeRWgbNEkqO");
        scram.Final(ServerFirst);
        Assert.Throws<CryptographicException>(() => scram.Verify(serverFinal));
    }

    [Theory]
    [InlineData("pencil", "pencil")]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    [InlineData("a\u00A0b", "a b")]
    [InlineData("\uFB01\u00BD", "fi1\u20442")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u00E9\u0007", "\u00E9\u0007")]
    [InlineData("\u00AD", "\u00AD")]
    public void Passwords_are_prepared_as_RFC_4013_says(string password, string expected) =>
        Assert.Equal(expected, SaslPrep.Prepare(password));

    [Fact]
    public void The_MD5_of_a_password_is_salted_twice() =>
        Assert.Equal("md5" + Hex(Hex("secretann") is { } inner ? [.. Encoding.ASCII.GetBytes(inner), 1, 2, 3, 4] : []) + "\0",
            Encoding.ASCII.GetString(Authentication.Md5("secret", "ann", [1, 2, 3, 4])));

    private static string Hex(string text) => Hex(Encoding.ASCII.GetBytes(text));

#pragma warning disable CA5351 // What is tested is MD5.
    private static string Hex(byte[] bytes) => Convert.ToHexString(MD5.HashData(bytes)).ToLowerInvariant();
#pragma warning restore CA5351
}
