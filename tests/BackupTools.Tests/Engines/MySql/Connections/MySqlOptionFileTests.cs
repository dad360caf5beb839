using System.Net;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.MySql.Connections;

/// <summary>Option files are read as the servers' own clients read them.</summary>
public sealed class MySqlOptionFileTests
{
    private const string Own = "/home/osuser/.my.cnf";

    private readonly FakeSystem _system = new();

    public MySqlOptionFileTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths of these tests are Unix paths.");

    [Theory]
    [InlineData("password=plain", "plain")]
    [InlineData("password = spaced out  ", "spaced out")]
    [InlineData("password=\"a # b\" # comment", "a # b")]
    [InlineData("password=a#b", "a")]
    [InlineData("password='it\\'s'", "it's")]
    [InlineData("password=a\\sb\\tc\\\\d", "a b\tc\\d")]
    [InlineData("password=pass\\word", "pass\\word")]
    [InlineData("password=end\\", "end\\")]
    [InlineData("password=\"half", "\"half")]
    [InlineData("password=a=b;c", "a=b;c")]
    [InlineData("password1=first", "first")]
    [InlineData("loose-password=x", "x")]
    [InlineData("loose_password=x", "x")]
    [InlineData("PASSWORD=x", "x")]
    [InlineData("password=", null)]
    [InlineData("password", null)]
    [InlineData("; password=no\n#password=no\n  # password=no", "environment")]
    public void A_line_is_taken_apart_as_by_the_clients(string line, string? password)
    {
        _system.Variables["MYSQL_PWD"] = "environment";
        _system.Files[Own] = "[client]\n" + line;
        Assert.Equal(password, Password(Resolve()));
    }

    [Theory]
    [InlineData("client", null, true)]
    [InlineData("client-server", null, true)]
    [InlineData("client-mariadb", null, true)]
    [InlineData("backuptools", null, true)]
    [InlineData(" client ", null, true)]
    [InlineData("mysql", null, false)]
    [InlineData("mysqldump", null, false)]
    [InlineData("Client", null, false)]
    [InlineData("client_prod", null, false)]
    [InlineData("client_prod", "_prod", true)]
    [InlineData("backuptools_prod", "_prod", true)]
    public void The_groups_of_every_client_and_our_own_count(string group, string? suffix, bool counts)
    {
        _system.Files[Own] = $"[{group}]\nuser=found\n[other]\nuser=no";
        Assert.Equal(counts ? "found" : "osuser", Resolve(suffix is null ? [] : [("defaults-group-suffix", suffix)]).UserName);
        _system.Variables["MYSQL_GROUP_SUFFIX"] = suffix ?? "";
        Assert.Equal(counts ? "found" : "osuser", Resolve().UserName);
    }

    [Fact]
    public void Later_files_go_before_earlier_ones_and_named_ones_have_their_place()
    {
        _system.Files["/etc/my.cnf"] = "[client]\nuser=etc\nhost=etc\nport=1\ndatabase=etc";
        _system.Files["/etc/mysql/my.cnf"] = "[client]\nuser=etcmysql\nhost=etcmysql\nport=2";
        _system.Files["/extra"] = "[client]\nuser=extra\nhost=extra";
        _system.Files[Own] = "[client]\nuser=own";
        ServerSettings settings = Resolve(("defaults-extra-file", "/extra"));
        Assert.Equal(("own", "extra:2", "etc"), (settings.UserName, settings.Address.ToString(), settings.Database));
        settings = Resolve(("defaults-file", "/extra"));
        Assert.Equal(("extra", "extra:3306", null), (settings.UserName, settings.Address.ToString(), settings.Database));
        Assert.Equal("osuser", Resolve(("no-defaults", "1")).UserName);
        Assert.Contains("'/nowhere' is not there", Refusal(("defaults-file", "/nowhere")), StringComparison.Ordinal);
    }

