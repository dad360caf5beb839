using System.Net;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.PostgreSql.Connections;

/// <summary>What is left open is filled in as libpq does it.</summary>
public sealed class ServerSettingsTests
{
    private readonly FakeSystem _system = new();

    public ServerSettingsTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths of these tests are Unix paths.");

    [Fact]
    public void With_nothing_given_the_defaults_are_used()
    {
        ServerSettings settings = Resolve("postgresql://");

        Assert.Equal("localhost:5432", Addresses(settings));
        Assert.Equal(("osuser", "osuser", "BackupTools"), (settings.UserName, settings.Database, settings.ApplicationName));
        Assert.Equal((TlsMode.Prefer, "prefer", "any"), (settings.TlsMode, settings.ChannelBinding, settings.TargetSession));
        Assert.Null(settings.Addresses[0].Password);
    }

    [Theory]
    [InlineData("postgresql://db1/?sslmode=verify-ca&sslrootcert=roots.pem")]
    [InlineData("postgresql://db1/?sslcert=./me.crt")]
    [InlineData("postgresql://db1/?sslkey=keys/me.key")]
    [InlineData("postgresql://db1/?passfile=pass")]
    public void A_relative_path_is_refused_and_not_taken_for_one_in_the_folder_of_the_process(string uri) =>
        Assert.Contains("absolute", Refusal(uri), StringComparison.Ordinal);

