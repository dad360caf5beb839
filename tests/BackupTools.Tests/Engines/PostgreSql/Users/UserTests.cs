using BackupTools.Jobs;

namespace BackupTools.Tests.Engines.PostgreSql.Users;

public sealed class UserTests
{
    private const string OddName = "O'Brien \"x\"; DROP TABLE t; --\nü";

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_user_is_made_changed_and_removed(int version)
    {
        await using UserFixture users = await UserFixture.StartAsync(version);
        await users.SqlAsync("CREATE ROLE readers; CREATE ROLE writers");
        DateTimeOffset end = new(2031, 2, 3, 4, 5, 6, TimeSpan.FromHours(2));
        UserAttributes attributes = new()
        {
            CreateDatabase = true, CreateRole = true, BypassRls = true, ConnectionLimit = 7, ValidUntil = end, MemberOf = ["readers"],
            Password = UserFixture.Secret("pass'wörd"),
        };
        await users.RunAsync(new UserCreation(OddName, attributes));

        DbUser user = await users.GetAsync(OddName);
        Assert.True(user is { CreateDatabase: true, CreateRole: true, BypassRls: true, CanLogin: true, Superuser: false, Replication: false, Locked: null });
        Assert.Equal(7, user.ConnectionLimit);
        Assert.Equal(end, user.ValidUntil);
        Assert.Equal(["readers"], user.MemberOf);
        Assert.StartsWith("SCRAM-SHA-256$4096:", await users.SqlAsync("SELECT rolpassword FROM pg_authid WHERE rolname LIKE 'O''Brien%'"), StringComparison.Ordinal);

        await users.RunAsync(new UserChange(
            OddName,
            new() { NewName = "app", CreateDatabase = false, ConnectionLimit = -1, ValidUntil = DateTimeOffset.MaxValue, MemberOf = ["writers"], NotMemberOf = ["readers"] },
            Force: false));
        user = await users.GetAsync("app");
        Assert.True(user is { CreateDatabase: false, CreateRole: true, ConnectionLimit: null, ValidUntil: null });
        Assert.Equal(["writers"], user.MemberOf);

        await users.RunAsync(new UserRemoval("app", null, false, false));
        Assert.Equal("0", await users.SqlAsync("SELECT count(*) FROM pg_roles WHERE rolname = 'app'"));
    }

