using System.Globalization;
using BackupTools.Jobs;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Users;

public sealed class MySqlUserTests
{
    private const int AccessDenied = 1045;

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task A_user_is_made_changed_and_removed(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string readers = users.Prefix + "readers", writers = users.Prefix + "writers";
        // A name that would be SQL, and that a backslash, a quote or another alphabet would break.
        string odd = users.Prefix + "O'B\\\"`; --ü", quoted = $"'{odd.Replace("'", "''")}'@'10.%'";
        await users.SqlAsync($"CREATE ROLE {readers}", $"CREATE ROLE {writers}");
        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(90);
        UserAttributes attributes = new()
        {
            CreateDatabase = true, CreateRole = true, ConnectionLimit = 7, ValidUntil = end, MemberOf = [readers], Password = MySqlUserFixture.Secret("pass'wörd"),
        };
        Assert.Empty(await users.RunAsync(new UserCreation(quoted, attributes)));

        DbUser user = await users.GetAsync(quoted);
        Assert.Equal("10.%", user.Host);
        Assert.True(user is { CreateDatabase: true, CreateRole: true, BypassRls: false, CanLogin: true, Superuser: false, Replication: false, Locked: false });
        Assert.Equal(7, user.ConnectionLimit);
        Assert.InRange(user.ValidUntil!.Value, end.AddMinutes(-5), end.AddMinutes(5));
        Assert.Equal([users.IsMariaDb ? readers : $"{readers}@%"], user.MemberOf);
        string account = $"`{odd.Replace("`", "``")}`@`10.%`";
        Assert.Contains((await users.GrantsAsync(account)), g => g.StartsWith("GRANT CREATE, CREATE USER ON *.* TO ", StringComparison.Ordinal));
        string create = await users.CreateAsync(account);
        Assert.Contains("MAX_USER_CONNECTIONS 7", create, StringComparison.Ordinal);
        Assert.Contains("PASSWORD EXPIRE INTERVAL 90 DAY", create, StringComparison.Ordinal);

        string app = users.Prefix + "app";
        await users.RunAsync(new UserChange(
            user.Name,
            new()
            {
                NewName = app, CreateDatabase = false, Replication = true, ConnectionLimit = -1, ValidUntil = DateTimeOffset.MaxValue,
                MemberOf = [writers], NotMemberOf = [readers], Locked = true,
            },
            Force: false));
        user = await users.GetAsync(app);
        Assert.Equal($"{app}@10.%", user.Name);
        Assert.True(user is { CreateDatabase: false, CreateRole: true, Replication: true, ConnectionLimit: null, ValidUntil: null, CanLogin: false, Locked: true });
        Assert.Equal([users.IsMariaDb ? writers : $"{writers}@%"], user.MemberOf);
        create = await users.CreateAsync($"'{app}'@'10.%'");
        Assert.Contains("ACCOUNT LOCK", create, StringComparison.Ordinal);
        Assert.DoesNotContain("MAX_USER_CONNECTIONS 7", create, StringComparison.Ordinal);

        await users.RunAsync(new UserRemoval(app, null, false, false));
        Assert.Equal("0", await users.ScalarAsync($"SELECT COUNT(*) FROM mysql.user WHERE User = '{app}'"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task The_password_logs_in_and_is_in_no_plan_and_no_log(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app", readers = users.Prefix + "readers";
        await users.SqlAsync($"CREATE ROLE {readers}", $"GRANT SELECT ON `{users.Database}`.* TO {readers}", "SET GLOBAL general_log = 'ON'", "SET GLOBAL log_output = 'TABLE'");
        UserRequest request = new UserCreation(app, new() { Password = MySqlUserFixture.Secret("planted-7Kq ü"), MemberOf = [readers] });
        UserPlan plan = await users.PlanAsync(request);
        Assert.Equal(
            users.IsMariaDb ? $"CREATE USER `{app}`@`%` IDENTIFIED VIA `mysql_native_password` USING '***'" : $"CREATE USER `{app}`@`%` IDENTIFIED WITH 'caching_sha2_password' AS '***'",
            plan.Steps[0].Text);
        await users.RunAsync(request);

        Assert.Null(await users.LoginAsync(app, "planted-7Kq ü"));
        Assert.Equal(AccessDenied, await users.LoginAsync(app, "planted-7Kq"));
        Assert.Equal(AccessDenied, await users.LoginAsync(app, ""));
        DbConnectionInfo own = users.At(app, "planted-7Kq ü");
        Assert.NotEmpty(await BuiltIn.Components.GetEngine("mysql").GetTablesAsync(own, false, MySqlUserFixture.Token)); // By the role, which was turned on.
        await users.RunAsync(new UserChange(app, new() { Password = MySqlUserFixture.Secret("second-9Zx") }, false));
        Assert.Null(await users.LoginAsync(app, "second-9Zx"));
        Assert.Equal(AccessDenied, await users.LoginAsync(app, "planted-7Kq ü"));
        string log = string.Join('\n', await users.ShowAsync("SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log"));
        Assert.Contains($"`{app}`@`%`", log, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-7Kq", log, StringComparison.Ordinal);
        Assert.DoesNotContain("second-9Zx", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("exactly sixteen!")]
    [InlineData("exactly thirty-two characters, ü")]
    [InlineData("a password that is much longer than one block of the hash, which is thirty-two bytes, and than two of them, and ends here")]
    public async Task Every_plug_in_takes_the_hash_of_a_password_of_any_length(string password)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(MySqlVersion.MySql97);
        foreach (string plugin in (string[])["caching_sha2_password", "sha256_password"])
        {
            string app = $"{users.Prefix}{plugin[..4]}{password.Length}";
            await users.SqlAsync($"CREATE USER {app} IDENTIFIED WITH {plugin} BY 'before'");
            await users.RunAsync(new UserChange(app, new() { Password = MySqlUserFixture.Secret(password) }, false));
            Assert.Equal(plugin, await users.ScalarAsync($"SELECT plugin FROM mysql.user WHERE User = '{app}'"));
            Assert.Null(await users.LoginAsync(app, password));
            Assert.Equal(AccessDenied, await users.LoginAsync(app, password + "."));
        }
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task A_name_means_the_only_account_that_has_it(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app";
        await users.SqlAsync($"CREATE USER '{app}'@'%'", $"CREATE USER '{app}'@'localhost'", $"CREATE USER '{app}@%'@'h'", $"CREATE USER '{app}2'@'10.1'");
        BackupException error = await users.FailsAsync(ErrorCode.InvalidArgument, new UserRemoval(app, null, false, false));
        Assert.Contains($"may be any of {app}@%, {app}@localhost.", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await users.ListAsync(app)).Count);
        Assert.Equal(4, (await users.ListAsync($"{app}*")).Count);
        Assert.Equal("10.1", (await users.GetAsync($"{app}2")).Host);
        Assert.Equal($"'{app}@%'@'h'", (await users.GetAsync($"'{app}@%'@'H'")).Name);

        foreach (DbUser user in await users.ListAsync($"{app}*"))
            await users.RunAsync(new UserRemoval(user.Name, null, false, false));
        Assert.Equal("0", await users.ScalarAsync($"SELECT COUNT(*) FROM mysql.user WHERE User LIKE '{app}%'"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task A_role_is_made_and_given(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string role = users.Prefix + "role", outer = users.Prefix + "outer";
        await users.RunAsync(new UserCreation(role, new() { CanLogin = false }));
        await users.RunAsync(new UserCreation(outer, new() { CanLogin = false, MemberOf = [role], CreateDatabase = true }));
        DbUser made = await users.GetAsync(outer);
        Assert.True(made is { CanLogin: false, CreateDatabase: true, Superuser: false });
        Assert.Equal(users.IsMariaDb ? null : "%", made.Host);
        Assert.Contains($"GRANT `{role}`{(users.IsMariaDb ? "" : "@`%`")} TO `{outer}`{(users.IsMariaDb ? "" : "@`%`")}", await users.GrantsAsync(outer));
        Assert.Equal(users.IsMariaDb ? "Y" : null, users.IsMariaDb ? await users.ScalarAsync($"SELECT is_role FROM mysql.user WHERE User = '{role}'") : null);

        await users.FailsAsync(ErrorCode.CapabilityMissing, new UserChange(role, new() { NewName = role + "2" }, false));
        if (users.IsMariaDb)
        {
            await users.FailsAsync(ErrorCode.InvalidArgument, new UserChange(role, new() { CanLogin = true, Password = MySqlUserFixture.Secret("x") }, false));
            await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation($"{role}3@h", new() { CanLogin = false }));
        }
        else
        {
            await users.FailsAsync(ErrorCode.InvalidArgument, new UserChange(role, new() { CanLogin = true }, false));
            await users.RunAsync(new UserChange(role, new() { CanLogin = true, Password = MySqlUserFixture.Secret("now a user") }, false));
            Assert.Null(await users.LoginAsync(role, "now a user"));
        }

        await users.RunAsync(new UserRemoval(role, null, false, false));
        Assert.Empty((await users.GetAsync(outer)).MemberOf);
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task What_the_server_brings_along_and_who_is_nobody_are_listed_where_asked_for(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string host = $"{users.Prefix}.example";
        await users.SqlAsync($"CREATE USER ''@'{host}' IDENTIFIED BY 'x'", $"GRANT SELECT ON `{users.Database}`.* TO ''@'{host}'");
        if (users.IsMariaDb)
            await users.SqlAsync($"GRANT SELECT ON `{users.Database}`.* TO PUBLIC");
        string[] own = [.. (await users.ListAsync()).Select(u => u.Name)];
        string[] all = [.. (await UserJob.ListAsync(BuiltIn.Components, users.At(), [], true, e => throw e, MySqlUserFixture.Token)).Select(u => u.Name)];
        string[] ofServer = users.IsMariaDb ? ["PUBLIC", "mariadb.sys@localhost"] : ["mysql.infoschema@localhost", "mysql.session@localhost", "mysql.sys@localhost"];
        Assert.DoesNotContain(own, ofServer.Contains);
        Assert.All(ofServer, s => Assert.Contains(s, all));
        Assert.Equal([$"SELECT on database {users.Database}"], (await users.GetAsync($"''@'{host}'")).Grants.Select(g => g.ToString()));
        await users.FailsAsync(ErrorCode.UserProtected, new UserChange(ofServer[0], new() { CreateDatabase = true }, Force: true));
        await users.RunAsync(new UserRemoval($"''@'{host}'", null, false, false));
        if (users.IsMariaDb)
            await users.SqlAsync($"REVOKE SELECT ON `{users.Database}`.* FROM PUBLIC");
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task A_superuser_has_everything_until_it_is_taken_away(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app";
        await users.RunAsync(new UserCreation(app, new() { Superuser = true, Password = MySqlUserFixture.Secret("x y") }));
        await users.SqlAsync($"GRANT SELECT ON `{users.Database}`.* TO {app}");
        Assert.True(await users.GetAsync(app) is { Superuser: true, CreateDatabase: true, CreateRole: true, Replication: true });
        Assert.Contains(await users.GrantsAsync(app), g => g.Contains("ON *.* TO", StringComparison.Ordinal) && g.EndsWith("WITH GRANT OPTION", StringComparison.Ordinal));

        string warning = Assert.Single(await users.RunAsync(new UserChange(app, new() { Superuser = false, CreateRole = true }, false)));
        Assert.Contains("no privilege on the server as a whole", warning, StringComparison.Ordinal);
        Assert.True(await users.GetAsync(app) is { Superuser: false, CreateDatabase: false, CreateRole: true, Replication: false });
        string[] grants = await users.GrantsAsync(app);
        Assert.Equal(2, grants.Length);
        Assert.StartsWith("GRANT CREATE USER ON *.* TO", grants[0], StringComparison.Ordinal);
        Assert.DoesNotContain("GRANT OPTION", grants[0], StringComparison.Ordinal);
        Assert.StartsWith($"GRANT SELECT ON `{users.Database}`.* TO", grants[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task A_password_ends_after_whole_days_or_not_at_all(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app";
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(app, new() { Password = MySqlUserFixture.Secret("x"), ValidUntil = now.AddHours(20) }));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(app, new() { Password = MySqlUserFixture.Secret("x"), ValidUntil = now.AddYears(200) }));
        string warning = Assert.Single(await users.RunAsync(new UserCreation(app, new() { Password = MySqlUserFixture.Secret("x"), ValidUntil = now.AddHours(40) })));
        Assert.Contains(now.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), warning, StringComparison.Ordinal);
        Assert.Contains("PASSWORD EXPIRE INTERVAL 1 DAY", await users.CreateAsync(app), StringComparison.Ordinal);
        await users.RunAsync(new UserChange(app, new() { ValidUntil = now }, false));
        Assert.True((await users.GetAsync(app)).ValidUntil <= DateTimeOffset.UtcNow);
        Assert.NotNull(await users.LoginAsync(app, "x") ?? (users.IsMariaDb ? 0 : null));
        await users.RunAsync(new UserChange(app, new() { ValidUntil = DateTimeOffset.MaxValue, Password = MySqlUserFixture.Secret("z") }, false));
        Assert.Null((await users.GetAsync(app)).ValidUntil);
        Assert.Null(await users.LoginAsync(app, "z"));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task Wrong_requests_are_refused_and_change_nothing(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app", fresh = users.Prefix + "new";
        await users.SqlAsync($"CREATE USER {app} IDENTIFIED BY 'app'");
        string all = $"SELECT GROUP_CONCAT(User, Host ORDER BY User, Host) FROM mysql.user WHERE User LIKE '{users.Prefix}%'";
        string? before = await users.ScalarAsync(all);
        UserAttributes good = new() { Password = MySqlUserFixture.Secret("x") };

        Assert.Contains("let anybody in", (await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(fresh, new()))).Message, StringComparison.Ordinal);
        await users.FailsAsync(ErrorCode.UserExists, new UserCreation(app, good));
        Assert.Contains("Did you mean", (await users.FailsAsync(ErrorCode.UserNotFound, new UserChange(users.Prefix + "apq", new(), false))).Message, StringComparison.Ordinal);
        await users.FailsAsync(ErrorCode.UserNotFound, new UserCreation(fresh, good with { MemberOf = ["nobody"] }));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(new string('x', users.IsMariaDb ? 129 : 33), good));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(fresh + " ", good));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation("''@'%'", good));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(fresh, good with { Password = MySqlUserFixture.Secret("") }));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(fresh, good with { Password = MySqlUserFixture.Secret(new string('x', 257)) }));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(fresh, good with { BypassRls = true }));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(fresh, good with { ConnectionLimit = 0 }));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(fresh, good with { Locked = true, CanLogin = true }));
        await users.FailsAsync(ErrorCode.UserNotFound, new UserRemoval("nobody", null, false, false));
        await users.FailsAsync(ErrorCode.UserProtected, new UserRemoval(users.IsMariaDb ? "mariadb.sys" : "mysql.sys", null, false, Force: true));
        BackupException denied = await users.FailsAsync(ErrorCode.DatabaseAccessDenied, new UserCreation(fresh, good), users.At(app, "app", withDatabase: false));
        Assert.Contains("SELECT on mysql.*", denied.Message, StringComparison.Ordinal);
        await users.FailsAsync(ErrorCode.UserExists, new UserCopy(app, users.At(), app, null, true));

        Assert.Equal(before, await users.ScalarAsync(all));
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    [InlineData(MySqlVersion.MariaDb1011)]
    public async Task What_fails_half_way_leaves_no_user_behind_and_says_what_stays_of_a_change(MySqlVersion version)
    {
        MySqlUserFixture users = await MySqlUserFixture.GetAsync(version);
        string app = users.Prefix + "app", maker = users.Prefix + "maker";
        // Who makes users may not give away what it does not have.
        await users.SqlAsync($"CREATE USER {maker} IDENTIFIED BY 'maker'", $"GRANT CREATE USER ON *.* TO {maker}", $"GRANT SELECT ON mysql.* TO {maker}");
        DbConnectionInfo at = users.At(maker, "maker", withDatabase: false);
        BackupException error = await users.FailsAsync(ErrorCode.DatabaseAccessDenied, new UserCreation(app, new() { Password = MySqlUserFixture.Secret("x"), CreateDatabase = true }), at);
        Assert.Contains("was undone", error.Message, StringComparison.Ordinal);
        Assert.Equal("0", await users.ScalarAsync($"SELECT COUNT(*) FROM mysql.user WHERE User = '{app}'"));

        await users.RunAsync(new UserCreation(app, new() { Password = MySqlUserFixture.Secret("x") }), at);
        error = await users.FailsAsync(ErrorCode.DatabaseAccessDenied, new UserChange(app, new() { ConnectionLimit = 3, CreateDatabase = true }, false), at);
        Assert.Contains($"It was done before, and stays: ALTER USER `{app}`@`%` WITH MAX_USER_CONNECTIONS 3.", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await users.GetAsync(app)).ConnectionLimit);
    }

