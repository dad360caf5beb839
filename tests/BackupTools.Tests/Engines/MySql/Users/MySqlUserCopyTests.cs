using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Users;

public sealed class MySqlUserCopyTests
{
    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task What_was_granted_is_listed_and_copied(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app", twin = users.Prefix + "twin", role = users.Prefix + "role", db = users.Database;
        await users.SqlAsync(
            $"CREATE ROLE {role}",
            $"CREATE USER {app}@'10.%' IDENTIFIED BY 'its own' REQUIRE ISSUER 'a''b\\\\c' WITH MAX_QUERIES_PER_HOUR 5 MAX_USER_CONNECTIONS 3 PASSWORD EXPIRE INTERVAL 30 DAY",
            $"GRANT {role} TO {app}@'10.%' WITH ADMIN OPTION",
            $"GRANT PROCESS, RELOAD ON *.* TO {app}@'10.%'",
            $"GRANT INSERT, CREATE VIEW ON `shop\\_x`.* TO {app}@'10.%'", $"GRANT DELETE ON `{users.Prefix}%`.* TO {app}@'10.%'",
            $"GRANT SELECT (id, `o``dd`), UPDATE (id), DELETE ON `T 1` TO {app}@'10.%' WITH GRANT OPTION",
            $"GRANT EXECUTE ON PROCEDURE p TO {app}@'10.%'", $"GRANT EXECUTE, ALTER ROUTINE ON FUNCTION f TO {app}@'10.%'");
        if (users.IsMariaDb)
            await users.SqlAsync($"SET DEFAULT ROLE {role} FOR {app}@'10.%'");
        else
            await users.SqlAsync($"ALTER USER {app}@'10.%' DEFAULT ROLE ALL", $"ALTER USER {app}@'10.%' COMMENT 'it''s \\\\ \"ü\"'", $"GRANT BACKUP_ADMIN ON *.* TO {app}@'10.%' WITH GRANT OPTION", $"ALTER USER {app}@'10.%' FAILED_LOGIN_ATTEMPTS 4 PASSWORD_LOCK_TIME UNBOUNDED PASSWORD HISTORY 6");
        DbUser user = await users.GetAsync(app);
        string[] expected =
        [
            $"DELETE on database {users.Prefix}%", "CREATE VIEW, INSERT on database shop\\_x", $"ALTER ROUTINE, EXECUTE on function {db}.f", $"EXECUTE on procedure {db}.p",
            "PROCESS, RELOAD on server *.*", .. users.IsMariaDb ? (string[])[] : ["BACKUP_ADMIN on server *.* with grant option"],
            $"DELETE on table {db}.T 1 with grant option", $"SELECT, UPDATE (id) on table {db}.T 1 with grant option", $"SELECT (o`dd) on table {db}.T 1 with grant option",
        ];
        Assert.Equal(expected.Order(), user.Grants.Select(g => g.ToString()).Order());
        Assert.Equal(users.IsMariaDb ? null : "it's \\ \"ü\"", user.Comment);
        Assert.Contains((await users.GetAsync("root@localhost")).Grants, g => g is { Kind: "account", IsGrantable: true, Privileges: ["PROXY"] });

        string warning = Assert.Single(await users.RunAsync(new UserCopy(app, users.At(), twin, null, WithGrants: true)));
        Assert.Contains("ends 30 days later", warning, StringComparison.Ordinal);
        string Renamed(string text) => text.Replace(app, twin, StringComparison.Ordinal);
        // MariaDB tells columns in no firm order.
        string[] Lines(IEnumerable<string> grants) => [.. grants.Select(g => g.Replace("`o``dd`, `id`", "`id`, `o``dd`", StringComparison.Ordinal)).Order()];
        Assert.Equal(Lines((await users.GrantsAsync($"{app}@'10.%'")).Select(Renamed)), Lines(await users.GrantsAsync($"{twin}@'10.%'")));
        Assert.Equal(user.Grants.Select(g => g.ToString()), (await users.GetAsync(twin)).Grants.Select(g => g.ToString()));
        Assert.Equal(Renamed(await users.CreateAsync($"{app}@'10.%'")), await users.CreateAsync($"{twin}@'10.%'"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97, MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb1011, MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb118, MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MySql97, MySqlVersion.MariaDb118)]
    public async Task A_copy_to_another_server_leaves_out_what_has_nothing_to_stand_on_and_says_so(MySqlVersion from, MySqlVersion to)
    {
        MySqlUserFixture source = await MySqlUserFixture.GetAsync(from);
        MySqlUserFixture target = await MySqlUserFixture.OnAsync(await MySqlServer.GetAsync(to, "copies"));
        bool isSame = source.IsMariaDb == target.IsMariaDb;
        string app = $"{from}{to}".ToLowerInvariant(), role = $"{app}r", db = source.Database;
        await source.SqlAsync(
            $"CREATE ROLE {role}", $"CREATE USER {app} IDENTIFIED BY 'its own'", $"GRANT {role} TO {app}", "CREATE TABLE only_here (id INT)",
            $"GRANT SELECT, INSERT ON `{db}`.* TO {app}", $"GRANT SELECT ON only_here TO {app}", $"GRANT SELECT (id) ON `T 1` TO {app}",
            $"GRANT {(source.IsMariaDb ? "BINLOG MONITOR, DELETE HISTORY" : "REPLICATION CLIENT, BACKUP_ADMIN")} ON *.* TO {app}");
        IReadOnlyList<string> warnings = await target.RunAsync(new UserCopy(app, source.At(), app, null, WithGrants: true));
        string all = string.Join('\n', warnings);
        Assert.Contains($"'{role}{(source.IsMariaDb ? "" : "@%")}', which is not there", all, StringComparison.Ordinal);
        Assert.Contains("GRANT SELECT ON `" + target.Database + "`.`only_here`", all, StringComparison.Ordinal);
        Assert.Equal(isSame ? 2 : 4, warnings.Count);
        DbUser copy = await target.GetAsync(app);
        Assert.Contains($"INSERT, SELECT on database {target.Database}", copy.Grants.Select(g => g.ToString()));
        Assert.Contains($"SELECT (id) on table {target.Database}.T 1", copy.Grants.Select(g => g.ToString()));
        Assert.Contains(copy.Grants, g => g.Kind == "server" && g.Privileges.Contains(target.IsMariaDb ? "BINLOG MONITOR" : "REPLICATION CLIENT"));
        Assert.Equal(isSame, copy.CanLogin);
        if (isSame)
        {
            Assert.Null(await target.LoginAsync(app, "its own"));
            return;
        }

        Assert.Contains("cannot be taken over", all, StringComparison.Ordinal);
        Assert.Contains(source.IsMariaDb ? "DELETE HISTORY" : "BACKUP_ADMIN", all, StringComparison.Ordinal);
        Assert.NotNull(await target.LoginAsync(app, "its own"));
        Assert.NotNull(await target.LoginAsync(app, ""));
        await target.FailsAsync(ErrorCode.InvalidArgument, new UserChange(app, new() { Locked = false }, false));
        await target.RunAsync(new UserChange(app, new() { Locked = false, Password = MySqlUserFixture.Secret("new") }, false));
        Assert.Null(await target.LoginAsync(app, "new"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task A_copy_may_have_a_password_of_its_own_and_no_grants(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app", twin = users.Prefix + "twin@localhost";
        await users.SqlAsync($"CREATE USER {app} IDENTIFIED BY 'its own'", $"GRANT CREATE, PROCESS ON *.* TO {app}", $"GRANT SELECT ON `{users.Database}`.* TO {app}");
        Assert.Empty(await users.RunAsync(new UserCopy(app, users.At(), twin, MySqlUserFixture.Secret("other"), WithGrants: false)));
        DbUser copy = await users.GetAsync(twin);
        Assert.True(copy is { CanLogin: true, CreateDatabase: true, Host: "localhost" });
        Assert.Equal(["CREATE on server *.*"], copy.Grants.Select(g => g.ToString()));
    }

    [Fact]
    public async Task An_account_without_a_password_is_copied_locked()
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(MySqlVersion.MySql97);
        string app = users.Prefix + "app", twin = users.Prefix + "twin";
        await users.SqlAsync($"CREATE USER {app}");
        Assert.Contains("it has none", Assert.Single(await users.RunAsync(new UserCopy(app, users.At(), twin, null, true))), StringComparison.Ordinal);
        Assert.True((await users.GetAsync(twin)).Locked);
    }

    [Fact]
    public async Task MariaDBs_several_ways_of_logging_in_are_copied_and_a_password_takes_their_place()
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(MySqlVersion.MariaDb118);
        string app = users.Prefix + "app", twin = users.Prefix + "twin";
        await users.SqlAsync($"CREATE USER {app} IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD('its own')");
        Assert.Empty(await users.RunAsync(new UserCopy(app, users.At(), twin, null, true)));
        Assert.Equal((await users.CreateAsync(app)).Replace(app, twin, StringComparison.Ordinal), await users.CreateAsync(twin));
        Assert.Contains("unix_socket OR", await users.CreateAsync(twin), StringComparison.Ordinal);
        Assert.Null(await users.LoginAsync(twin, "its own"));
        string warning = Assert.Single(await users.RunAsync(new UserChange(twin, new() { Password = MySqlUserFixture.Secret("new") }, false)));
        Assert.Contains("unix_socket", warning, StringComparison.Ordinal);
        Assert.Null(await users.LoginAsync(twin, "new"));
    }

    [Fact]
    public async Task What_is_taken_back_in_a_database_is_copied_or_the_copy_is_refused()
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(MySqlVersion.MySql97, "--partial-revokes=ON");
        MySqlUserFixture users = await MySqlUserFixture.OnAsync(server);
        await users.SqlAsync("CREATE USER app IDENTIFIED BY 'x'", "GRANT SELECT, INSERT ON *.* TO app", "REVOKE INSERT ON mysql.* FROM app", "GRANT UPDATE ON `a_b`.* TO app");
        Assert.Contains("INSERT on partial revoke mysql", (await users.GetAsync("app")).Grants.Select(g => g.ToString()));
        await users.RunAsync(new UserCopy("app", users.At(), "twin", null, true));
        Assert.Equal((await users.GrantsAsync("app")).Select(g => g.Replace("app", "twin", StringComparison.Ordinal)), await users.GrantsAsync("twin"));

        MySqlUserFixture other = await MySqlUserFixture.GetAsync(MySqlVersion.MySql97);
        BackupException error = await other.FailsAsync(ErrorCode.CapabilityMissing, new UserCopy("app", users.At(), other.Prefix + "app", null, true));
        Assert.Contains("'mysql'", error.Message, StringComparison.Ordinal);
        await users.SqlAsync("GRANT INSERT ON *.* TO app", "CREATE USER plain IDENTIFIED BY 'x'", "GRANT UPDATE ON `a_b`.* TO plain");
        // A name that is no pattern there stays none here.
        await other.RunAsync(new UserCopy("plain", users.At(), other.Prefix + "plain", null, true));
        Assert.Contains($"GRANT UPDATE ON `a\\_b`.* TO `{other.Prefix}plain`@`%`", await other.GrantsAsync(other.Prefix + "plain"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task A_superuser_is_copied_as_one(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app";
        await users.RunAsync(new UserCopy("root@%", users.At(), app, null, true));
        Assert.True((await users.GetAsync(app)).Superuser);
        Assert.Null(await users.LoginAsync(app, users.Server.Password));

        // One that lacks what only newer versions have a name for does not get it by being copied.
        string less = users.Prefix + "less", twin = users.Prefix + "twin";
        await users.SqlAsync($"CREATE USER {less} IDENTIFIED BY 'x'", $"GRANT ALL PRIVILEGES ON *.* TO {less} WITH GRANT OPTION", $"REVOKE {(users.IsMariaDb ? "BINLOG ADMIN" : "SYSTEM_USER")} ON *.* FROM {less}");
        Assert.True((await users.GetAsync(less)).Superuser);
        await users.RunAsync(new UserCopy(less, users.At(), twin, null, WithGrants: false));
        Assert.Equal((await users.GrantsAsync(less)).Select(g => g.Replace(less, twin, StringComparison.Ordinal)), await users.GrantsAsync(twin));
    }
}
