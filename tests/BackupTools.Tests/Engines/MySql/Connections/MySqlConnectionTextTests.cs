using System.Net;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Tests.Engines.MySql.Connections;

/// <summary>What users type, taken apart; and whose it is.</summary>
public sealed class MySqlConnectionTextTests
{
    /// <summary>Text; host, port, user, password, database; options.</summary>
    public static TheoryData<string, string?, int?, string?, string?, string?, string> Understood => new()
    {
        { "mysql://", null, null, null, null, null, "" },
        { "mariadb://db1", "db1", null, null, null, null, "" },
        { "MySQL://db1:3307/Shop", "db1", 3307, null, null, "Shop", "" },
        { "mysql://ann:s%40cr%2Fet%25@db1:1/shop", "db1", 1, "ann", "s@cr/et%", "shop", "" },
        { "mysql://ann:a:b@db1", "db1", null, "ann", "a:b", null, "" },
        { "mysql://%C3%A9t%C3%A9@db1/a%20b", "db1", null, "été", null, "a b", "" },
        { "mysql://[::1]:3308/shop", "::1", 3308, null, null, "shop", "" },
        { "mysql://%2Frun%2Fmysqld.sock/shop", "/run/mysqld.sock", null, null, null, "shop", "" },
        { "mysql:///shop?socket=/tmp/my.sock", null, null, null, null, "shop", "socket=/tmp/my.sock" },
        { "mysql://db1/shop?user=ann&password=x%26y%3D", "db1", null, "ann", "x&y=", "shop", "" },
        { "mysql://db1/?ssl_mode=verify_identity&ssl-ca=%2Fa%20b", "db1", null, null, null, null, "ssl-ca=/a b;ssl-mode=VERIFY_IDENTITY" },
        { "mariadb://db1/?ssl=on&ssl-verify-server-cert=0", "db1", null, null, null, null, "ssl-verify-server-cert=0;ssl=1" },
        { "jdbc:mysql://db1:3306/shop?user=me&useSSL=true&connectTimeout=2500&allowPublicKeyRetrieval=true", "db1", 3306, "me", null, "shop", "connect-timeout=3;get-server-public-key=1;ssl=1" },
        { "jdbc:mariadb://db1/shop?sslMode=verify-full&serverSslCert=/ca.pem", "db1", null, null, null, "shop", "ssl-ca=/ca.pem;ssl-mode=VERIFY_IDENTITY" },
        { "mysql://db1/?connectTimeout=5&protocol=tcp", "db1", null, null, null, null, "connect-timeout=5;protocol=TCP" },
        { "Server=db1;Port=3307;Uid=me;Pwd=se;Database=shop;SslMode=VerifyFull", "db1", 3307, "me", "se", "shop", "ssl-mode=VERIFY_IDENTITY" },
        { "server=db1;user id=me;password='a;b';SSL Mode=None;Connection Timeout=5", "db1", null, "me", "a;b", null, "connect-timeout=5;ssl-mode=DISABLED" },
        { "Data Source=db1;User=me;Password=x;CACertificateFile=/ca", "db1", null, "me", "x", null, "ssl-ca=/ca" },
    };

    [Theory, MemberData(nameof(Understood))]
    public void Text_is_understood(string text, string? host, int? port, string? user, string? password, string? database, string options)
    {
        Assert.True(ConnectionText.Recognizes(text));
        DbConnectionInfo info = BuiltIn.Components.ParseConnection(text);
        Assert.Equal(("mysql", host, port, user, database), (info.Engine, info.Host, info.Port, info.UserName, info.Database));
        Assert.Equal(password, info.Password is null ? null : new NetworkCredential("", info.Password).Password);
        Assert.Equal(options, string.Join(';', info.Options.Select(o => $"{o.Key}={o.Value}").Order(StringComparer.Ordinal)));
        Assert.DoesNotContain("=", info.Display, StringComparison.Ordinal);
        if (password is { Length: > 2 })
            Assert.DoesNotContain(password, info.ToString(), StringComparison.Ordinal);
    }