    [Fact]
    public void Includes_are_followed_in_their_place_and_in_the_order_of_names()
    {
        _system.Files[Own] = "[client]\nuser=first\n!include /a\n!include ~/b\n!includedir /conf.d/\n!include /nowhere\n!nonsense\nhost=last";
        _system.Files["/a"] = "[client]\nuser=a\nport=1\nhost=a";
        _system.Files["/home/osuser/b"] = "[client]\nport=2";
        _system.Files["/conf.d/2.cnf"] = "[client]\nport=4";
        _system.Files["/conf.d/1.cnf"] = "[client]\nport=3";
        _system.Files["/conf.d/9.ini"] = "[client]\nport=9";
        ServerSettings settings = Resolve();
        Assert.Equal(("a", "last:4"), (settings.UserName, settings.Address.ToString()));
        _system.Files[Own] = "!include here";
        Assert.Contains("a relative path", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!include /home/osuser/.my.cnf", "included by too many")]
    [InlineData("!includedir /many", "included by too many")]
    [InlineData("[client", "Line 1 of the option file '/home/osuser/.my.cnf' is no name of a group")]
    [InlineData("user=me", "Line 1 of the option file '/home/osuser/.my.cnf' is an option before the first group")]
    [InlineData("[client]\nssl-crl=/crl.pem", "'ssl-crl' in the option file '/home/osuser/.my.cnf'")]
    [InlineData("[client]\nloose-tls_version=TLSv1", "'tls-version'")]
    [InlineData("[client]\n\nssl-mode=MAYBE", "Line 3 of the option file")]
    [InlineData("[client]\nssl-ca=ca.pem", "relative path")]
    [InlineData("[client]\nprotocol=MEMORY", "it can be TCP, SOCKET")]
    [InlineData("[client]\nport=many", "port")]
    public void What_cannot_be_passed_over_is_an_error(string text, string why)
    {
        for (int i = 0; i < 300; i++)
            _system.Files[$"/many/{i}.cnf"] = "";
        _system.Files[Own] = text;
        Assert.Contains(why, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_for_other_programs_is_passed_over()
    {
        _system.Files[Own] = "[mysqld]\nssl-crl=/x\nport=1\n[client]\ndefault-character-set=utf8\ncompress\nnonsense\npager=less\nuser=me\ndefaults-file=/x";
        Assert.Equal("me", Resolve().UserName);
    }

    [Fact]
    public void A_file_that_everybody_may_write_is_ignored_and_that_is_told()
    {
        _system.Files[Own] = "[client]\nuser=anybody\npassword=x";
        _system.WritableFiles.Add(Own);
        ServerSettings settings = Resolve();
        Assert.Equal(("osuser", null), (settings.UserName, Password(settings)));
        BackupException error = MySqlErrors.Translate(new ServerException(1045, "28000", "Access denied"), SessionContext.ConnectingTo(settings), "Connecting");
        Assert.Contains($"'{Own}' was ignored, because everybody may write it (chmod 600 '{Own}')", error.Remedy, StringComparison.Ordinal);
        Assert.Contains("can be written by everybody", Refusal(("defaults-file", Own)), StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_passwords_are_not_read_and_that_is_told_where_there_is_no_other()
    {
        _system.Files["/home/osuser/.mylogin.cnf"] = "\u0001";
        Assert.Contains(".mylogin.cnf", Resolve().LoginAdvice, StringComparison.Ordinal);
        _system.Variables["MYSQL_PWD"] = "x";
        Assert.Empty(Resolve().LoginAdvice);
    }

    [Theory]
    [InlineData("ssl-mode=required", "Require")]
    [InlineData("ssl", "Require")]
    [InlineData("ssl=1\nssl-ca=/ca", "VerifyCa")]
    [InlineData("ssl-ca=/ca", "VerifyCa")]
    [InlineData("ssl-ca=/ca\nssl-verify-server-cert=0", "Prefer")]
    [InlineData("ssl-ca=/ca\nssl-verify-server-cert", "VerifyFull")]
    [InlineData("enable-ssl-verify-server-cert", "VerifyFull")]
    [InlineData("skip-ssl", "Disable")]
    [InlineData("disable_ssl", "Disable")]
    [InlineData("ssl=0\nssl-mode=VERIFY_IDENTITY", "VerifyFull")]
    [InlineData("ssl-mode=PREFERRED\nssl-verify-server-cert=on", "VerifyFull")]
    public void TLS_is_what_both_products_options_ask_for(string lines, string mode)
    {
        _system.Files[Own] = "[client]\n" + lines;
        Assert.Equal(mode, Resolve().TlsMode.ToString());
        Assert.Equal("Disable", Resolve(("ssl-mode", "DISABLED")).TlsMode.ToString());
    }

    [Fact]
    public void The_systems_authorities_need_the_host_to_be_looked_at() =>
        Assert.Contains("VERIFY_IDENTITY", Refusal(("ssl-mode", "VERIFY_CA")), StringComparison.Ordinal);

    [Fact]
    public void A_real_system_says_what_its_files_are()
    {
        if (OperatingSystem.IsWindows())
            return;
        SystemSettings system = new();
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["b.cnf"], "[client]\nuser=b");
        File.WriteAllText(folder["a.cnf"], "");
        Assert.Equal([folder["a.cnf"], folder["b.cnf"]], system.FilesIn(folder.Path));
        Assert.Empty(system.FilesIn(folder["none"]));
        Assert.False(system.IsWritableByAll(folder["b.cnf"]));
        File.SetUnixFileMode(folder["b.cnf"], (UnixFileMode)0b110_110_110);
        Assert.True(system.IsWritableByAll(folder["b.cnf"]));
        using (FileStream large = File.Create(folder["large.cnf"]))
            large.SetLength(1L << 30);
        Assert.Null(system.ReadLines(folder["large.cnf"]));
        using System.Net.Sockets.Socket socket = new(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(folder["s"]));
        Assert.True(system.SocketExists(folder["s"]));
        Assert.False(system.FileExists(folder["s"]));
    }

    private ServerSettings Resolve(params (string Name, string Value)[] options) => SettingsResolver.Resolve(
        new DbConnectionInfo { Engine = "mysql", Options = options.ToDictionary(o => o.Name, o => o.Value) }, _system);

    private string Refusal(params (string Name, string Value)[] options)
    {
        BackupException error = Assert.Throws<BackupException>(() => Resolve(options));
        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        return error.Message;
    }

    private static string? Password(ServerSettings settings) => settings.Password is null ? null : new NetworkCredential("", settings.Password).Password;
}
