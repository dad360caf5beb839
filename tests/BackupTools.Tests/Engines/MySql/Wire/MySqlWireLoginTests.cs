using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.Shared;
using BackupTools.Tests.Servers.MySql;
using MySqlConnector;
using static BackupTools.Tests.Engines.MySql.Wire.MySqlWire;

namespace BackupTools.Tests.Engines.MySql.Wire;

/// <summary>Every way to be let in, and to be turned away, by real servers.</summary>
public sealed class MySqlWireLoginTests
{
    private const string Secret = "se'cr\\et é ﬁ½";
    private static int _last;

    public static TheoryData<MySqlVersion> MariaDb => [MySqlVersion.MariaDb1011, MySqlVersion.MariaDb118];

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_user_is_let_in_by_each_way(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "logins");
        string user = await AccountAsync(server, $"IDENTIFIED BY '{Secret.Replace("'", "''", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal)}'");
        // The first is the full authentication where there is one, the second the fast one, and then without TLS.
        Assert.Equal((user, true), await WhoAsync(Settings(server, user, Secret)));
        Assert.Equal((user, true), await WhoAsync(Settings(server, user, Secret)));
        Assert.Equal((user, false), await WhoAsync(Settings(server, user, Secret, options: ("ssl-mode", "DISABLED"))));
        Assert.Equal((user, false), await WhoAsync(Settings(server, user, Secret, isSocket: true)));
        Assert.Equal((user, true), await WhoAsync(Settings(server, user, Secret, isSocket: true, options: ("ssl-mode", "REQUIRED"))));
        Assert.Equal((user, true), await WhoAsync(Settings(server, user, Secret, isSocket: true, options: [("ssl-mode", "VERIFY_CA"), ("ssl-ca", server.CaFile)])));
        BackupException error = await FailsAsync(Settings(server, user, Secret) with { Address = new ServerAddress("127.0.0.1", server.Port), TlsMode = TlsMode.VerifyFull });
        Assert.Equal(ErrorCode.TlsFailed, error.Code);
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task A_password_that_the_server_does_not_remember_is_sent_over_a_socket(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "logins");
        string user = await AccountAsync(server, "IDENTIFIED BY 'first'");
        Assert.Equal((user, false), await WhoAsync(Settings(server, user, "first", isSocket: true)));
        // The driver as well, on an account that nobody has used yet.
        user = await AccountAsync(server, "IDENTIFIED BY 'first'");
        await using ControlSession session = await ControlSession.OpenAsync(Settings(server, user, "first", isSocket: true), TimeSpan.FromSeconds(5), Token);
        Assert.Equal(user + "@%", Assert.Single(await session.QueryAsync("SELECT CURRENT_USER()", r => r.TextOrEmpty(0), Token)));
    }

    [Fact]
    public async Task Without_TLS_a_password_is_encrypted_with_the_servers_key_or_not_sent()
    {
        MySqlServer server = await MySqlServer.GetAsync(MySqlVersion.MySql97, "logins");
        (string Name, string Value) plain = ("ssl-mode", "DISABLED");
        string key = server.DataFolder + "/public_key.pem";
        foreach (string plugin in new[] { "caching_sha2_password", "sha256_password" })
        {
            string user;
            try
            {
                user = await AccountAsync(server, $"IDENTIFIED WITH {plugin} BY 'long enough'");
            }
            catch (MySqlException e) when (e.ErrorCode == (MySqlErrorCode)ErrorNumber.CannotLoadPlugin)
            {
                continue; // This release has it no more.
            }

            BackupException error = await FailsAsync(Settings(server, user, "long enough", options: plain));
            Assert.Equal(ErrorCode.PasswordNotSent, error.Code);
            Assert.Contains("server-public-key-path", error.Remedy, StringComparison.Ordinal);
            Assert.Equal((user, false), await WhoAsync(Settings(server, user, "long enough", options: [plain, ("server-public-key-path", key)])));
            user = await AccountAsync(server, $"IDENTIFIED WITH {plugin} BY 'long enough'");
            Assert.Equal(ErrorCode.AuthenticationFailed, (await FailsAsync(Settings(server, user, "wrong", options: [plain, ("get-server-public-key", "1")]))).Code);
            Assert.Equal((user, false), await WhoAsync(Settings(server, user, "long enough", options: [plain, ("get-server-public-key", "1")])));
            Assert.Equal((user, true), await WhoAsync(Settings(server, user, "long enough")));
        }
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task Who_is_turned_away_hears_why(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "logins");
        string user = await AccountAsync(server, "IDENTIFIED BY 'right'"), empty = await AccountAsync(server, ""), locked = await AccountAsync(server, "IDENTIFIED BY 'right' ACCOUNT LOCK");
        Assert.Equal((empty, true), await WhoAsync(Settings(server, empty, "")));
        Assert.Equal((empty, false), await WhoAsync(Settings(server, empty, "", options: ("ssl-mode", "DISABLED"))));
        foreach ((string name, string password) in new[] { (user, "wrong"), (user, ""), (empty, "some"), ("nobody", "x"), (locked, "right") })
        {
            foreach (string mode in new[] { "DISABLED", "REQUIRED" })
            {
                BackupException error = await FailsAsync(Settings(server, name, password, options: ("ssl-mode", mode)));
                Assert.True(error.Code is ErrorCode.AuthenticationFailed || (mode == "DISABLED" && error.Code == ErrorCode.PasswordNotSent), error.ToString());
                Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);
            }
        }

