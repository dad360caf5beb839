using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Users;

public sealed class MySqlUserRemovalTests
{
    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task In_whose_name_something_works_is_neither_removed_nor_renamed(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app", heir = users.Prefix + "heir", db = users.Database;
        await users.SqlAsync($"CREATE USER {app} IDENTIFIED BY 'x'", $"CREATE USER {app}@localhost IDENTIFIED BY 'x'", $"CREATE USER {heir} IDENTIFIED BY 'x'");
        (string Make, string Drop, string Named)[] all =
        [
            ("CREATE DEFINER={0} VIEW d AS SELECT 1", "DROP VIEW d", $"the view '{db}.d'"),
            ("CREATE DEFINER={0} PROCEDURE d() SELECT 1", "DROP PROCEDURE d", $"the procedure '{db}.d'"),
            ("CREATE DEFINER={0} FUNCTION d() RETURNS INT DETERMINISTIC RETURN 1", "DROP FUNCTION d", $"the function '{db}.d'"),
            ("CREATE DEFINER={0} TRIGGER d BEFORE INSERT ON `T 1` FOR EACH ROW SET NEW.id = 1", "DROP TRIGGER d", $"the trigger '{db}.d'"),
            ("CREATE DEFINER={0} EVENT d ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1", "DROP EVENT d", $"the event '{db}.d'"),
        ];
        foreach ((string make, string drop, string named) in all)
        {
            await users.SqlAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, make, $"{app}@'%'"));
            foreach (UserRequest request in (UserRequest[])
                [new UserRemoval($"{app}@%", null, false, true), new UserRemoval($"{app}@%", heir, false, false), new UserRemoval($"{app}@%", null, true, false), new UserChange($"{app}@%", new() { NewName = app + "2" }, true)])
            {
                Assert.Contains(named, (await users.FailsAsync(ErrorCode.UserOwnsObjects, request)).Message, StringComparison.Ordinal);
            }

            await users.SqlAsync(drop);
        }

        await users.FailsAsync(ErrorCode.InvalidArgument, new UserRemoval($"{app}@%", heir, true, false));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserRemoval($"{app}@%", $"'{app}'@'%'", false, false));
        await users.FailsAsync(ErrorCode.UserNotFound, new UserRemoval($"{app}@%", "nobody", false, false));
        await users.SqlAsync($"GRANT SELECT ON `T 1` TO {app}");
        await users.RunAsync(new UserRemoval($"{app}@%", heir, false, false));
        Assert.Equal("localhost", await users.ScalarAsync($"SELECT GROUP_CONCAT(Host) FROM mysql.user WHERE User = '{app}'"));
        Assert.Equal("0", await users.ScalarAsync($"SELECT COUNT(*) FROM mysql.tables_priv WHERE User = '{app}'"));
    }

    [Fact]
    public async Task A_role_of_MariaDB_in_whose_name_a_view_works_is_not_removed()
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(MySqlVersion.MariaDb118);
        string role = users.Prefix + "role";
        await users.SqlAsync($"CREATE ROLE {role}", $"CREATE DEFINER={role} VIEW d AS SELECT 1");
        await users.FailsAsync(ErrorCode.UserOwnsObjects, new UserRemoval(role, null, false, false));
        await users.SqlAsync("DROP VIEW d");
        await users.RunAsync(new UserRemoval(role, null, false, false));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task Open_sessions_are_told(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app";
        await users.SqlAsync($"CREATE USER {app} IDENTIFIED BY 'x'");
        await using MySqlConnector.MySqlConnection open = await users.Server.OpenAsync(null, app, "x");
        Assert.Contains("1 session open", Assert.Single(await users.RunAsync(new UserRemoval(app, null, false, false))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_wants_to_see_passwords_is_told_of_before_anything_is_made()
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(MySqlVersion.MariaDb1011);
        MySqlUserFixture users = await MySqlUserFixture.OnAsync(server);
        await users.SqlAsync("INSTALL SONAME 'simple_password_check'");
        UserRequest request = new UserCreation("app", new() { Password = MySqlUserFixture.Secret("x") });
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => users.PlanAsync(request));
        Assert.Equal(ErrorCode.CapabilityMissing, error.Code);
        Assert.Contains("strict_password_validation", error.Message, StringComparison.Ordinal);
        await users.SqlAsync("SET GLOBAL strict_password_validation = OFF");
        await users.RunAsync(request);
        Assert.Null(await users.LoginAsync("app", "x"));
    }
}
