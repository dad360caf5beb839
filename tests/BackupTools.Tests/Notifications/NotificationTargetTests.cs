using BackupTools.Notifications;

namespace BackupTools.Tests.Notifications;

public sealed class NotificationTargetTests
{
    private static Dictionary<string, object?> Mail(params (string Name, object? Value)[] more)
    {
        Dictionary<string, object?> mapping = new() { ["kind"] = "email", ["to"] = "dba@example.com", ["server"] = "mail.example.com" };
        foreach ((string name, object? value) in more)
            mapping[name] = value;
        return mapping;
    }

    [Fact]
    public void A_target_is_understood()
    {
        NotificationTarget target = NotificationTarget.Parse(Mail(
            ("to", new object[] { "a@example.com", "B <b@example.com>" }), ("port", 465L), ("user", "me"), ("password", "env:PW"), ("when", "Always"), ("tls", "true")));
        Assert.Equal(("email", 465, NotificationWhen.Always, true), (target.Kind, target.Port!.Value, target.When, target.Tls));
        Assert.Equal("email to a@example.com, B <b@example.com>", target.ToString());
        Assert.Equal("slack at env:SLACK", NotificationTarget.Parse(new Dictionary<string, object?> { ["kind"] = "Slack", ["url"] = "env:SLACK" }).Display);
    }

    public static TheoryData<string, object?, string> Mistakes => new()
    {
        { "kind", "pager", "pager" }, { "url", "https://example.com", "url" }, { "to", "", "no text" }, { "to", Array.Empty<object>(), "no recipient" }, { "TO", "x@example.com", "twice" }, { "to", "no address", "no address" },
        { "to", "a@example.com\r\nBcc: b@example.com", "mail address" }, { "server", "a b", "a b" }, { "server", null, "server" }, { "port", 70000, "port" },
        { "port", "x", "port" }, { "tls", "maybe", "tls" }, { "password", "hunter2", "written out" }, { "password", "env:X", "only one" }, { "when", "sometimes", "sometimes" },
        { "colour", "red", "colour" }, { "from", "nobody", "nobody" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named(string name, object? value, string expected)
    {
        BackupException error = Assert.Throws<BackupException>(() => NotificationTarget.Parse(Mail((name, value))));
        Assert.Equal(ErrorCode.NotificationTargetInvalid, error.Code);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://example.com/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("example.com/x")]
    [InlineData("https://user:token@example.com/x")]
    [InlineData("https://")]
    [InlineData("https://example.com/\nx")]
    public void An_address_is_http_and_has_no_user(string url)
    {
        BackupException error = Assert.Throws<BackupException>(() => NotificationTarget.Parse(new Dictionary<string, object?> { ["kind"] = "webhook", ["url"] = url }));
        Assert.DoesNotContain("token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_does_not_go_without_encryption() =>
        Assert.Throws<BackupException>(() => NotificationTarget.Parse(Mail(("tls", false), ("user", "me"), ("password", "env:PW"))));

    [Fact]
    public async Task A_reference_that_leads_nowhere_is_named() => Assert.Contains(
        "BACKUPTOOLS_NO_SUCH_VARIABLE", (await Assert.ThrowsAsync<BackupException>(
            () => SecretLookups.ByReferenceAsync("env:BACKUPTOOLS_NO_SUCH_VARIABLE", TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
}
