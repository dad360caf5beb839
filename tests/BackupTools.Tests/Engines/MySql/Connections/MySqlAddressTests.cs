using BackupTools.Engines.MySql.Connections;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.MySql.Connections;

/// <summary>Where the server is, by all that may say so.</summary>
public sealed class MySqlAddressTests
{
    private readonly FakeSystem _system = new();

    public MySqlAddressTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths of these tests are Unix paths.");

    /// <summary>Connection, the user's option file, environment, the address.</summary>
    [Theory]
    [InlineData("mysql://", "", "", "/run/mysqld/mysqld.sock")]
    [InlineData("mysql://localhost", "", "", "/run/mysqld/mysqld.sock")]
    [InlineData("mysql://localhost:3306", "", "", "localhost:3306")]
    [InlineData("mysql://localhost", "port=3307", "", "/run/mysqld/mysqld.sock")]
    [InlineData("mysql://?protocol=tcp", "port=3307", "", "127.0.0.1:3307")]
    [InlineData("mysql://", "protocol=tcp", "MYSQL_TCP_PORT=3308", "127.0.0.1:3308")]
    [InlineData("mysql://localhost:1?protocol=socket", "", "", "/run/mysqld/mysqld.sock")]
    [InlineData("mysql://127.0.0.1", "", "", "127.0.0.1:3306")]
    [InlineData("mysql://", "socket=/other.sock", "", "/other.sock")]
    [InlineData("mysql://", "host=db1\nsocket=/other.sock", "", "db1:3306")]
    [InlineData("mysql://db2", "host=db1\nport=5\nsocket=/other.sock", "MYSQL_HOST=db3", "db2:5")]
    [InlineData("mysql://?socket=/given.sock", "host=db1", "", "/given.sock")]
    [InlineData("mysql://", "", "MYSQL_HOST=db3", "db3:3306")]
    [InlineData("mysql://", "host=db1", "MYSQL_HOST=db3", "db1:3306")]
    [InlineData("mysql://", "port=0", "MYSQL_HOST=db3", "db3:3306")]
    [InlineData("mysql://", "", "MYSQL_UNIX_PORT=/env.sock", "/env.sock")]
    [InlineData("mysql://[::1]:3307", "", "", "[::1]:3307")]
    [InlineData("mysql://%2Ftmp%2Fx", "", "", "/tmp/x")]
    public void The_address_is_the_clients(string text, string file, string environment, string address)
    {
        _system.Files["/run/mysqld/mysqld.sock"] = "";
        _system.Files["/env.sock"] = "";
        _system.Files["/home/osuser/.my.cnf"] = "[client]\n" + file;
        if (environment.Split('=') is [var name, var value])
            _system.Variables[name] = value;
        Assert.Equal(address, SettingsResolver.Resolve(ConnectionText.Parse(text), _system).Address.ToString());
    }

    [Theory]
    [InlineData("mysql://db1?socket=/x", "a socket, and a host")]
    [InlineData("mysql://localhost:3306?socket=/x", "a socket, and a host")]
    [InlineData("mysql://?protocol=socket", "none in the usual places")]
    [InlineData("mysql://db1?protocol=socket", "another machine")]
    public void What_contradicts_itself_is_refused(string text, string why) => Assert.Contains(why, Refusal(ConnectionText.Parse(text)), StringComparison.Ordinal);

    [Fact]
    public void What_no_system_connects_to_is_refused()
    {
        Assert.Contains("107 bytes", Refusal(Named("/" + new string('x', 200))), StringComparison.Ordinal);
        Assert.Contains("255 characters", Refusal(Named(new string('x', 300))), StringComparison.Ordinal);
        Assert.Contains("NUL", Refusal(Named("db\0one")), StringComparison.Ordinal);
        Assert.Contains("NUL", Refusal(Named("db1") with { UserName = "root\0x" }), StringComparison.Ordinal);
        Assert.Contains("speed", Refusal(Named("db1") with { Options = new Dictionary<string, string> { ["speed"] = "1" } }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_is_named_by_connection_or_file_and_never_guessed()
    {
        Assert.Null(SettingsResolver.NameDatabase(Named("db1"), _system).Database);
        _system.Files["/home/osuser/.my.cnf"] = "[backuptools]\ndatabase=shop";
        DbConnectionInfo named = SettingsResolver.NameDatabase(Named("db1"), _system);
        Assert.Equal(("shop", "mysql://db1/shop"), (named.Database, named.Display));
        Assert.Equal("given", SettingsResolver.NameDatabase(Named("db1") with { Database = "given" }, _system).Database);
    }

    private static DbConnectionInfo Named(string host) => new() { Engine = "mysql", Host = host };

    private string Refusal(DbConnectionInfo info)
    {
        BackupException error = Assert.Throws<BackupException>(() => SettingsResolver.Resolve(info, _system));
        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        return error.Message;
    }
}