    /// <summary>What one engine claims the other does not, and what only SQL Server writes is nobody's.</summary>
    [Theory]
    [InlineData("Server=db1;Uid=me;Pwd=x", "mysql")]
    [InlineData("Server=db1;Database=shop;User Id=me;Password=x", "mysql")]
    [InlineData("server=db1;username=me;", "mysql")]
    [InlineData("Host=db1;Username=me;Password=x", "postgresql")]
    [InlineData("Host=db1;Uid=me;Pwd=x", "postgresql")]
    [InlineData("host=db1 user=me", "postgresql")]
    [InlineData("host=db1;user=me", "postgresql")]
    [InlineData("service=prod", "postgresql")]
    [InlineData("jdbc:postgresql://db1/x", "postgresql")]
    [InlineData("postgres://mysql:3306/mysql", "postgresql")]
    [InlineData("jdbc:mysql://db1/x", "mysql")]
    [InlineData("Server=db1;Database=shop", null)]
    [InlineData("Server=db1,1433;User Id=me;Password=x", null)]
    [InlineData(@"Server=.\SQLEXPRESS;User Id=me;Password=x", null)]
    [InlineData("Server=tcp:db1;Uid=me;Pwd=x", null)]
    [InlineData("Server=db1;Uid=me;Pwd=x;TrustServerCertificate=true", null)]
    [InlineData("Server=db1;Integrated Security=SSPI;User Id=me;", null)]
    [InlineData("mysqlx://db1", null)]
    [InlineData("mysql+srv://db1", null)]
    [InlineData("Data Source=/data/shop.db;Password=x;User=me", null)]
    public void A_text_is_of_one_engine_or_of_none(string text, string? engine)
    {
        if (engine is not null)
            Assert.Equal(engine, BuiltIn.Components.ParseConnection(text).Engine);
        else if (ConnectionText.Recognizes(text))
            Assert.Fail("MySQL claims it.");
        Assert.Equal(engine == "mysql", ConnectionText.Recognizes(text));
    }

    [Theory]
    [InlineData("mysql://me:pass@word@db1/shop", "must be escaped")]
    [InlineData("mysql://me:pa/ss@db1/shop", "must be escaped")]
    [InlineData("mysql://me:pa?ss@db1/shop", "must be escaped")]
    [InlineData("mysql://db1,db2/shop", "several hosts")]
    [InlineData("mysql://[::1/shop", "no address in brackets")]
    [InlineData("mysql://[::1]x/shop", "no address in brackets")]
    [InlineData("mysql://db1:99999/shop", "port")]
    [InlineData("mysql://db1:0/shop", "port")]
    [InlineData("mysql://db1/shop?ssl-mode=SOMETIMES", "it can be DISABLED, PREFERRED")]
    [InlineData("mysql://db1/shop?tls-version=TLSv1", "'tls-version' is not supported here")]
    [InlineData("mysql://db1/shop?useCompression=true", "'compress' is not supported here")]
    [InlineData("mysql://db1/shop?nonsense=1", "not known")]
    [InlineData("mysql://db1/shop?login-path=prod", "hides its passwords without protecting them")]
    [InlineData("mysql://db1/shop?protocol=pipe", "it can be TCP, SOCKET")]
    [InlineData("mysql://db1/shop?ssl", "The parameter 'ssl' needs one '='")]
    [InlineData("mysql://db1/shop?user=a=b", "A parameter needs one '='")]
    [InlineData("mysql://db1/shop?host=db2", "the host twice")]
    [InlineData("mysql://me@db1/shop?user=you", "the user twice")]
    [InlineData("mysql://db1/shop?ssl_mode=DISABLED&sslMode=REQUIRED", "the ssl-mode twice")]
    [InlineData("mysql://db1/shop?ssl-ca=ca.pem", "absolute")]
    [InlineData("mysql://db1/sh%zzop", "two hexadecimal digits")]
    [InlineData("mysql://db1/sh%00op", "two hexadecimal digits")]
    [InlineData("mysql://db1/sh%ffop", "UTF-8")]
    [InlineData("mysql://db1/shop?connect-timeout=soon", "no number of seconds")]
    [InlineData("Server=db1;Uid=me;Pooling=maybe", "not known")]
    public void What_makes_no_sense_is_refused(string text, string why)
    {
        BackupException error = Assert.Throws<BackupException>(() => BuiltIn.Components.ParseConnection(text));
        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }
}