    [Fact]
    public async Task The_password_logs_in_and_is_in_no_plan_and_no_log()
    {
        await using UserFixture users = await UserFixture.StartAsync(15);
        await users.SqlAsync("ALTER SYSTEM SET log_statement = 'all'; SELECT pg_reload_conf()");
        File.WriteAllText(users.Server.DataFolder + "/pg_hba.conf", "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        await users.SqlAsync("SELECT pg_reload_conf()");
        UserRequest request = new UserCreation("app", new() { Password = UserFixture.Secret("planted-7Kq") });
        UserPlan plan = await users.PlanAsync(request);
        Assert.Equal(["CREATE ROLE \"app\" LOGIN PASSWORD '***'"], plan.Steps.Select(s => s.Text));
        await users.RunAsync(request);

        DbConnectionInfo app = users.At(user: "app");
        Assert.True((await BuiltIn.Components.GetEngine("postgresql").TestConnectionAsync(app.WithPassword(UserFixture.Secret("planted-7Kq")), UserFixture.Token)).Error is null);
        ConnectionReport wrong = await BuiltIn.Components.GetEngine("postgresql").TestConnectionAsync(app.WithPassword(UserFixture.Secret("other")), UserFixture.Token);
        Assert.Equal(ErrorCode.AuthenticationFailed, wrong.Error?.Code);
        Assert.Contains("CREATE ROLE", users.Server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-7Kq", users.Server.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_was_granted_is_listed_and_copied(int version)
    {
        await using UserFixture users = await UserFixture.StartAsync(version);
        await users.SqlAsync(
            """
            CREATE ROLE grp; CREATE ROLE app LOGIN NOINHERIT CONNECTION LIMIT 3 IN ROLE grp PASSWORD 'x'; ALTER ROLE app SET work_mem = '8MB'; COMMENT ON ROLE app IS 'it''s';
            GRANT CONNECT, TEMP ON DATABASE shop TO app; GRANT USAGE ON SCHEMA s TO app WITH GRANT OPTION; GRANT SELECT, INSERT ON s."T 1" TO app;
            GRANT UPDATE (name) ON s."T 1" TO app; GRANT EXECUTE ON FUNCTION s.f(int, text[]) TO app; GRANT USAGE ON SEQUENCE s.q TO app; GRANT USAGE ON TYPE s.e TO app;
            """,
            "shop");
        DbUser app = await users.GetAsync("app");
        Assert.Equal(
            [
                "CONNECT, TEMPORARY on database shop", "EXECUTE on function s.f(int4, _text)", "USAGE on schema s with grant option", "USAGE on sequence s.q",
                "INSERT, SELECT on table s.T 1", "UPDATE (name) on table s.T 1", "USAGE on type s.e",
            ],
            app.Grants.Select(g => g.ToString()));
        Assert.Equal("it's", app.Comment);

        Assert.Empty(await users.RunAsync(new UserCopy("app", users.At(), "twin", null, WithGrants: true)));
        DbUser twin = await users.GetAsync("twin");
        Assert.Equal(app.Grants.Select(g => g.ToString()), twin.Grants.Select(g => g.ToString()));
        Assert.True(twin is { CanLogin: true, ConnectionLimit: 3, Comment: "it's", MemberOf: ["grp"] });
        Assert.Equal(
            "t", await users.SqlAsync("SELECT count(DISTINCT rolpassword) = 1 AND bool_and(rolpassword LIKE 'SCRAM%') FROM pg_authid WHERE rolname IN ('app', 'twin')"));
        Assert.Equal("work_mem=8MB", await users.SqlAsync("SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setrole = 'twin'::regrole"));
    }

    [Fact]
    public async Task A_copy_to_another_server_leaves_out_what_has_nothing_to_stand_on_and_says_so()
    {
        await using UserFixture source = await UserFixture.StartAsync(15);
        await using UserFixture target = await UserFixture.StartAsync(18);
        await source.SqlAsync("CREATE ROLE grp; CREATE ROLE app LOGIN IN ROLE grp; CREATE TABLE only_here (); GRANT SELECT ON only_here TO app; GRANT USAGE ON SCHEMA s TO app", "shop");
        IReadOnlyList<string> warnings = await target.RunAsync(new UserCopy("app", source.At(), "app", UserFixture.Secret("x"), WithGrants: true));
        Assert.Equal(2, warnings.Count);
        Assert.Contains("'grp', which is not there", warnings[0], StringComparison.Ordinal);
        Assert.Contains("GRANT SELECT ON TABLE \"public\".\"only_here\"", warnings[1], StringComparison.Ordinal);
        Assert.Equal(["USAGE on schema s"], (await target.GetAsync("app")).Grants.Select(g => g.ToString()));
    }

    [Fact]
    public async Task Who_may_not_read_the_password_copies_a_user_without_one_and_is_told()
    {
        await using UserFixture users = await UserFixture.StartAsync(15);
        await users.SqlAsync("CREATE ROLE maker LOGIN CREATEROLE; CREATE ROLE app LOGIN PASSWORD 'x'");
        string warning = Assert.Single(await users.RunAsync(new UserCopy("app", users.At(user: "maker"), "twin", null, true), user: "maker"));
        Assert.Contains("has none. Give it one with -Password", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_requests_are_refused_and_change_nothing()
    {
        await using UserFixture users = await UserFixture.StartAsync(15);
        await users.SqlAsync("CREATE ROLE app LOGIN");
        string before = await users.SqlAsync("SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles");

        await users.FailsAsync(ErrorCode.UserExists, new UserCreation("app", new()));
        Assert.Contains("Did you mean", (await users.FailsAsync(ErrorCode.UserNotFound, new UserChange("apq", new(), false))).Message, StringComparison.Ordinal);
        await users.FailsAsync(ErrorCode.UserNotFound, new UserCreation("new", new() { MemberOf = ["nobody"] }));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation(new string('x', 64), new()));
        await users.FailsAsync(ErrorCode.InvalidArgument, new UserCreation("new", new() { Password = UserFixture.Secret("") }));
        await users.FailsAsync(ErrorCode.CapabilityMissing, new UserChange("app", new() { Locked = true }, false));
        await users.FailsAsync(ErrorCode.UserNotFound, new UserRemoval("nobody", null, false, false));
        await users.FailsAsync(ErrorCode.UserChangeFailed, new UserCreation("pg_mine", new()));
        await users.FailsAsync(ErrorCode.DatabaseAccessDenied, new UserCreation("new", new()), user: "app");
        await users.FailsAsync(ErrorCode.UserExists, new UserCopy("app", users.At(), "app", null, true));
        BackupException engine = await Assert.ThrowsAsync<BackupException>(() => UserJob.PlanAsync(
            BuiltIn.Components, new DbConnectionInfo { Engine = "sqlite", Path = "/x.db" }, new UserCreation("x", new()), UserFixture.Token));
        Assert.Equal("SQLite has no users.", engine.Message[..20]);

        Assert.Equal(before, await users.SqlAsync("SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles"));
    }

    [Fact]
    public async Task Nobody_locks_out_itself_or_everybody_unasked()
    {
        await using UserFixture users = await UserFixture.StartAsync(15);
        await users.SqlAsync("CREATE ROLE root2 SUPERUSER LOGIN");
        await users.FailsAsync(ErrorCode.UserProtected, new UserRemoval("postgres", null, false, Force: true));
        await users.FailsAsync(ErrorCode.UserProtected, new UserChange("postgres", new() { CanLogin = false }, Force: false));
        await users.RunAsync(new UserChange("postgres", new() { Superuser = false }, Force: false), user: "root2");
        await users.SqlAsync("CREATE ROLE maker LOGIN CREATEROLE"); // psql's postgres may still create roles.
        await users.FailsAsync(ErrorCode.UserProtected, new UserChange("root2", new() { ValidUntil = DateTimeOffset.UtcNow }, Force: false), user: "maker");
        await users.FailsAsync(ErrorCode.UserProtected, new UserRemoval("root2", null, false, Force: false), user: "maker");
    }
}