    [Theory]
    [InlineData(MySqlVersion.MySql97)]
    [InlineData(MySqlVersion.MariaDb118)]
    public async Task Nobody_locks_out_itself_or_everybody_unasked(MySqlVersion version)
    {
        await using MySqlServer server = await MySqlServer.StartPrivateAsync(version);
        MySqlUserFixture users = await MySqlUserFixture.OnAsync(server);
        await users.FailsAsync(ErrorCode.UserProtected, new UserRemoval("root@%", null, false, Force: true));
        await users.FailsAsync(ErrorCode.UserProtected, new UserChange("root@%", new() { Superuser = false }, Force: false));
        await users.FailsAsync(ErrorCode.UserProtected, new UserChange("root@%", new() { Locked = true }, Force: false));
        await users.SqlAsync("CREATE USER maker IDENTIFIED BY 'maker'", "GRANT ALL ON *.* TO maker");
        DbConnectionInfo maker = users.At("maker", "maker");
        await users.RunAsync(new UserRemoval("root@localhost", null, false, false), maker);
        await users.FailsAsync(ErrorCode.UserProtected, new UserRemoval("root", null, false, Force: false), maker);
        await users.FailsAsync(ErrorCode.UserProtected, new UserChange("root", new() { ValidUntil = DateTimeOffset.UtcNow }, Force: false), maker);
        await users.FailsAsync(ErrorCode.UserProtected, new UserChange("root", new() { CreateDatabase = false }, Force: false), maker);
        Assert.Contains("WITH GRANT OPTION", string.Join('\n', await users.GrantsAsync("root@'%'")), StringComparison.Ordinal);
        if (!users.IsMariaDb)
            await users.RunAsync(new UserChange("root", new() { ConnectionLimit = 9 }, Force: false), maker);
    }
}