        BackupException unknown = await FailsAsync(Settings(server, database: "no_such_database"));
        Assert.Equal(ErrorCode.DatabaseNotFound, unknown.Code);
        unknown = await FailsAsync(Settings(server, user, "right", "mysql"));
        Assert.Equal(ErrorCode.DatabaseAccessDenied, unknown.Code);
    }

    [Theory]
    [MemberData(nameof(MySqlVersions.All), MemberType = typeof(MySqlVersions))]
    public async Task TLS_is_what_was_asked_for(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "logins");
        (string, string) ca = ("ssl-ca", server.CaFile);
        string folder = Directory.CreateTempSubdirectory("backuptools-ca-").FullName;
        await ServerCertificates.WriteAsync(folder);
        string other = folder + "/ca.pem";
        Assert.Equal(("root", true), await WhoAsync(Settings(server, options: [("ssl-mode", "VERIFY_CA"), ca])));
        Assert.Equal(("root", true), await WhoAsync(Settings(server, options: ca)));
        BackupException error = await FailsAsync(Settings(server, options: [("ssl-mode", "VERIFY_CA"), ("ssl-ca", other)]));
        Assert.Equal(ErrorCode.TlsFailed, error.Code);
        Assert.Contains(other, error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.TlsFailed, (await FailsAsync(Settings(server, options: ("ssl-mode", "VERIFY_IDENTITY")))).Code);
        if (server.IsMariaDb)
        {
            Assert.Equal(("root", true), await WhoAsync(Settings(server, options: [("ssl-mode", "VERIFY_IDENTITY"), ca])));
        }
        else
        {
            error = await FailsAsync(Settings(server, options: [("ssl-mode", "VERIFY_IDENTITY"), ca]));
            Assert.Contains("does not name the host '127.0.0.1'", error.Message, StringComparison.Ordinal);
        }

        string needsTls = await AccountAsync(server, "IDENTIFIED BY 'right' REQUIRE SSL");
        Assert.Equal((needsTls, true), await WhoAsync(Settings(server, needsTls, "right")));
        error = await FailsAsync(Settings(server, needsTls, "right", options: ("ssl-mode", "DISABLED")));
        Assert.True(error.Code is ErrorCode.AuthenticationFailed or ErrorCode.TlsFailed or ErrorCode.PasswordNotSent, error.ToString());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_server_without_TLS_is_told_from_one_with()
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(MySqlVersion.MariaDb1011, "--skip-ssl");
        Assert.Equal(("root", false), await WhoAsync(Settings(server, options: ("ssl-mode", "DISABLED"))));
        Assert.Equal(("root", false), await WhoAsync(Settings(server, options: ("ssl-mode", "PREFERRED"))));
        foreach ((string, string)[] options in new[] { [("ssl-mode", "REQUIRED")], [("ssl-mode", "VERIFY_IDENTITY")], new[] { ("ssl", "1") } })
        {
            BackupException error = await FailsAsync(Settings(server, options: options));
            Assert.Equal(ErrorCode.TlsFailed, error.Code);
            Assert.Contains("the server does not offer it", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(MariaDb))]
    public async Task Plug_ins_that_are_not_known_are_named(MySqlVersion version)
    {
        MySqlServer server = await MySqlServer.GetAsync(version, "logins");
        try
        {
            await server.ExecuteAsync(null, "INSTALL SONAME 'auth_ed25519'");
        }
        catch (MySqlException e) when (e.Number is 1968 or 1125)
        {
            // It is there.
        }

        string user = await AccountAsync(server, "IDENTIFIED VIA ed25519 USING PASSWORD('right')");
        BackupException error = await FailsAsync(Settings(server, user, "right"));
        Assert.Equal(ErrorCode.AuthenticationFailed, error.Code);
        Assert.Contains("plug-in 'client_ed25519', which is not known here", error.Message, StringComparison.Ordinal);
        // An account of the socket is of the system's user of that name, and nobody else's.
        user = await AccountAsync(server, "IDENTIFIED VIA unix_socket", "localhost");
        error = await FailsAsync(Settings(server, user, "right", isSocket: true));
        Assert.Equal(ErrorCode.AuthenticationFailed, error.Code);
    }

    [Fact]
    public async Task What_does_not_answer_cannot_be_reached()
    {
        ServerSettings nowhere = Settings(await MySqlServer.GetAsync(MySqlVersion.MariaDb1011, "logins")) with { Address = new ServerAddress("/nowhere.sock", 0) };
        Assert.Equal(ErrorCode.ServerUnreachable, (await FailsAsync(nowhere)).Code);
        Assert.Equal(ErrorCode.ServerUnreachable, (await FailsAsync(nowhere with { Address = new ServerAddress("127.0.0.1", 1) })).Code);
        Assert.Equal(ErrorCode.ServerUnreachable, (await FailsAsync(nowhere with { Address = new ServerAddress(new string('x', 254) + ".é", 1) })).Code);
    }

    private static async Task<string> AccountAsync(MySqlServer server, string identified, string host = "%")
    {
        string name = $"login_{server.Version}_{Interlocked.Increment(ref _last)}".ToLowerInvariant();
        await server.ExecuteAsync(null, $"CREATE USER {name}@'{host}' {identified}");
        return name;
    }
}