    [Theory]
    [InlineData("PGSSLROOTCERT", "postgresql://db1/")]
    [InlineData("PGPASSFILE", "postgresql://db1/")]
    [InlineData("PGSERVICEFILE", "postgresql://db1/?service=x")]
    [InlineData("PGSYSCONFDIR", "postgresql://db1/?service=x")]
    public void A_relative_path_of_the_environment_is_refused_too(string variable, string uri)
    {
        _system.Variables[variable] = "here";
        Assert.Contains("'here'", Refusal(uri), StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_that_exists_is_the_default()
    {
        _system.Files["/tmp/.s.PGSQL.5433"] = "";

        Assert.Equal("/tmp/.s.PGSQL.5433", Addresses(Resolve("postgresql:///shop?port=5433")));
        Assert.Equal("localhost:5432", Addresses(Resolve("postgresql:///shop")));
    }

    [Fact]
    public void A_database_is_named_by_connection_service_or_environment_and_never_guessed()
    {
        Assert.Null(Named("postgresql://someone@db1"));
        _system.Variables["PGDATABASE"] = "fromenv";
        Assert.Equal("fromenv", Named("postgresql://someone@db1"));
        _system.Variables["PGSERVICEFILE"] = "/services";
        _system.Files["/services"] = "[prod]\ndbname=fromservice\n";
        Assert.Equal("fromservice", Named("service=prod"));
        Assert.Equal("given", Named("service=prod dbname=given"));

        string? Named(string text) => SettingsResolver.NameDatabase(ConnectionText.Parse(text), _system).Database;
    }

    [Fact]
    public void What_is_given_goes_before_service_before_environment()
    {
        _system.Variables["PGSERVICEFILE"] = "/services";
        _system.Files["/services"] = "# ours\n[other]\nhost=no\n[prod]\nhost=fromservice\nuser=fromservice\nuser=second\n\n[more]\nport=1";
        _system.Variables["PGHOST"] = "fromenv";
        _system.Variables["PGUSER"] = "fromenv";
        _system.Variables["PGPORT"] = "5555";
        _system.Variables["PGSSLMODE"] = "require";

        ServerSettings settings = Resolve("service=prod host=given");

        Assert.Equal("given:5555", Addresses(settings));
        Assert.Equal("fromservice", settings.UserName);
        Assert.Equal(TlsMode.Require, settings.TlsMode);
        Assert.Equal("fromservice:5555", Addresses(Resolve("service=prod")));
        Assert.Equal("fromenv:5555", Addresses(Resolve("postgresql://")));
    }

    [Fact]
    public void A_service_that_nobody_defines_is_refused()
    {
        _system.Files["/home/osuser/.pg_service.conf"] = "[prod]\nhost=x";

        Assert.Contains("'tset'", Refusal("service=tset"), StringComparison.Ordinal);
        Assert.Equal("x:5432", Addresses(Resolve("service=prod")));
    }

    [Theory]
    [InlineData("PGSSLMODE", "sure")]
    [InlineData("PGGSSENCMODE", "require")]
    [InlineData("PGSSLCRL", "/crl")]
    [InlineData("PGHOSTADDR", "10.0.0.1")]
    [InlineData("PGPORT", "many")]
    public void What_the_environment_asks_and_is_not_supported_is_refused(string variable, string value)
    {
        _system.Variables[variable] = value;
        Assert.NotEmpty(Refusal("postgresql://db1"));
    }

    [Theory]
    [InlineData("postgresql://a:1,b:2", "a:1 b:2")]
    [InlineData("postgresql://a,b:2", "a:7 b:2")]
    [InlineData("postgresql://[::1]:1,b:2", "[::1]:1 b:2")]
    [InlineData("postgresql://[::1]", "[::1]:7")]
    [InlineData("host=/tmp,b port=1,2", "/tmp/.s.PGSQL.1 b:2")]
    [InlineData("host=a,b,c", "a:7 b:7 c:7")]
    [InlineData("host=a,,c", "a:7 localhost:7 c:7")]
    public void Every_host_has_its_port(string text, string expected)
    {
        _system.Variables["PGPORT"] = "7";
        Assert.Equal(expected, Addresses(Resolve(text)));
    }

    [Theory]
    [InlineData("postgresql://ann@db1:5433/shop", "first")]
    [InlineData("postgresql://bob@db1:5433/shop", "any user: \\ of db1")]
    [InlineData("postgresql://ann@db2/shop", "of db2")]
    [InlineData("postgresql://a%3Ab@x/y", "colon")]
    [InlineData("postgresql://ann@%2Ftmp/shop", "socket")]
    [InlineData("postgresql://ann@nowhere/shop", null)]
    [InlineData("postgresql://ann:given@db1:5433/shop", "given")]
    public void Passwords_are_found_in_the_file(string text, string? expected)
    {
        _system.Files["/home/osuser/.pgpass"] =
            "# comment\nbroken\ndb1:5433:shop:ann:first\ndb1:5433:*:*:any user\\: \\\\ of db1\ndb2:*:shop:ann:of db2\n"
            + "x:*:*:a\\:b:colon\nlocalhost:5432:*:ann:socket";

        Assert.Equal(expected, Password(Resolve(text)));
    }

    [Fact]
    public void Each_host_gets_its_own_password()
    {
        _system.Files["/home/osuser/.pgpass"] = "a:*:*:*:one\nb:*:*:*:two";
        ServerSettings settings = Resolve("postgresql://a,b/shop");

        Assert.Equal("one", Text(settings.Addresses[0].Password));
        Assert.Equal("two", Text(settings.Addresses[1].Password));
        Assert.DoesNotContain("one", settings.Addresses[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_file_that_others_can_read_is_ignored()
    {
        _system.Files["/pass"] = "*:*:*:*:secret";
        _system.Variables["PGPASSFILE"] = "/pass";
        Assert.Equal("secret", Password(Resolve("postgresql://db1")));

        _system.SharedFiles.Add("/pass");
        ServerSettings settings = Resolve("postgresql://db1");
        Assert.Null(Password(settings));
        BackupException error = PostgreSqlErrors.NoPassword(settings.Addresses[0], SessionContext.ConnectingTo(settings, settings.Addresses[0]));
        Assert.Contains("'/pass' was ignored, because others than its owner may read it", error.Message, StringComparison.Ordinal);
        Assert.Contains("chmod 600 '/pass'", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://ann@db9:7/shop?passfile=/pass", "no line of the password file '/pass' fits db9:7:shop:ann")]
    [InlineData("postgresql://ann@db9:7/shop?passfile=/nowhere", "'/nowhere' does not exist")]
    [InlineData("postgresql://ann@db9:7/shop", null)]
    public void Why_the_password_file_gave_no_password_is_told(string text, string? why)
    {
        _system.Files["/pass"] = "db1:*:*:*:secret";
        string? problem = Resolve(text).Addresses[0].PasswordFileProblem?.Why;
        if (why is null)
            Assert.Null(problem);
        else
            Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environments_password_goes_before_the_files()
    {
        _system.Files["/home/osuser/.pgpass"] = "*:*:*:*:file";
        _system.Variables["PGPASSWORD"] = "environment";
        Assert.Equal("environment", Password(Resolve("postgresql://db1")));
    }

    [Theory]
    [InlineData("postgresql://db1/?sslmode=require", null, "Require")]
    [InlineData("postgresql://db1/?sslmode=require&sslrootcert=/ca", "/ca", "VerifyCa")]
    [InlineData("postgresql://db1/?sslmode=require&sslrootcert=/gone", "/gone", "Require")]
    [InlineData("postgresql://db1/?sslmode=verify-full&sslrootcert=/ca", "/ca", "VerifyFull")]
    [InlineData("postgresql://db1/?sslrootcert=system", "system", "VerifyFull")]
    [InlineData("postgresql://db1/?sslrootcert=/ca", "/ca", "Prefer")]
    public void A_file_of_authorities_makes_require_check_it(string text, string? root, string mode)
    {
        _system.Files["/ca"] = "";
        ServerSettings settings = Resolve(text);
        Assert.Equal((root, mode), (settings.RootCertificate, settings.TlsMode.ToString()));
    }

    [Fact]
    public void Certificates_are_found_in_the_users_folder()
    {
        foreach (string name in new[] { "root.crt", "postgresql.crt", "postgresql.key" })
            _system.Files["/home/osuser/.postgresql/" + name] = "";
        ServerSettings settings = Resolve("postgresql://db1/?sslmode=require");

        Assert.Equal(TlsMode.VerifyCa, settings.TlsMode);
        Assert.Equal("/home/osuser/.postgresql/postgresql.crt", settings.ClientCertificate);
        Assert.Equal("/home/osuser/.postgresql/postgresql.key", settings.ClientKey);
    }

    [Fact]
    public void The_systems_authorities_need_the_host_name_to_be_checked() =>
        Assert.Contains("verify-full", Refusal("postgresql://db1/?sslrootcert=system&sslmode=verify-ca"), StringComparison.Ordinal);

    [Theory]
    [InlineData("", 30)]
    [InlineData("?connect_timeout=5", 5)]
    [InlineData("?connect_timeout=0", null)]
    [InlineData("?connect_timeout=-1", null)]
    [InlineData("?connect_timeout=2147483647", null)]
    public void The_time_to_connect_is_bounded_unless_told_otherwise(string query, int? seconds) =>
        Assert.Equal(seconds, (int?)Resolve("postgresql://db1/" + query).ConnectTimeout?.TotalSeconds);

    [Fact]
    public void Options_of_a_connection_that_was_not_typed_are_checked_too()
    {
        DbConnectionInfo info = new() { Engine = "postgresql", Host = "db1", Options = new Dictionary<string, string> { ["speed"] = "fast" } };
        BackupException error = Assert.Throws<BackupException>(() => SettingsResolver.Resolve(info, _system));
        Assert.Contains("speed", error.Message, StringComparison.Ordinal);
    }

    private ServerSettings Resolve(string text) => SettingsResolver.Resolve(ConnectionText.Parse(text), _system);

    private string Refusal(string text)
    {
        BackupException error = Assert.Throws<BackupException>(() => Resolve(text));
        Assert.Equal(ErrorCode.ConnectionNotUnderstood, error.Code);
        return error.Message;
    }

    private static string Addresses(ServerSettings settings) => string.Join(' ', settings.Addresses);

    private static string? Password(ServerSettings settings) => Text(settings.Addresses[0].Password);

    private static string? Text(System.Security.SecureString? password) =>
        password is null ? null : new NetworkCredential("", password).Password;
}
