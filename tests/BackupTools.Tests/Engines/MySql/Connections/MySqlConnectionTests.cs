using System.Net;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.MySql.Connections;

public sealed class MySqlConnectionTests
{
    [Theory]
    [InlineData("mysql://me@db1/shop", "db1", null, "me", null, "shop")]
    [InlineData("mariadb://db1:3307", "db1", 3307, null, null, null)]
    [InlineData("mysql://me:a%40b%2F%3F@[::1]:3308/the%20shop", "::1", 3308, "me", "a@b/?", "the shop")]
    [InlineData("jdbc:mysql://db1:3306/shop?user=me", "db1", 3306, "me", null, "shop")]
    [InlineData("MYSQL://DB1/Shop", "DB1", null, null, null, "Shop")]
    [InlineData("Server=db1;Port=3307;Uid=me;Pwd=se;Database=shop", "db1", 3307, "me", "se", "shop")]
    [InlineData("server=db1;user id=me;password='a;b';SslMode=VerifyFull", "db1", null, "me", "a;b", null)]
    public void What_users_write_is_understood(string text, string host, int? port, string? user, string? password, string? database)
    {
        DbConnectionInfo info = BuiltIn.Components.ParseConnection(text);
        Assert.Equal(("mysql", host, port, user, database), (info.Engine, info.Host, info.Port, info.UserName, info.Database));
        Assert.Equal(password, info.GetPassword() is { } secure ? new NetworkCredential("", secure).Password : null);
        Assert.DoesNotContain(password ?? "\0", info.Display, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db1;Username=me;Password=x")]
    [InlineData("postgresql://db1")]
    [InlineData("host=db1 dbname=shop")]
    public void What_is_of_another_engine_stays_there(string text) => Assert.Equal("postgresql", BuiltIn.Components.ParseConnection(text).Engine);

    [Theory]
    [InlineData("mysql://me:pass@word@db1/shop", "must be escaped")]
    [InlineData("mysql://me:pa/ss@db1/shop", "must be escaped")]
    [InlineData("mysql://db1,db2/shop", "several hosts")]
    [InlineData("mysql://[::1/shop", "no address in brackets")]
    [InlineData("mysql://db1:99999/shop", "port")]
    [InlineData("mysql://db1/shop?ssl-mode=SOMETIMES", "it can be DISABLED, PREFERRED")]
    [InlineData("mysql://db1/shop?tls-version=TLSv1", "not supported here")]
    [InlineData("mysql://db1/shop?nonsense=1", "not known")]
    [InlineData("mysql://db1/sh%zzop", "two hexadecimal digits")]
    [InlineData("mysql://db1/shop?connect-timeout=soon", "no number of seconds")]
    public void What_makes_no_sense_is_refused_without_repeating_a_password(string text, string why)
    {
        BackupException error = Assert.Throws<BackupException>(() => BuiltIn.Components.ParseConnection(text));
        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", error.Message.Replace("password", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_open_comes_from_option_files_then_the_environment()
    {
        FakeSystem system = new() { HomeFolder = "/home/me" };
        system.Files["/etc/my.cnf"] = string.Join('\n', "[mysqld]", "port=1", "[client]", "port = 3310", "user=of-all", "# password=no");
        system.Files["/home/me/.my.cnf"] = string.Join('\n', "[client]", "password=\"a\\tb # c\"", "!include /home/me/more.cnf", "[backuptools]", "ssl_mode=required", "loose-nonsense");
        system.Files["/home/me/more.cnf"] = string.Join('\n', "[mysqldump]", "user=nobody", "[client-mariadb]", "user = 'from include'  ");
        system.Variables["MYSQL_HOST"] = "db9";
        system.Variables["MYSQL_PWD"] = "never";
        ServerSettings settings = SettingsResolver.Resolve(new DbConnectionInfo { Engine = "mysql" }, system);
        Assert.Equal(new ServerAddress("db9", 3310), settings.Address);
        Assert.Equal("from include", settings.UserName);
        Assert.Equal("a\tb # c", new NetworkCredential("", settings.Password).Password);
        Assert.Equal(TlsMode.Require, settings.TlsMode);

        ServerSettings given = SettingsResolver.Resolve(
            BuiltIn.Components.ParseConnection("mysql://you:own@db1:3311/shop?ssl-mode=DISABLED"), system);
        Assert.Equal((new ServerAddress("db1", 3311), "you", "shop", TlsMode.Disable), (given.Address, given.UserName, given.Database, given.TlsMode));
        Assert.Equal("own", new NetworkCredential("", given.Password).Password);
    }

    [Fact]
    public void Localhost_is_the_socket_unless_a_port_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no Unix sockets.");
        FakeSystem system = new();
        Assert.Equal(new ServerAddress("127.0.0.1", 3306), SettingsResolver.Resolve(new DbConnectionInfo { Engine = "mysql" }, system).Address);
        system.Files["/run/mysqld/mysqld.sock"] = "";
        Assert.True(SettingsResolver.Resolve(new DbConnectionInfo { Engine = "mysql" }, system).Address.IsSocket);
        Assert.Equal(
            new ServerAddress("localhost", 3306), SettingsResolver.Resolve(new DbConnectionInfo { Engine = "mysql", Host = "localhost", Port = 3306 }, system).Address);
    }

    [Fact]
    public void An_option_that_would_make_it_less_safe_is_not_passed_over()
    {
        FakeSystem system = new() { HomeFolder = "/home/me" };
        system.Files["/home/me/.my.cnf"] = string.Join('\n', "[client]", "ssl-crl=/etc/crl.pem");
        BackupException error = Assert.Throws<BackupException>(() => SettingsResolver.Resolve(new DbConnectionInfo { Engine = "mysql" }, system));
        Assert.Contains("ssl-crl", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_includes_itself_ends()
    {
        FakeSystem system = new() { HomeFolder = "/home/me" };
        system.Files["/home/me/.my.cnf"] = "!include /home/me/.my.cnf";
        Assert.Throws<BackupException>(() => SettingsResolver.Resolve(new DbConnectionInfo { Engine = "mysql" }, system));
    }
}
