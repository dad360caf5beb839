using System.Net;
using BackupTools.Engines.PostgreSql.Connections;

namespace BackupTools.Tests.Engines.PostgreSql.Connections;

/// <summary>What users type, taken apart.</summary>
public sealed class ConnectionTextTests
{
    /// <summary>Text; host, port, user, password, database; options.</summary>
    public static TheoryData<string, string?, int?, string?, string?, string?, string> Understood => new()
    {
        { "postgresql://", null, null, null, null, null, "" },
        { "postgres://db1", "db1", null, null, null, null, "" },
        { "POSTGRESQL://db1", "db1", null, null, null, null, "" },
        { "postgresql://db1:5433", "db1", 5433, null, null, null, "" },
        { "postgresql://db1/shop", "db1", null, null, null, "shop", "" },
        { "postgresql:///shop", null, null, null, null, "shop", "" },
        { "postgresql://ann@db1/shop", "db1", null, "ann", null, "shop", "" },
        { "postgresql://ann:s%40cr%2Fet%25@db1:1/shop", "db1", 1, "ann", "s@cr/et%", "shop", "" },
        { "postgresql://ann:a:b@db1", "db1", null, "ann", "a:b", null, "" },
        { "postgresql://%C3%A9t%C3%A9@db1/a%20b", "db1", null, "été", null, "a b", "" },
        { "postgresql://[::1]:5433/shop", "::1", 5433, null, null, "shop", "" },
        { "postgresql://[fe80::1]", "fe80::1", null, null, null, null, "" },
        { "postgresql://db1:1,db2:2/shop", "db1:1,db2:2", null, null, null, "shop", "" },
        { "postgresql://db1:5,db2:5/shop", "db1,db2", 5, null, null, "shop", "" },
        { "postgresql://db1,db2/shop", "db1,db2", null, null, null, "shop", "" },
        { "postgresql://[::1]:1,db2:2", "[::1]:1,db2:2", null, null, null, null, "" },
        { "postgresql://%2Fvar%2Frun%2Fpostgresql/shop", "/var/run/postgresql", null, null, null, "shop", "" },
        { "postgresql:///shop?host=/tmp&port=5433", "/tmp", 5433, null, null, "shop", "" },
        { "postgresql://db1/shop?user=ann&password=x%26y", "db1", null, "ann", "x&y", "shop", "" },
        { "postgresql://db1/?sslmode=verify-full&sslrootcert=%2Fa%20b", "db1", null, null, null, null, "sslmode=verify-full;sslrootcert=/a b" },
        { "postgresql://db1/?ssl=true", "db1", null, null, null, null, "sslmode=require" },
        { "postgresql://db1?options=-c%20geqo%3Doff", "db1", null, null, null, null, "options=-c geqo=off" },
        { "host=db1 dbname=shop", "db1", null, null, null, "shop", "" },
        { "host = db1   port= 5433 user =ann", "db1", 5433, "ann", null, null, "" },
        { @"user='a b' password='it\'s \\ = x' dbname=''", null, null, "a b", @"it's \ = x", null, "" },
        { @"dbname=a\ b", null, null, null, null, "a b", "" },
        { "host=db1,db2 port=1,2", "db1:1,db2:2", null, null, null, null, "" },
        { "host=/tmp,db2 port=1,2", "/tmp:1,db2:2", null, null, null, null, "" },
        { "host=db1 gssencmode=disable connect_timeout=3", "db1", null, null, null, null, "connect_timeout=3;gssencmode=disable" },
        { "service=prod", null, null, null, null, null, "service=prod" },
    };

    [Theory, MemberData(nameof(Understood))]
    public void Text_is_understood_as_libpq_does(
        string text, string? host, int? port, string? user, string? password, string? database, string options)
    {
        Assert.True(ConnectionText.Recognizes(text));
        DbConnectionInfo info = ConnectionText.Parse(text);

        Assert.Equal("postgresql", info.Engine);
        Assert.Equal((host, port, user, database), (info.Host, info.Port, info.UserName, info.Database));
        Assert.Equal(password, info.Password is null ? null : new NetworkCredential("", info.Password).Password);
        Assert.Equal(options, string.Join(';', info.Options.Select(o => $"{o.Key}={o.Value}").Order(StringComparer.Ordinal)));
        if (password is not null)
            Assert.DoesNotContain(password, info.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://db1/?sslmode=yes", "sslmode")]
    [InlineData("postgresql://db1/?sslcrl=/x", "sslcrl")]
    [InlineData("postgresql://db1/?no_such=1", "no_such")]
    [InlineData("postgresql://db1/?gssencmode=require", "gssencmode")]
    [InlineData("postgresql://db1/?sslmode", "sslmode")]
    [InlineData("postgresql://db1/?connect_timeout=soon", "connect_timeout")]
    [InlineData("postgresql://db1/?target_session_attrs=fast", "target_session_attrs")]
    [InlineData("postgresql://db1/?require_auth=trust", "trust")]
    [InlineData("postgresql://db1/?require_auth=md5,!password", "require_auth")]
    [InlineData("postgresql://db1:0/shop", "port")]
    [InlineData("postgresql://db1:65536/shop", "port")]
    [InlineData("postgresql://db1:x/shop", "port")]
    [InlineData("postgresql://[::1/shop", "brackets")]
    [InlineData("postgresql://[::1]x/shop", "brackets")]
    [InlineData("postgresql://db1/sh%op", "database")]
    [InlineData("postgresql://db1/sh%00op", "database")]
    [InlineData("postgresql://db1/sh%ffop", "UTF-8")]
    [InlineData("host=db1 port=1,2", "ports")]
    [InlineData("host=db1 sslsni=0", "sslsni")]
    [InlineData("host=db1 user='ann", "user")]
    [InlineData("host=db1 user", "'='")]
    public void What_is_wrong_is_named(string text, string name)
    {
        BackupException error = Assert.Throws<BackupException>(() => ConnectionText.Parse(text));

        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://ann:s3cret@db1:x/shop")]
    [InlineData("postgresql://ann:s3cret%@db1/shop")]
    [InlineData("postgresql://ann:s3cret@db1/?no_such=1")]
    [InlineData("host=db1 password='s3cret")]
    [InlineData("host=db1 password=s3cret port=x")]
    public void An_error_never_repeats_the_password(string text)
    {
        BackupException error = Assert.Throws<BackupException>(() => ConnectionText.Parse(text));
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host=db1 password='secret")]
    [InlineData("password=secret dbname = shop ,")]
    public void Pairs_with_a_mistake_are_no_path_and_not_shown(string text)
    {
        Assert.True(ConnectionText.Recognizes(text));
        Assert.DoesNotContain("secret", Assert.Throws<BackupException>(() => ConnectionText.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop.db")]
    [InlineData("./host=db1")]
    [InlineData("/data/host=db1")]
    [InlineData(@"C:\data\host=db1 x.db")]
    [InlineData("my file.db")]
    [InlineData("a=b")]
    [InlineData("sqlite:///shop.db")]
    [InlineData("mysql://db1/shop")]
    [InlineData("postgresql:shop")]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("host")]
    public void Paths_and_other_engines_are_left_alone(string text) => Assert.False(ConnectionText.Recognizes(text));
}
