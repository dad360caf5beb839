using BackupTools.Abstractions;
using BackupTools.Configuration;

namespace BackupTools.Tests.Configuration;

public sealed class SecretReferenceTests
{
    [Theory]
    [InlineData("env:DB_PASSWORD", null, "DB_PASSWORD", "env:DB_PASSWORD")]
    [InlineData("ENV:x", null, "x", "env:x")]
    [InlineData("secret:shop", null, "shop", "secret:shop")]
    [InlineData("secret:vault/shop", "vault", "shop", "secret:vault/shop")]
    [InlineData("Secret:my vault/a/b", "my vault", "a/b", "secret:my vault/a/b")]
    public void Says_where_a_secret_is(string text, string? vault, string name, string shown)
    {
        SecretReference reference = SecretReference.TryParse(text)!;
        Assert.Equal((vault, name, shown), (reference.Vault, reference.Name, reference.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("env:")]
    [InlineData("env:1X")]
    [InlineData("env:A B")]
    [InlineData("env:A=B")]
    [InlineData("secret:")]
    [InlineData("secret:/x")]
    [InlineData("secret:v/")]
    [InlineData("secret://v/x")]
    [InlineData("secret:a\nb")]
    [InlineData(" env:X")]
    public void Is_nothing_else_and_never_repeats_it(string? text)
    {
        Assert.Null(SecretReference.TryParse(text));
        BackupException error = Assert.Throws<BackupException>(() => SecretReference.Parse(text, "The text"));
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Has_an_end() => Assert.Null(SecretReference.TryParse("secret:" + new string('x', 300)));
}
